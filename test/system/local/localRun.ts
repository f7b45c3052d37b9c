import { cp, mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { advance, newRun } from "../../../runtime/core/advance";
import type { FlowShape } from "../../../runtime/core/flowShape";
import { flowShape } from "../../../runtime/core/flowShape";
import { readFlow } from "../../../runtime/core/readFlow";
import type { RunEvent, RunState } from "../../../runtime/core/run";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";
import { readMetaflow } from "../../../runtime/metaflow/installation";
import { localRunner } from "../../../runtime/runners/local";
import type { RunRequest } from "../../../runtime/runners/runner";

/** The Python with Metaflow that real runs use; tests are skipped with `skip` when there is none. */
const python = process.env["FLOWLENS_TEST_PYTHON"] ?? "";
export const skip =
  python === "" ? "FLOWLENS_TEST_PYTHON names no Python with Metaflow" : (false as const);

/** A folder whose name breaks everything that goes through a shell. */
export class Bench {
  private count = 0;

  private constructor(
    readonly root: string,
    readonly folder: string,
  ) {}

  static async make(flows = "test/system/local/flows"): Promise<Bench> {
    const root = await mkdtemp(join(tmpdir(), "flowlens-local-"));
    const folder = join(root, `it's "here"; $(touch pwned) \`id\` é 流`);
    await mkdir(folder);
    await cp(flows, folder, { recursive: true });
    return new Bench(root, folder);
  }

  remove(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }

  /** A request as the editor makes it for one of the flows in this folder. */
  async request(file: string, flow: string, change: Partial<RunRequest> = {}): Promise<RunRequest> {
    const metaflow = await readMetaflow(python, process.env);
    this.count++;
    return {
      key: `k${this.count}`,
      kind: "run",
      file: join(this.folder, file),
      flow,
      step: null,
      pathspec: null,
      stepDecorators: [],
      runnable: true,
      neededEnvironment: null,
      parameters: [],
      options: defaultOptions,
      cwd: this.folder,
      python,
      metaflowVersion: metaflow?.version ?? null,
      environment: { METAFLOW_USER: "tester", METAFLOW_HOME: join(this.root, "no-configuration") },
      logFile: join(this.root, "logs", `${this.count}.log`),
      ignoreKubernetes: false,
      packageFolder: join(process.cwd(), "runtime", "metaflow", "package"),
      ...change,
    };
  }

  async shape(request: RunRequest): Promise<FlowShape> {
    const flow = readFlow(await readFile(request.file, "utf8")).flows[0];
    return flowShape(flow ?? { steps: [] });
  }
}

export interface Watched {
  readonly state: RunState;
  readonly events: readonly RunEvent[];
  /** All output, as a terminal would get it. */
  readonly output: string;
}

/** Runs to the end; `onEvent` sees the state after each event. */
export async function watch(
  bench: Bench,
  request: RunRequest,
  onEvent: (event: RunEvent, state: RunState) => void = () => undefined,
  signal = new AbortController().signal,
): Promise<Watched> {
  return foldAll(bench, request, localRunner.start(request, signal), onEvent);
}

export async function foldAll(
  bench: Bench,
  request: RunRequest,
  source: AsyncIterable<RunEvent>,
  onEvent: (event: RunEvent, state: RunState) => void = () => undefined,
): Promise<Watched> {
  const shape = await bench.shape(request);
  const steps = request.step === null ? [...shape.keys()] : [request.step];
  const { key, flow, kind } = request;
  let state = newRun({ key, flow, kind, steps, startedAt: Date.now() });
  const events: RunEvent[] = [];
  for await (const event of source) {
    state = advance(state, event, shape);
    events.push(event);
    onEvent(event, state);
  }
  const output = events.map((event) => (event.type === "output" ? event.text : "")).join("");
  return { state, events, output };
}

export function states(state: RunState): Record<string, string> {
  return Object.fromEntries(state.steps.map((step) => [step.name, step.state]));
}
