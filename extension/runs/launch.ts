import * as vscode from "vscode";
import { flowShape } from "../../runtime/core/flowShape";
import type { Flow, Step } from "../../runtime/core/flow";
import { commandLine, type FlowOptions } from "../../runtime/metaflow/commandLine";
import { readMetaflow } from "../../runtime/metaflow/installation";
import { neededEnvironment } from "../../runtime/metaflow/neededEnvironment";
import { datastoreRoot, workingFolder } from "../../runtime/metaflow/workingFolder";
import { localRunner } from "../../runtime/runners/local";
import type { Obstacle, ObstacleAction, RunRequest } from "../../runtime/runners/runner";
import type { FlowPick, OpenedFlow } from "../flows/flowPick";
import type { FlowTarget, StepTarget } from "../flows/target";
import { Problem, type Remedy } from "../problem";
import { setting } from "../settings";
import { requireTrust } from "../trust";
import { askConfigs } from "./configInput";
import { runEnvironment } from "./environment";
import { chooseInterpreter, installMetaflow } from "./installMetaflow";
import { folderOf, type Interpreter } from "./interpreter";
import { chooseOrigin } from "./originPick";
import { askParameters } from "./parameterInput";
import type { Run } from "./run";
import { newRunKey, type RunPlan } from "./runPlan";
import type { RunService } from "./runService";
import type { RunStorage } from "./runStorage";

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
  constructor(
    private readonly pick: FlowPick,
    private readonly interpreter: Interpreter,
    private readonly storage: RunStorage,
    private readonly runs: RunService,
  ) {}

  async runFlow(target: FlowTarget): Promise<Run> {
    const opened = await this.open(target);
    await askConfigs(opened.flow, target, this.storage);
    const parameters = await askParameters(opened.flow, target, this.storage);
    const plan = { ...target, kind: "run", step: null, pathspec: null, parameters } as const;
    return this.start(plan, opened);
  }

  async runStep(target: StepTarget): Promise<Run> {
    const opened = await this.open(target);
    await askConfigs(opened.flow, target, this.storage);
    const place = await this.place(target, opened);
    const root = await datastoreRoot(place.cwd, allOf(place.environment), place.options);
    const pathspec = await chooseOrigin(target, root, this.storage);
    return this.start({ ...target, kind: "spin", pathspec, parameters: [] }, opened);
  }

  /** The same again, with today's file, interpreter and environment. */
  async rerun(plan: RunPlan): Promise<Run> {
    return this.start(plan, await this.open(plan));
  }

  /** A run needs trust and a file on disk that says what the editor shows. */
  private async open(target: FlowTarget): Promise<OpenedFlow> {
    requireTrust();
    const opened = await this.pick.open(target);
    const { document } = opened;
    if (document.uri.scheme !== "file")
      throw new Problem("Save the file to a folder on this machine first, then run it.");
    if (document.isDirty && !(await document.save()))
      throw new Problem("The file could not be saved, so it was not run.");
    return opened;
  }

  private async place(target: FlowTarget, { document }: OpenedFlow): Promise<Setting> {
    const file = document.uri;
    const python = await this.interpreter.python(file);
    const { variables: environment, notices } = await runEnvironment(file);
    const metaflow = python.found ? await readMetaflow(python.path, allOf(environment)) : null;
    this.interpreter.learn(file, metaflow?.version ?? null);
    return {
      file,
      python: python.found ? python.path : null,
      metaflowVersion: metaflow?.version ?? null,
      cwd: await workingFolder(file.fsPath, folderOf(file), setting("workingFolder", file) || null),
      environment,
      notices,
      options: this.storage.options(target),
    };
  }

  private async start(plan: RunPlan, opened: OpenedFlow): Promise<Run> {
    const place = await this.place(plan, opened);
    const request = this.request(plan, opened.flow, place);
    const obstacles = await localRunner.check(request);
    const stop = obstacles.find(({ severity }) => severity === "stop");
    if (stop !== undefined) throw this.problem(stop, plan, request);
    const facts = {
      plan,
      shape: flowShape(opened.flow),
      command: [request.python ?? "python", ...commandLine(request)],
      notices: [...place.notices, ...obstacles.map(({ sentence }) => sentence)],
    };
    const steps = plan.step === null ? opened.flow.steps.map(({ name }) => name) : [plan.step];
    return this.runs.start(request, facts, steps);
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
      logFile: this.storage.logFile(key),
      ignoreKubernetes: plan.kind === "run" && hasKubernetes(flow),
      packageFolder: this.storage.packageFolder,
    };
  }

  private problem(obstacle: Obstacle, plan: RunPlan, request: RunRequest): Problem {
    const { neededEnvironment: environment, options } = request;
    const remedies: Record<ObstacleAction, Remedy> = {
      "choose-interpreter": chooseInterpreter,
      "install-metaflow": {
        title: "Install Metaflow",
        run: () => installMetaflow(this.interpreter, vscode.Uri.parse(plan.uri)),
      },
      "run-flow-first": {
        title: "Run Flow First",
        run: () => clickAgain({ ...plan, kind: "run", step: null }),
      },
      "use-environment": {
        title: `Use Environment ${environment ?? ""}`,
        run: async () => {
          await this.storage.setOptions(plan, { ...options, environment });
          await clickAgain(plan);
        },
      },
      "open-settings": {
        title: "Open Settings",
        run: () => vscode.commands.executeCommand("workbench.action.openSettings", "flowlens"),
      },
    };
    const { sentence, action } = obstacle;
    return new Problem(sentence, action === null ? [] : [remedies[action]]);
  }
}

function allOf(environment: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  return { ...process.env, ...environment };
}

function metaflowDecorators(step: Step): readonly string[] {
  return step.decorators.filter(({ origin }) => origin !== "user").map(({ name }) => name);
}

/** Metaflow refuses a literal `@kubernetes` on a local datastore; the runner leaves it out there. */
function hasKubernetes(flow: Flow): boolean {
  return flow.steps.some((step) => metaflowDecorators(step).includes("kubernetes"));
}

/** What a button under an obstacle does once the obstacle is gone; it shows the run's terminal. */
function clickAgain({ uri, flow, step }: RunPlan): Thenable<unknown> {
  return step === null
    ? vscode.commands.executeCommand("flowlens.runFlow", { uri, flow })
    : vscode.commands.executeCommand("flowlens.runStep", { uri, flow, step });
}
