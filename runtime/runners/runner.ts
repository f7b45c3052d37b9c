import type { RunEvent } from "../core/run";
import type { Where } from "../core/where";
import type { FlowOptions } from "../metaflow/commandLine";
import type { NeededEnvironment } from "../metaflow/neededEnvironment";

/** Everything a runner needs to know about one click. Plain data: it can be stored and shown. */
export interface RunRequest {
  /** Ours, unique per click; also `RunState.key`. */
  readonly key: string;
  readonly kind: "run" | "spin";
  /** Absolute path of the flow file. */
  readonly file: string;
  readonly flow: string;
  /** The step to spin; null for a run. */
  readonly step: string | null;
  /** `RUN/STEP/TASK` whose inputs feed the spin; null for a run, or while no earlier run has one. */
  readonly pathspec: string | null;
  /** Names of the spun step's decorators as `Decorator.name` has them; empty for a run. */
  readonly stepDecorators: readonly string[];
  /** The file's own code starts the flow (`Flow.runnable`). */
  readonly runnable: boolean;
  /** The environment without which Metaflow refuses a decorator of the flow; null: any will do. */
  readonly neededEnvironment: NeededEnvironment | null;
  /** Parameters to pass, by their command-line names, spelled as `spellParameter` gives them. */
  readonly parameters: readonly ParameterValue[];
  readonly options: FlowOptions;
  /** Absolute working folder, see `workingFolder`. */
  readonly cwd: string;
  /** The Python program; null when none was found (`check` then says so). */
  readonly python: string | null;
  /** As `readMetaflow` gives it: null when Metaflow is missing, `"unknown"` when its version is. */
  readonly metaflowVersion: string | null;
  /** Variables added to (and winning over) the editor's own environment: env file, settings. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute path of the log to write; its folder is created. One file per run. */
  readonly logFile: string;
  /** Run literal `@kubernetes` steps as plain local ones (needs `packageFolder`). */
  readonly ignoreKubernetes: boolean;
  /** Folder of our Metaflow extension package (`dist/metaflow`); null: run without it. */
  readonly packageFolder: string | null;
  /** Absent: here. */
  readonly where?: Where;
  /** The cluster of a run on Kubernetes. */
  readonly cluster?: RunCluster;
}

/** Where on Kubernetes a run happens. */
export interface RunCluster {
  /** A context of the user's kubeconfig. */
  readonly context: string;
  /** For every step that names none itself. */
  readonly namespace: string;
  /** Namespaces that steps of the flow name themselves. */
  readonly stepNamespaces: readonly string[];
  /** A step is `@parallel`: what Metaflow creates for it is a JobSet. */
  readonly parallel?: boolean;
}

export interface ParameterValue {
  readonly name: string;
  readonly value: string;
}

/** What a button next to an obstacle can offer. */
export type ObstacleAction =
  | "choose-interpreter"
  | "install-metaflow"
  | "run-flow-first"
  | "use-environment"
  | "open-settings"
  /** Kubernetes: the Python packages of the obstacle. */
  | "install-packages"
  | "choose-datastore"
  | "choose-env-file"
  /** Another context or namespace. */
  | "choose-cluster";

/** Something that stands in the way of a run, or that the user should know about it. */
export interface Obstacle {
  /** `stop`: the run cannot start; `notice`: it starts, but not exactly as written. */
  readonly severity: "stop" | "notice";
  /** Stable id for tests and "don't show again": `spin/too-old`. */
  readonly id: string;
  /** One clear sentence for the user, saying what to do. */
  readonly sentence: string;
  readonly action: ObstacleAction | null;
  /** Python packages to install. */
  readonly packages?: readonly string[];
}

/**
 * What must be kept (as JSON) to find a run again after the window was reloaded. The log file
 * holds the rest of its history.
 */
export interface RunRecord {
  readonly key: string;
  readonly kind: "run" | "spin";
  readonly flow: string;
  readonly file: string;
  readonly step: string | null;
  readonly pid: number;
  /** When the process began, in the system's own notation; tells a re-used pid apart. Null: unknown. */
  readonly processStart: string | null;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly logFile: string;
  /** Absolute path of the `.metaflow` folder that the run writes to. */
  readonly datastoreRoot: string;
  /** Absent: here. */
  readonly where?: Where;
  /** Of a run on Kubernetes, with the kubeconfig that is its own: removed when it has ended. */
  readonly cluster?: RunCluster & { readonly kubeconfig: string };
}

/** How a run of an earlier window is followed. */
export interface FollowOptions {
  /** Its end was seen: its log is read, and nothing of it is left that would have to be removed. */
  readonly ended?: boolean;
  /**
   * Today's variables of the run's file: a record keeps none, and what reaches the run's cluster or
   * engine (`AWS_PROFILE`, `DOCKER_HOST`) may be among them.
   */
  readonly environment?: () => Promise<RunRequest["environment"]>;
}

/**
 * Runs flows somewhere. Aborting the signal cancels the run (and everything it started); breaking
 * out of the iteration only stops watching: the run itself goes on.
 */
export interface Runner {
  /** What is missing, without starting anything; empty when all is well. */
  check(request: RunRequest, signal?: AbortSignal): Promise<readonly Obstacle[]>;
  /** Starts it. The first event is `started`, the last `exited`; never throws after `started`. */
  start(request: RunRequest, signal: AbortSignal): AsyncIterable<RunEvent>;
  /** Re-attaches to a run of an earlier window: replays its log from the start, then follows it. */
  follow(record: RunRecord, signal: AbortSignal, options?: FollowOptions): AsyncIterable<RunEvent>;
  /** What Python is given, to be shown; absent: what `commandLine` gives. */
  arguments?(request: RunRequest): Promise<readonly string[]>;
  /** What to keep once it has `started`, for `follow`; absent: what `runRecord` gives. */
  record?(request: RunRequest, started: Extract<RunEvent, { type: "started" }>): Promise<RunRecord>;
}
