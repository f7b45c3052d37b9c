import { homedir } from "node:os";
import * as vscode from "vscode";
import { flowShape } from "../../runtime/core/flowShape";
import type { Flow, Step } from "../../runtime/core/flow";
import type { RunState } from "../../runtime/core/run";
import type { Where } from "../../runtime/core/where";
import { commandLine, type FlowOptions } from "../../runtime/metaflow/commandLine";
import { readMetaflow } from "../../runtime/metaflow/installation";
import { readConfiguration } from "../../runtime/metaflow/configuration";
import { neededEnvironment } from "../../runtime/metaflow/neededEnvironment";
import { remoteDatastore } from "../../runtime/metaflow/remoteDatastore";
import { stepNamespaces } from "../../runtime/core/stepNamespaces";
import { datastoreRoot, workingFolder } from "../../runtime/metaflow/workingFolder";
import { podsHere } from "../../runtime/runners/environment";
import type { RunCluster, RunRequest } from "../../runtime/runners/runner";
import type { ClusterChoice } from "../cluster/clusterChoice";
import type { FlowPick, OpenedFlow } from "../flows/flowPick";
import type { FlowTarget, StepTarget } from "../flows/target";
import { Problem } from "../problem";
import { setting } from "../settings";
import { requireTrust } from "../trust";
import { cancellable } from "./cancellable";
import { askConfigs } from "./configInput";
import { runEnvironment } from "./environment";
import { folderOf, type Interpreter } from "./interpreter";
import { noCluster, obstacleProblem } from "./obstacleProblem";
import { chooseOrigin, type Origins } from "./originPick";
import { askParameters } from "./parameterInput";
import type { Run, RunFacts } from "./run";
import type { RunnerFor } from "./runners";
import { newRunKey, type RunPlan } from "./runPlan";
import type { RunService } from "./runService";
import type { RunStorage } from "./runStorage";
import type { WhereChoice } from "./whereChoice";

/** What a launch works with. */
export interface LaunchServices {
  readonly pick: FlowPick;
  readonly interpreter: Interpreter;
  readonly storage: RunStorage;
  readonly runs: RunService;
  readonly where: WhereChoice;
  readonly clusters: ClusterChoice;
  readonly runnerFor: RunnerFor;
}

/** Where and with what a flow is run: everything but what the user is asked. */
interface Setting {
  readonly file: vscode.Uri;
  readonly python: string | null;
  readonly metaflowVersion: string | null;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** What of the env file was not taken as written. */
  readonly notices: readonly string[];
  readonly options: FlowOptions;
}

/** From a click to a run: saves the file, asks what must be asked, checks, starts. */
export class Launcher {
  constructor(private readonly services: LaunchServices) {}

  /** `once`: where this click runs it, whatever the folder's choice is. */
  async runFlow(target: FlowTarget, once?: Where): Promise<Run> {
    const { storage } = this.services;
    const opened = await this.open(target);
    const place = await this.whereOf(target, once);
    await askConfigs(opened.flow, target, storage);
    const parameters = await askParameters(opened.flow, target, storage);
    const plan = { ...target, kind: "run", step: null, pathspec: null, parameters } as const;
    return this.start({ ...plan, ...place }, opened);
  }

  async runStep(target: StepTarget, once?: Where): Promise<Run> {
    const { storage } = this.services;
    const opened = await this.open(target);
    const place = await this.whereOf(target, once);
    const remote = place.where === "kubernetes";
    // There the configs are those of the run that feeds the step.
    if (!remote) await askConfigs(opened.flow, target, storage);
    const own = remote ? this.ownRuns(target) : [];
    const origins = await originsOf(await this.place(target, opened), remote, own);
    const pathspec = await chooseOrigin(target, origins, storage);
    return this.start({ ...target, kind: "spin", pathspec, parameters: [], ...place }, opened);
  }

  /** The same again, with today's file, interpreter and environment. */
  async rerun(plan: RunPlan): Promise<Run> {
    return this.start(plan, await this.open(plan));
  }

  /** A run needs trust and a file on disk that says what the editor shows. */
  private async open(target: FlowTarget): Promise<OpenedFlow> {
    requireTrust();
    const opened = await this.services.pick.open(target);
    const { document } = opened;
    if (document.uri.scheme !== "file")
      throw new Problem("Save the file to a folder on this machine first, then run it.");
    if (document.isDirty && !(await document.save()))
      throw new Problem("The file could not be saved, so it was not run.");
    return opened;
  }

  private async whereOf(
    { uri }: FlowTarget,
    once: Where | undefined,
  ): Promise<Pick<RunPlan, "where" | "cluster">> {
    const { where: choice, clusters } = this.services;
    const file = vscode.Uri.parse(uri);
    const where = once ?? choice.of(file);
    if (where !== "kubernetes") return { where };
    const cluster = await clusters.current(file);
    if ("sentence" in cluster) throw await noCluster(cluster.sentence, clusters, file);
    const { context, namespace } = cluster;
    return { where, cluster: { context, namespace } };
  }

