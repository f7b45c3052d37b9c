import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";
import { parseEnvFile } from "../core/envFile";
import type { Flow, Step } from "../core/flow";
import { checkParameter, parameterPrompts, spellParameter } from "../core/parameters";
import { readFlow } from "../core/readFlow";
import { ModuleFiles } from "../imports/moduleFiles";
import { defaultOptions } from "../metaflow/commandLine";
import { readMetaflow } from "../metaflow/installation";
import { findPython } from "../metaflow/interpreter";
import { runsWithStep } from "../metaflow/localDatastore";
import { neededEnvironment } from "../metaflow/neededEnvironment";
import { datastoreRoot, workingFolder } from "../metaflow/workingFolder";
import type { ParameterValue, RunRequest } from "../runners/runner";
import type { RunOptions } from "./runArguments";
import { UsageError } from "./usageError";

/** Where the program's other parts are, and where the run's log may be kept. */
export interface RunPlaces {
  /** Our Metaflow extension package (`dist/metaflow`). */
  readonly packageFolder: string;
  readonly logFolder: string;
}

/**
 * The run that the command line asks for, as the editor would ask for it from the present folder.
 * Throws a UsageError for a flow, step or parameter that is not there.
 */
export async function runRequest(options: RunOptions, places: RunPlaces): Promise<RunRequest> {
  const file = resolve(options.file);
  const flow = chosenFlow(file, options.flow);
  const step = chosenStep(flow, options.step);
  const environment = fileVariables(options.envFile);
  const all = { ...process.env, ...environment };
  const cwd = await workingFolder(file, process.cwd(), null);
  const python = await pythonOf(options, environment);
  const key = randomUUID();
  return {
    ...{ key, file, cwd, python, environment },
    kind: step === null ? "run" : "spin",
    flow: flow.name,
    step: options.step,
    pathspec: step === null ? null : (options.from ?? (await latestTask(cwd, all, flow, step))),
    stepDecorators: step === null ? [] : metaflowDecorators(step),
    runnable: flow.runnable,
    neededEnvironment: neededEnvironment(flow),
    parameters: spelled(flow, options.parameters),
    options: { ...defaultOptions, environment: neededEnvironment(flow) },
    metaflowVersion: python === null ? null : ((await readMetaflow(python, all))?.version ?? null),
    logFile: join(places.logFolder, `${key}.log`),
    ignoreKubernetes:
      step === null && flow.steps.some((one) => metaflowDecorators(one).includes("kubernetes")),
    packageFolder: places.packageFolder,
    where: options.on,
  };
}

function chosenFlow(file: string, name: string | null): Flow {
  const { flows } = readFlow(readText(file), undefined, new ModuleFiles().importsOf(file));
  const flow =
    name === null
      ? (flows.find(({ runnable }) => runnable) ?? flows[0])
      : flows.find((one) => one.name === name);
  if (flow !== undefined) return flow;
  throw new UsageError(
    name === null ? `There is no flow in ${basename(file)}.` : `There is no flow ${name} in it.`,
  );
}

function chosenStep(flow: Flow, name: string | null): Step | null {
  if (name === null) return null;
  const step = flow.steps.find((one) => one.name === name);
  if (step !== undefined) return step;
  const names = flow.steps.map((one) => one.name).join(", ");
  throw new UsageError(`${flow.name} has no step ${name}: choose from ${names}.`);
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    throw new UsageError(`Cannot read ${file} (${code}).`);
  }
}

function fileVariables(file: string | null): Readonly<Record<string, string>> {
  if (file === null) return {};
  const { variables, problems } = parseEnvFile(readText(file));
  const broken = problems.find(({ lost }) => lost);
  if (broken !== undefined)
    throw new UsageError(`Line ${broken.line} of ${file} cannot be read: ${broken.message}`);
  return Object.fromEntries(variables);
}

async function pythonOf(
  { python }: RunOptions,
  environment: Readonly<Record<string, string>>,
): Promise<string | null> {
  const found = await findPython({
    setting: python ?? process.env["VIRTUAL_ENV"] ?? process.env["CONDA_PREFIX"] ?? null,
    folder: process.cwd(),
    pathVariable: environment["PATH"] ?? process.env["PATH"] ?? "",
    home: homedir(),
  });
  if (found.found) return found.path;
  if (python !== null) throw new UsageError(`There is no Python at ${python}.`);
  return null;
}

async function latestTask(
  cwd: string,
  environment: NodeJS.ProcessEnv,
  flow: Flow,
  step: Step,
): Promise<string | null> {
  const root = await datastoreRoot(cwd, environment, defaultOptions);
  const [run] = await runsWithStep(root, flow.name, step.name, { limit: 1 });
  return run?.tasks[0]?.pathspec ?? null;
}

function spelled(flow: Flow, given: RunOptions["parameters"]): readonly ParameterValue[] {
  const prompts = parameterPrompts(flow);
  return given.map(([name, value]) => {
    const plain = (text: string): string => text.toLowerCase().replaceAll("-", "_");
    const prompt = prompts.find((one) => plain(one.name) === plain(name));
    // Parameters can come from where the text does not tell: Metaflow will know.
    if (prompt === undefined) return { name, value };
    const problem = checkParameter(prompt, value);
    if (problem !== null) throw new UsageError(problem);
    return { name: prompt.name, value: spellParameter(prompt, value) };
  });
}

function metaflowDecorators(step: Step): readonly string[] {
  return step.decorators.filter(({ origin }) => origin !== "user").map(({ name }) => name);
}
