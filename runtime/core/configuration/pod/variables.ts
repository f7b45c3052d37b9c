import type { EffectiveKubernetes } from "../effective";
import { isDict, isTruthy, pythonJson, pythonStr, type Plain } from "../plain";
import { resolve, type Resolved, type Settings } from "../settings";
import { VARIABLES } from "../variables";
import { hasTmpfs } from "./resources";

/** What only a run knows. */
const CODE_PACKAGE = "<code package>";
export const RUN = "<run>";
export const TASK = "<task>";
const INPUTS = "<inputs>";

/** What the container's variables depend on, beside the settings. */
export interface PodFacts {
  /** The flow file's own name. */
  readonly fileName: string;
  readonly user: string;
  /** `s3`, `azure` or `gs`. */
  readonly datastore: string;
}

type Variables = Map<string, string>;

/**
 * The variables of a task's container in Metaflow's order (`Kubernetes.create_job_object` of 2.19.39;
 * `kubernetes step` for the last).
 */
export function podVariables(
  effective: EffectiveKubernetes,
  settings: Settings,
  facts: PodFacts,
): ReadonlyMap<string, string> {
  const variables: Variables = new Map([
    ["METAFLOW_CODE_METADATA", CODE_PACKAGE],
    ["METAFLOW_CODE_SHA", CODE_PACKAGE],
    ["METAFLOW_CODE_URL", CODE_PACKAGE],
    ["METAFLOW_CODE_DS", facts.datastore],
    ["METAFLOW_USER", facts.user],
    ["METAFLOW_RUN_ID", RUN],
  ]);
  const add = (name: string, { value }: Resolved): void => {
    if (value !== null) variables.set(`METAFLOW_${name}`, pythonStr(value));
  };
  const own = (names: readonly string[]): void => {
    for (const name of names) add(name, resolve(settings, name));
  };
  add("SERVICE_URL", resolve(settings, "SERVICE_INTERNAL_URL", resolve(settings, "SERVICE_URL")));
  variables.set("METAFLOW_SERVICE_HEADERS", serviceHeaders(settings));
  own(["DATASTORE_SYSROOT_S3"]);
  add("DATATOOLS_S3ROOT", rootOf(settings, "DATATOOLS_S3ROOT", "S3", dataFolder(settings)));
  variables.set("METAFLOW_DEFAULT_DATASTORE", facts.datastore);
  own(["DEFAULT_METADATA"]);
  variables.set("METAFLOW_KUBERNETES_WORKLOAD", "1");
  own(["KUBERNETES_FETCH_EC2_METADATA"]);
  variables.set("METAFLOW_RUNTIME_ENVIRONMENT", "kubernetes");
  own(["DEFAULT_SECRETS_BACKEND_TYPE"]);
  add("CARD_S3ROOT", rootOf(settings, "CARD_S3ROOT", "S3", CARDS));
  own(CLOUD);
  add("CARD_AZUREROOT", rootOf(settings, "CARD_AZUREROOT", "AZURE", CARDS));
  own(["DATASTORE_SYSROOT_GS"]);
  add("CARD_GSROOT", rootOf(settings, "CARD_GSROOT", "GS", CARDS));
  add("INIT_SCRIPT", resolve(settings, "KUBERNETES_SANDBOX_INIT_SCRIPT"));
  own(REST);
  for (const [name, value] of handedOn(settings)) variables.set(name, value);
  own(["S3_SERVER_SIDE_ENCRYPTION"]);
  add("ARGO_EVENTS_WEBHOOK_URL", argoWebhook(settings));
  own(EVENTS);
  ofStep(effective, facts, variables);
  return variables;
}

const CARDS = "mf.cards";
const CLOUD = [
  "DEFAULT_AWS_CLIENT_PROVIDER",
  "DEFAULT_GCP_CLIENT_PROVIDER",
  "AWS_SECRETS_MANAGER_DEFAULT_REGION",
  "GCP_SECRET_MANAGER_PREFIX",
  "AZURE_KEY_VAULT_PREFIX",
  "S3_ENDPOINT_URL",
  "AZURE_STORAGE_BLOB_SERVICE_ENDPOINT",
  "DATASTORE_SYSROOT_AZURE",
];
const REST = [
  "KUBERNETES_SANDBOX_INIT_SCRIPT",
  "ARGO_WORKFLOWS_KUBERNETES_SECRETS",
  "ARGO_WORKFLOWS_ENV_VARS_TO_SKIP",
  "OTEL_ENDPOINT",
  "OTEL_SERVICE_NAME",
];
const EVENTS = [
  "ARGO_EVENTS_EVENT",
  "ARGO_EVENTS_EVENT_BUS",
  "ARGO_EVENTS_EVENT_SOURCE",
  "ARGO_EVENTS_SERVICE_ACCOUNT",
  "ARGO_EVENTS_WEBHOOK_AUTH",
];

/** What the options and decorators of the step add. */
function ofStep(
  { options, decorators }: EffectiveKubernetes,
  { fileName }: PodFacts,
  variables: Variables,
): void {
  const tempdir = options.get("tmpfs_tempdir")?.value ?? null;
  const path = options.get("tmpfs_path")?.value ?? null;
  if (hasTmpfs(options) && tempdir === true && path !== null)
    variables.set("METAFLOW_TEMPDIR", pythonStr(path));
  const environment = decorators.find(({ name }) => name === "environment");
  const written = environment?.values.get("vars")?.value ?? null;
  // With @environment, the name of the file is left out.
  if (environment === undefined) variables.set("METAFLOW_FLOW_FILENAME", fileName);
  else if (written !== null && isDict(written))
    for (const [name, value] of written) if (value !== null) variables.set(name, pythonStr(value));
  variables.set("METAFLOW_INPUT_PATHS_0", INPUTS);
}

function dataFolder(settings: Settings): string {
  return pythonStr(resolve(settings, "DATATOOLS_SUFFIX").value);
}

function rootOf(settings: Settings, name: string, store: string, folder: string): Resolved {
  const root = resolve(settings, `DATASTORE_SYSROOT_${store}`);
  const inside = `${pythonStr(root.value).replace(/(?<!\/)$/u, "/")}${folder}`;
  return resolve(settings, name, { value: isTruthy(root.value) ? inside : null, setting: null });
}

function argoWebhook(settings: Settings): Resolved {
  const outside = resolve(settings, "ARGO_EVENTS_WEBHOOK_URL");
  return resolve(settings, "ARGO_EVENTS_INTERNAL_WEBHOOK_URL", outside);
}

/** The headers are credentials: their names are shown, their values are not. */
function serviceHeaders(settings: Settings): string {
  const { value } = resolve(settings, "SERVICE_HEADERS");
  const headers = new Map<string, Plain>(isDict(value) ? value : []);
  const key = resolve(settings, "SERVICE_AUTH_KEY").value;
  if (key !== null) headers.set("x-api-key", key);
  return pythonJson(new Map([...headers.keys()].map((name) => [name, HIDDEN])));
}

const HIDDEN = "<hidden>";

/** Settings of these kinds that differ from their default go along. */
function handedOn(settings: Settings): readonly (readonly [string, string])[] {
  const names = [...VARIABLES.keys()].filter((name) => /^METAFLOW_(?:CONDA|DEBUG)_/u.test(name));
  return names.flatMap((name) => {
    const short = name.slice("METAFLOW_".length);
    const { value, setting } = resolve(settings, short);
    const standard = resolve(new Map(), short).value;
    if (setting === null || value === null || value === standard) return [];
    return [[name, pythonStr(value)] as const];
  });
}