  /** Earlier runs of the flow on Kubernetes. */
  private ownRuns({ uri, flow }: FlowTarget): readonly RunState[] {
    return this.services.runs
      .list()
      .filter(({ facts: { plan } }) => plan.where === "kubernetes" && plan.uri === uri)
      .map(({ state }) => state)
      .filter((state) => state.flow === flow);
  }

  private async place(target: FlowTarget, { document }: OpenedFlow): Promise<Setting> {
    const { interpreter, storage } = this.services;
    const file = document.uri;
    const python = await interpreter.python(file);
    const { variables: environment, notices } = await runEnvironment(file);
    const metaflow = python.found ? await readMetaflow(python.path, allOf(environment)) : null;
    interpreter.learn(file, metaflow?.version ?? null);
    return {
      file,
      python: python.found ? python.path : null,
      metaflowVersion: metaflow?.version ?? null,
      cwd: await workingFolder(file.fsPath, folderOf(file), setting("workingFolder", file) || null),
      environment,
      notices,
      options: storage.options(target),
    };
  }

  private async start(plan: RunPlan, opened: OpenedFlow): Promise<Run> {
    const { runs, runnerFor } = this.services;
    const place = await this.place(plan, opened);
    const request = this.request(plan, opened.flow, place);
    const runner = runnerFor(plan.where);
    const what = `Checking what ${plan.step ?? plan.flow} needs`;
    const obstacles = await cancellable(what, (signal) => runner.check(request, signal));
    const stop = obstacles.find(({ severity }) => severity === "stop");
    if (stop !== undefined) throw obstacleProblem(stop, plan, request, this.services);
    const facts = {
      plan,
      shape: flowShape(opened.flow),
      command: [
        request.python ?? "python",
        ...((await runner.arguments?.(request)) ?? commandLine(request)),
      ],
      notices: [...place.notices, ...obstacles.map(({ sentence }) => sentence)],
      ...(await podsOf(request)),
    };
    const steps = plan.step === null ? opened.flow.steps.map(({ name }) => name) : [plan.step];
    return runs.start(request, facts, steps);
  }

  private request(plan: RunPlan, flow: Flow, place: Setting): RunRequest {
    const key = newRunKey(Date.now());
    const step = flow.steps.find(({ name }) => name === plan.step);
    return {
      key,
      kind: plan.kind,
      file: place.file.fsPath,
      flow: plan.flow,
      step: plan.step,
      pathspec: plan.pathspec,
      stepDecorators: step === undefined ? [] : metaflowDecorators(step),
      runnable: flow.runnable,
      neededEnvironment: neededEnvironment(flow),
      parameters: plan.parameters,
      options: place.options,
      cwd: place.cwd,
      python: place.python,
      metaflowVersion: place.metaflowVersion,
      environment: place.environment,
      logFile: this.services.storage.logFile(key),
      ignoreKubernetes: plan.kind === "run" && hasKubernetes(flow),
      packageFolder: this.services.storage.packageFolder,
      ...(plan.where === undefined ? {} : { where: plan.where }),
      ...(plan.cluster === undefined ? {} : { cluster: { ...plan.cluster, ...onCluster(flow) } }),
    };
  }
}

/** Which steps leave this machine although the run is here. */
async function podsOf(request: RunRequest): Promise<Pick<RunFacts, "pods">> {
  if ((request.where ?? "here") !== "here") return {};
  const configuration = await readConfiguration(request.cwd, allOf(request.environment), homedir());
  const pods = podsHere(request, configuration);
  return pods === null ? {} : { pods };
}

/** Where runs are that can feed a step. */
async function originsOf(
  { cwd, environment, options }: Setting,
  remote: boolean,
  own: readonly RunState[],
): Promise<Origins> {
  const all = allOf(environment);
  if (!remote) return { root: await datastoreRoot(cwd, all, options), datastore: null, own };
  // The root of a remote datastore is no folder: local metadata is where it always is.
  const root = await datastoreRoot(cwd, all, { datastoreRoot: null });
  const configuration = await readConfiguration(cwd, all, homedir());
  return { root, datastore: remoteDatastore(options, configuration), own };
}

function allOf(environment: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...environment };
}

function metaflowDecorators(step: Step): readonly string[] {
  return step.decorators.filter(({ origin }) => origin !== "user").map(({ name }) => name);
}

/** What the text says of a flow's run on a cluster. */
function onCluster(flow: Flow): Pick<RunCluster, "stepNamespaces" | "parallel"> {
  const parallel = flow.steps.some((step) => metaflowDecorators(step).includes("parallel"));
  return { stepNamespaces: stepNamespaces(flow), ...(parallel && { parallel }) };
}

/** Metaflow refuses a literal `@kubernetes` on a local datastore; the runner leaves it out there. */
function hasKubernetes(flow: Flow): boolean {
  return flow.steps.some((step) => metaflowDecorators(step).includes("kubernetes"));
}
