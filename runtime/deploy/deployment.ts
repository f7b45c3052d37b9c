import type { FlowOptions } from "../metaflow/commandLine";
import { topLevelArguments } from "../metaflow/commandLine";
import type { Configuration } from "../metaflow/configuration";
import type { ParameterValue } from "../runners/runner";

/** How a flow is deployed, remembered per flow; null or empty: not passed. */
export interface DeployOptions {
  /** Another name than the flow's (not for flows in a project). */
  readonly name: string | null;
  /** Of flows in a project: a branch, or production. */
  readonly branch: string | null;
  readonly production: boolean;
  /** Tags of the runs. */
  readonly tags: readonly string[];
  /** How many tasks run at the same time; Metaflow's own default is 100. */
  readonly maxWorkers: number | null;
}

/** One command of a deployer. */
export type DeployCommand =
  /** `preview`: the template is printed and nothing deployed; the code package is uploaded all the same. */
  | { readonly kind: "preview" }
  | { readonly kind: "create"; readonly authorize: string | null }
  | {
      readonly kind: "trigger";
      readonly parameters: readonly ParameterValue[];
      /** Where Metaflow writes the run's id. */
      readonly runIdFile: string;
    }
  | { readonly kind: "terminate"; readonly runId: string; readonly authorize: string | null };

/** What every command of a deployer is about. */
export interface DeployRequest {
  /** Absolute path of the flow file. */
  readonly file: string;
  /** Top-level options as for runs; `branch` and `production` are taken from `deploy`. */
  readonly options: FlowOptions;
  readonly deploy: DeployOptions;
}

/** The arguments after the Python program, as an array that no shell ever sees (2.19.39). */
export function argoArguments(request: DeployRequest, command: DeployCommand): readonly string[] {
  return [
    ...deployerArguments(request, "argo-workflows"),
    ...commandArguments(command, request.deploy),
  ];
}

/**
 * The same for metaflow-kubeflow 0.0.4. The preview gets no address: it would make a token there.
 * An empty one goes before METAFLOW_KUBEFLOW_PIPELINES_URL. `parameters`: what its `create` refuses
 * to go without, be there a `@schedule` to hand them on to or not.
 */
export function kubeflowArguments(
  request: DeployRequest,
  command: DeployCommand,
  url: string,
  parameters: readonly ParameterValue[] = [],
): readonly string[] {
  return [
    ...deployerArguments(request, "kubeflow-pipelines"),
    ...["--url", command.kind === "preview" ? "" : url],
    ...kubeflowCommand(command, request.deploy),
    ...parameterArguments(parameters),
  ];
}

function kubeflowCommand(command: DeployCommand, deploy: DeployOptions): readonly string[] {
  switch (command.kind) {
    case "preview":
      return ["create", ...createArguments(deploy), "--only-yaml"];
    case "create":
    case "trigger":
      return commandArguments(command, deploy);
    case "terminate": {
      const id = command.runId.replace(/^kfp-/, "");
      return ["terminate", "--kfp-run-id", id, ...authorizeArguments(command.authorize)];
    }
  }
}

function deployerArguments(request: DeployRequest, deployer: string): readonly string[] {
  const { file, options, deploy } = request;
  const { name, branch, production } = deploy;
  return [
    "-u",
    file,
    ...topLevelArguments({ ...options, branch, production }),
    deployer,
    ...(name === null ? [] : ["--name", name]),
  ];
}

function commandArguments(command: DeployCommand, deploy: DeployOptions): readonly string[] {
  switch (command.kind) {
    case "preview":
      return ["create", "--only-json", ...createArguments(deploy)];
    case "create":
      return ["create", ...createArguments(deploy), ...authorizeArguments(command.authorize)];
    case "trigger":
      return [
        ...["trigger", "--run-id-file", command.runIdFile],
        ...parameterArguments(command.parameters),
      ];
    case "terminate":
      return ["terminate", ...authorizeArguments(command.authorize), command.runId];
  }
}

function parameterArguments(parameters: readonly ParameterValue[]): readonly string[] {
  return parameters.map(({ name, value }) => `--${name}=${value}`);
}

function createArguments({ tags, maxWorkers }: DeployOptions): readonly string[] {
  return [
    ...tags.flatMap((tag) => ["--tag", tag]),
    ...(maxWorkers === null ? [] : ["--max-workers", String(maxWorkers)]),
  ];
}

/** As one argument, so that a token that begins with a dash is not an option. */
function authorizeArguments(token: string | null): readonly string[] {
  return token === null ? [] : [`--authorize=${token}`];
}

/** The command as it may be shown: without the token. */
export function shownArguments(args: readonly string[]): readonly string[] {
  return args.map((argument) => argument.replace(/^(--authorize=).*$/s, "$1••••"));
}

/** What a deployer's datastore can be. */
const REMOTE_DATASTORES = ["s3", "azure", "gs"] as const;

export type RemoteDatastore = (typeof REMOTE_DATASTORES)[number];

/**
 * The remote datastores that can be meant: the one that the option or METAFLOW_DEFAULT_DATASTORE
 * names, else each whose METAFLOW_DATASTORE_SYSROOT is set. A local datastore is for runs only.
 */
export function remoteDatastores(
  options: Pick<FlowOptions, "datastore">,
  configuration: Configuration,
): readonly RemoteDatastore[] {
  const named = [options.datastore, configuration.get("METAFLOW_DEFAULT_DATASTORE")];
  const chosen = named.flatMap((name) => REMOTE_DATASTORES.filter((one) => one === name));
  if (chosen.length > 0) return chosen.slice(0, 1);
  return REMOTE_DATASTORES.filter(
    (name) => (configuration.get(`METAFLOW_DATASTORE_SYSROOT_${name.toUpperCase()}`) ?? "") !== "",
  );
}
