import { homedir } from "node:os";
import * as vscode from "vscode";
import { DEPLOY_SETTINGS } from "../../runtime/core/findings/deploy/deploy";
import { onFlow } from "../../runtime/core/findings/deploy/deployment";
import {
  remoteDatastores,
  type DeployRequest,
  type RemoteDatastore,
} from "../../runtime/deploy/deployment";
import { readConfiguration, type Configuration } from "../../runtime/metaflow/configuration";
import type { FlowOptions } from "../../runtime/metaflow/commandLine";
import { readMetaflow } from "../../runtime/metaflow/installation";
import { neededEnvironment } from "../../runtime/metaflow/neededEnvironment";
import { workingFolder } from "../../runtime/metaflow/workingFolder";
import { checkLocal } from "../../runtime/runners/checkLocal";
import { baseEnvironment, userNameToSet } from "../../runtime/runners/environment";
import type { RunRequest } from "../../runtime/runners/runner";
import type { ClusterChoice, ClusterInUse } from "../cluster/clusterChoice";
import type { FlowPick, OpenedFlow } from "../flows/flowPick";
import type { FlowTarget } from "../flows/target";
import { Problem } from "../problem";
import { askConfigs } from "../runs/configInput";
import { chooseProfile, runEnvironment } from "../runs/environment";
import { folderOf, type Interpreter } from "../runs/interpreter";
import { obstacleProblem } from "../runs/obstacleProblem";
import type { RunStorage } from "../runs/runStorage";
import { setting } from "../settings";
import { requireTrust } from "../trust";
import type { DeployStorage } from "./deployStorage";

/** What deploying works with. */
export interface DeployServices {
  readonly pick: FlowPick;
  readonly interpreter: Interpreter;
  readonly storage: RunStorage;
  readonly deployStorage: DeployStorage;
  readonly clusters: ClusterChoice;
}

/** Where deployed flows are looked for; nothing of the flow itself is needed for that. */
export interface ClusterPlace {
  readonly target: FlowTarget;
  readonly file: vscode.Uri;
  /** Where it is deployed to, or why that is not known. */
  readonly cluster: ClusterInUse | { readonly sentence: string };
  readonly cwd: string;
  /** The whole environment of Metaflow's commands, but for a kubeconfig. */
  readonly env: NodeJS.ProcessEnv;
  /** What of it is added to the editor's own. */
  readonly environment: Readonly<Record<string, string>>;
  readonly configuration: Configuration;
  /** What of the environment file was not taken as written; a sentence each. */
  readonly notices: readonly string[];
}

/** A flow with what its commands on deployed flows are run with. */
export interface CommandPlace extends ClusterPlace {
  readonly opened: OpenedFlow;
  readonly request: DeployRequest;
  readonly python: string;
  readonly metaflowVersion: string | null;
}

/** A saved flow with everything its deployment needs but the user's yes. */
export interface DeployPlace extends CommandPlace {
  /** The document's version: a later edit makes a preview stale. */
  readonly version: number;
  /** Metaflow's settings that deployers look at. */
  readonly settings: ReadonlyMap<string, string>;
  readonly datastore: { readonly name: RemoteDatastore; readonly root: string };
  /** The flow belongs to a `@project`. */
  readonly inProject: boolean;
}

/** Finds out which cluster and settings a flow's file has. */
export async function clusterPlace(
  target: FlowTarget,
  { clusters }: Pick<DeployServices, "clusters">,
): Promise<ClusterPlace> {
  requireTrust();
  const file = vscode.Uri.parse(target.uri);
  const cluster = await clusters.current(file);
  const { variables, notices } = await runEnvironment(file);
  const namespace = "sentence" in cluster ? {} : namespaceVariable(cluster.namespace);
  const environment = { ...variables, ...namespace };
  const base = baseEnvironment({ environment }, process.env);
  const folder = setting("workingFolder", file) || null;
  const cwd = await workingFolder(file.fsPath, folderOf(file), folder);
  const configuration = await readConfiguration(cwd, base, base["HOME"] ?? homedir());
  const user = userNameToSet(base, configuration);
  const env = user === null ? base : { ...base, METAFLOW_USER: user };
  return { target, file, cluster, cwd, env, environment, configuration, notices };
}

/**
 * Saves the flow's file and finds out all that; what stands in the way is thrown as a Problem, whose
 * button calls `again` when it took that away.
 */
export async function deployPlace(
  target: FlowTarget,
  services: DeployServices,
  again: () => unknown,
): Promise<DeployPlace> {
  const opened = await savedFlow(target, services.pick);
  await askConfigs(opened.flow, target, services.storage);
  const place = await clusterPlace(target, services);
  const { configuration } = place;
  const kept = services.storage.options(target);
  const { name, root } = await datastoreOf(kept, configuration);
  const options = { ...kept, datastore: name, datastoreRoot: root.option };
  return {
    ...(await commandPlaceOf({ ...place, opened }, options, services, again)),
    version: opened.document.version,
    settings: new Map(
      DEPLOY_SETTINGS.flatMap((key) => {
        const value = configuration.get(key);
        return value === null ? [] : [[key, value] as const];
      }),
    ),
    datastore: { name, root: root.address },
    inProject: onFlow(opened.flow, "project").length > 0,
  };
}

