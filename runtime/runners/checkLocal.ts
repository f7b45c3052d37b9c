import { homedir } from "node:os";
import { basename } from "node:path";
import { exists } from "../metaflow/files";
import type { Configuration } from "../metaflow/configuration";
import { readConfiguration } from "../metaflow/configuration";
import { ignoredBySpin } from "../metaflow/spin";
import { firstVersionWith, hasFeature } from "../metaflow/version";
import {
  baseEnvironment,
  effectiveDatastore,
  effectiveEnvironment,
  effectiveMetadata,
  isLocal,
  userNameToSet,
} from "./environment";
import type { Obstacle, ObstacleAction, RunRequest } from "./runner";

/**
 * What stands in the way of a local run, in the order in which a user would mend it. Only files
 * are looked at.
 */
export async function checkLocal(request: RunRequest): Promise<readonly Obstacle[]> {
  const environment = baseEnvironment(request, process.env);
  const home = environment["HOME"] ?? homedir();
  const configuration = await readConfiguration(request.cwd, environment, home);
  return [
    ...checkMachine(process.platform),
    ...(await checkFiles(request)),
    ...checkFlow(request),
    ...checkPython(request),
    ...(request.kind === "spin" ? checkSpin(request, configuration) : []),
    ...checkEnvironment(request, configuration),
    ...checkDatastore(request, configuration),
    ...checkKubernetes(request, configuration),
    ...checkUser(userNameToSet(environment, configuration)),
  ];
}

function stop(id: string, sentence: string, action: ObstacleAction | null = null): Obstacle {
  return { severity: "stop", id, sentence, action };
}

function notice(id: string, sentence: string): Obstacle {
  return { severity: "notice", id, sentence, action: null };
}

/** Metaflow's import fails on Windows (it needs `fcntl`). */
export function checkMachine(platform: NodeJS.Platform): readonly Obstacle[] {
  if (platform !== "win32") return [];
  const sentence =
    "Metaflow does not run on Windows itself: open the folder in WSL or in a dev container.";
  return [stop("machine/windows", sentence)];
}

async function checkFiles({ file, cwd }: RunRequest): Promise<readonly Obstacle[]> {
  const obstacles: Obstacle[] = [];
  if (!(await exists(file))) {
    obstacles.push(stop("file/missing", `${file} does not exist: save the file first.`));
  }
  if (!(await exists(cwd))) {
    const sentence = `The working folder ${cwd} does not exist: correct the setting.`;
    obstacles.push(stop("folder/missing", sentence, "open-settings"));
  }
  return obstacles;
}

/** Metaflow starts what the file calls, whatever was clicked. */
function checkFlow({ file, flow, runnable }: RunRequest): readonly Obstacle[] {
  if (runnable) return [];
  const sentence = `Nothing in ${basename(file)} starts ${flow}: call ${flow}() at the end of the file.`;
  return [stop("flow/not-started", sentence)];
}

/** `@pypi` and `@conda` each accept both environments (metaflow/plugins/pypi), and no other. */
function checkEnvironment(request: RunRequest, configuration: Configuration): readonly Obstacle[] {
  const needed = request.neededEnvironment;
  const used = effectiveEnvironment(request, configuration);
  if (needed === null || ["pypi", "conda", "fast-bakery"].includes(used)) return [];
  const sentence = `${request.flow} has @${needed}, which the environment ${used} does not provide: use the environment ${needed}.`;
  return [stop("environment/needed", sentence, "use-environment")];
}

function checkPython({ python, metaflowVersion }: RunRequest): readonly Obstacle[] {
  if (python === null) {
    const sentence = "No Python interpreter was found: choose one.";
    return [stop("python/missing", sentence, "choose-interpreter")];
  }
  if (metaflowVersion !== null) return [];
  const sentence = `Metaflow is not installed for ${python}: install it there, or choose another interpreter.`;
  return [stop("metaflow/missing", sentence, "install-metaflow")];
}

function checkSpin(request: RunRequest, configuration: Configuration): readonly Obstacle[] {
  const { metaflowVersion, step, stepDecorators, flow } = request;
  if (hasFeature(metaflowVersion, "spin") === false) {
    const sentence = `Running one step needs Metaflow ${firstVersionWith("spin")} or newer, and ${metaflowVersion ?? "none"} is installed: upgrade it, or run the whole flow.`;
    return [stop("spin/too-old", sentence, "install-metaflow")];
  }
  if (stepDecorators.includes("parallel")) {
    const sentence = `Metaflow cannot run a single @parallel step: run the whole flow instead of ${step ?? "it"}.`;
    return [stop("spin/parallel", sentence)];
  }
  if (request.pathspec === null) {
    const remote =
      !isLocal(request, configuration) || effectiveMetadata(request, configuration) !== "local";
    const sentence = remote
      ? `No local run of ${flow} has reached ${step ?? "this step"}, and runs recorded elsewhere cannot be chosen yet: run the flow locally first.`
      : `No earlier run of ${flow} has reached ${step ?? "this step"}, so there is nothing to feed it: run the flow first.`;
    return [stop("spin/no-run", sentence, "run-flow-first")];
  }
  const ignored = ignoredBySpin(stepDecorators);
  if (ignored.length === 0) return [];
  const names = ignored.map((name) => `@${name}`).join(", ");
  return [notice("spin/ignored", `Running a single step leaves out ${names}.`)];
}

function checkDatastore(request: RunRequest, configuration: Configuration): readonly Obstacle[] {
  const obstacles: Obstacle[] = [];
  const datastore = effectiveDatastore(request, configuration);
  const rootName = `METAFLOW_DATASTORE_SYSROOT_${datastore.toUpperCase()}`;
  const root = request.options.datastoreRoot ?? configuration.get(rootName);
  if (datastore !== "local" && request.kind === "run") {
    obstacles.push(
      root === null
        ? stop(
            "datastore/no-root",
            `The ${datastore} datastore needs ${rootName}: set it in the environment file, or choose the local datastore.`,
            "open-settings",
          )
        : notice("datastore/remote", `This run keeps its data in ${root}, not on this machine.`),
    );
  }
  if (effectiveMetadata(request, configuration) !== "service") return obstacles;
  const service = configuration.get("METAFLOW_SERVICE_URL");
  obstacles.push(
    service === null
      ? stop(
          "metadata/no-service",
          "Metadata is set to the service, but METAFLOW_SERVICE_URL is not set: set it in the environment file, or choose local metadata.",
          "open-settings",
        )
      : notice("metadata/service", "This run is recorded by the metadata service."),
  );
  return obstacles;
}

function checkKubernetes(request: RunRequest, configuration: Configuration): readonly Obstacle[] {
  if (!request.ignoreKubernetes || request.kind !== "run") return [];
  if (!isLocal(request, configuration)) return [];
  if (request.packageFolder === null) {
    const sentence =
      "Flowlens' Metaflow extension package is missing, so @kubernetes steps cannot run here: install Flowlens again.";
    return [stop("kubernetes/no-package", sentence)];
  }
  const sentence =
    "Steps with @kubernetes run as plain processes on this machine, without their image and limits.";
  return [notice("kubernetes/local", sentence)];
}

function checkUser(name: string | null): readonly Obstacle[] {
  if (name === null) return [];
  const sentence = `No user name is set, so this run is recorded for "${name}": set METAFLOW_USER to change that.`;
  return [notice("user/missing", sentence)];
}