/**
 * The same for a command that takes nothing of the flow anywhere, so that it needs no datastore: the
 * file is taken as it was saved last.
 */
export async function commandPlace(
  place: ClusterPlace,
  services: DeployServices,
  again: () => unknown,
): Promise<CommandPlace> {
  const { target } = place;
  const opened = await services.pick.open(target);
  requireFile(opened);
  await askConfigs(opened.flow, target, services.storage);
  const options = services.storage.options(target);
  return commandPlaceOf({ ...place, opened }, options, services, again);
}

async function commandPlaceOf(
  place: ClusterPlace & { readonly opened: OpenedFlow },
  options: FlowOptions,
  services: DeployServices,
  again: () => unknown,
): Promise<CommandPlace> {
  const { target, file, env } = place;
  const { python, metaflowVersion } = await pythonOf(file, env, services.interpreter);
  await refuseObstacles({ ...place, options, python, metaflowVersion }, services, again);
  const deploy = services.deployStorage.options(target, services.storage.options(target));
  const request = { file: file.fsPath, options, deploy };
  return { ...place, request, metaflowVersion, python: python ?? "python3" };
}

/** The flow shown in the view is the one that is used, whatever the env file says besides. */
function namespaceVariable(namespace: string): Readonly<Record<string, string>> {
  return { METAFLOW_KUBERNETES_NAMESPACE: namespace };
}

async function savedFlow(target: FlowTarget, pick: FlowPick): Promise<OpenedFlow> {
  requireTrust();
  const opened = await pick.open(target);
  const { document } = opened;
  requireFile(opened);
  if (document.isDirty && !(await document.save()))
    throw new Problem("The file could not be saved, so it was not deployed.");
  return opened;
}

function requireFile({ document }: OpenedFlow): void {
  if (document.uri.scheme !== "file")
    throw new Problem("Save the file to a folder on this machine first, then deploy it.");
}

interface Datastore {
  readonly name: RemoteDatastore;
  /** `option`: what `--datastore-root` is given, if anything. */
  readonly root: { readonly address: string; readonly option: string | null };
}

/** Deployers need a remote datastore: the one that is meant, or the user's choice of several. */
async function datastoreOf(options: FlowOptions, configuration: Configuration): Promise<Datastore> {
  const found = remoteDatastores(options, configuration);
  const [name = null] = found.length > 1 ? [await chooseDatastore(found)] : found;
  const variable = `METAFLOW_DATASTORE_SYSROOT_${(name ?? "s3").toUpperCase()}`;
  // A root that was chosen for local runs is none of a remote datastore.
  const option = options.datastore === name ? options.datastoreRoot : null;
  const address = option ?? configuration.get(variable) ?? "";
  if (name !== null && address !== "") return { name, root: { address, option } };
  throw new Problem(
    `Deploying needs a remote datastore: set ${variable} in the environment file (or the one of Azure or Google).`,
    [chooseProfile],
  );
}

async function chooseDatastore(names: readonly RemoteDatastore[]): Promise<RemoteDatastore> {
  const items = names.map((name) => ({ label: name, name }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: "Datastore of the deployment",
    placeHolder: "Several are configured: which one?",
  });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen.name;
}

async function pythonOf(
  file: vscode.Uri,
  environment: NodeJS.ProcessEnv,
  interpreter: Interpreter,
): Promise<{ readonly python: string | null; readonly metaflowVersion: string | null }> {
  const python = await interpreter.python(file);
  const metaflow = python.found ? await readMetaflow(python.path, environment) : null;
  interpreter.learn(file, metaflow?.version ?? null);
  return { python: python.found ? python.path : null, metaflowVersion: metaflow?.version ?? null };
}

interface Start {
  readonly opened: OpenedFlow;
  readonly target: FlowTarget;
  readonly options: FlowOptions;
  readonly cwd: string;
  readonly python: string | null;
  readonly metaflowVersion: string | null;
  readonly environment: Readonly<Record<string, string>>;
}

/** What would stop a run of the flow stops its deployment, too. */
async function refuseObstacles(
  start: Start,
  services: DeployServices,
  again: () => unknown,
): Promise<void> {
  const { opened, target, options, cwd, python, metaflowVersion, environment: variables } = start;
  const { flow, document } = opened;
  const plan = { ...target, kind: "run", step: null, pathspec: null, parameters: [] } as const;
  const request: RunRequest = {
    ...{ options, cwd, python, metaflowVersion, environment: variables },
    ...{ key: "", kind: "run", step: null, pathspec: null, stepDecorators: [], parameters: [] },
    ...{ logFile: "", ignoreKubernetes: false, packageFolder: null },
    file: document.uri.fsPath,
    flow: flow.name,
    runnable: flow.runnable,
    neededEnvironment: neededEnvironment(flow),
  };
  const stop = (await checkLocal(request)).find(({ severity }) => severity === "stop");
  if (stop === undefined) return;
  if (stop.action !== "use-environment") throw obstacleProblem(stop, plan, request, services);
  const environment = request.neededEnvironment;
  const use = async (): Promise<void> => {
    await services.storage.setOptions(target, { ...services.storage.options(target), environment });
    await again();
  };
  throw new Problem(stop.sentence, [{ title: `Use Environment ${environment ?? ""}`, run: use }]);
}
