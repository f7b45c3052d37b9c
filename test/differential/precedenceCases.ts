import type { Random } from "./random";

/** Values as Python source for each option of `@kubernetes`; Metaflow refuses some of them. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  cpu: ["2", "0.5", '"1"', "1", '"4"', "True", "None"],
  memory: ["16384", '"4096"', "4096", "4096.0", '"8000"', "1.5"],
  disk: ["20480", '"10240"', "10240", "1_000"],
  image: ['"a/b:c"', '"registry.io/a"', '"localhost:5000/a"', '"localhost/a"', '""', '"a@sha256:1"', "None"],
  image_pull_policy: ['"Always"', '""', "None"],
  image_pull_secrets: ['["login"]', "[]", "None"],
  service_account: ['"runner"', '""'],
  secrets: ['["a", "b"]', '"a"', '"a,b"', "None", "[]"],
  node_selector: ['{"a": "b"}', '"a=b,c=d"', '"a=b=c"', "None", "{}"],
  namespace: ['"team"', '""', "None"],
  gpu: ["1", "0", '"2"', "None"],
  gpu_vendor: ['"amd"', '""', "None"],
  tolerations: ['[{"key": "gpu", "operator": "Exists"}]', "[]", "None"],
  labels: ['{"team": "ml"}', '{"team": None, "x": "y"}', "{}", "None"],
  annotations: ['{"a": "b", "c": "d"}', "{}", "None"],
  use_tmpfs: ["True", "False", "None"],
  tmpfs_tempdir: ["False", "True"],
  tmpfs_size: ["512", '"512"', "0", "None"],
  tmpfs_path: ['"/scratch"'],
  persistent_volume_claims: ['{"data": "/mnt"}', "None", "{}"],
  shared_memory: ["64", "0", "None", '"64"'],
  port: ["29500", "0", "None", '"80"'],
  compute_pool: ['"big"', '""', "None"],
  executable: ['"python3"', "None"],
  hostname_resolution_timeout: ["60"],
  qos: ['"Guaranteed"', '"burstable"', '"BestEffort"'],
  extended_resources: ['{"a.com/b": "1"}', "{}"],
  security_context: ['{"run_as_user": 1000, "privileged": False}', "None"],
}; // prettier-ignore

const RESOURCES: Readonly<Record<string, readonly string[]>> = {
  cpu: ["4", "0.25", '"2"', "None", "1"],
  gpu: ["2", "0", "None"],
  disk: ["30000", "5", "None"],
  memory: ["2000", "32000.5", '"16000"', "None"],
  shared_memory: ["128", "None", "0"],
};

/** Texts for each variable, without METAFLOW_. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  KUBERNETES_NAMESPACE: ["prod", ""],
  KUBERNETES_SERVICE_ACCOUNT: ["metaflow", ""],
  KUBERNETES_CONTAINER_IMAGE: ["team/image:1", "registry.io/team/image", ""],
  DEFAULT_CONTAINER_IMAGE: ["common/image", ""],
  KUBERNETES_CONTAINER_REGISTRY: ["registry.io/", "registry.io/team", ""],
  DEFAULT_CONTAINER_REGISTRY: ["default.io"],
  KUBERNETES_IMAGE_PULL_POLICY: ["Never", ""],
  KUBERNETES_IMAGE_PULL_SECRETS: ['["one", "two"]', "", "[{"],
  KUBERNETES_CPU: ["8", "0.1", ""],
  KUBERNETES_MEMORY: ["64000", "1000.5", "lots"],
  KUBERNETES_DISK: ["1", "500"],
  KUBERNETES_GPU_VENDOR: ["amd", "AMD", ""],
  KUBERNETES_NODE_SELECTOR: ["disk=fast", "a=b,c=d", "a= b", "a"],
  KUBERNETES_TOLERATIONS: ['[{"key": "x", "toleration_seconds": 3}]', "[]", '[{"nokey": 1}]'],
  KUBERNETES_QOS: ["GUARANTEED", "Burstable", "best"],
  KUBERNETES_PERSISTENT_VOLUME_CLAIMS: ['{"shared": "/shared"}', "{}"],
  KUBERNETES_SHARED_MEMORY: ["256", ""],
  KUBERNETES_SECRETS: ["s1,s2", "s1", ""],
  KUBERNETES_LABELS: ["team=infra,cost=1", "flag", "team=", "a=b,a=c"],
  KUBERNETES_ANNOTATIONS: ["a=x y,z=1", "note"],
  KUBERNETES_PORT: ["8080", ""],
  DEFAULT_RUNTIME_LIMIT: ["600", "30"],
  DEFAULT_DECOSPECS: ["kubernetes", "retry kubernetes:cpu=7,image=with/image", "resources:cpu=9", ""],
}; // prettier-ignore

/** Values that only a config file can hold, as JSON. */
const JSON_VALUES: Readonly<Record<string, readonly string[]>> = {
  KUBERNETES_CPU: ["3", "2.0", "2.5", "null", "true"],
  KUBERNETES_MEMORY: ["7000", "7000.0"],
  KUBERNETES_SHARED_MEMORY: ["256", "null"],
  KUBERNETES_PORT: ["9090"],
  KUBERNETES_NAMESPACE: ["null", "5"],
  DEFAULT_RUNTIME_LIMIT: ["900"],
};

const SPECS = [
  "kubernetes",
  "kubernetes:cpu=6,memory=12000",
  'kubernetes:labels={"from": "with"},qos=guaranteed',
  "kubernetes:cpu=0.5,image=a/b,gpu=1",
  "resources:cpu=5,memory=9000",
  "timeout:minutes=5",
];

/** One step and all that decides about its pod. */
export interface PrecedenceCase {
  readonly decorators: readonly string[];
  readonly with: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Text of project/dev.env, where there is one. */
  readonly envFile: string | null;
  readonly profile: string | null;
  /** Paths below the scratch folder, and their texts. */
  readonly files: Readonly<Record<string, string>>;
}

/** A case in which about one value in forty is one that Metaflow refuses. */
export function precedenceCase(random: Random): PrecedenceCase {
  const profile = random.chance(0.3) ? "team" : null;
  const local = config(random, random.int(0, 5));
  const global = config(random, random.int(0, 5));
  const files: Record<string, string> = { "project/flow.py": "" };
  if (random.chance(0.6)) files["project/.metaflow/config.json"] = local;
  if (random.chance(0.7)) files[".metaflowconfig/config.json"] = global;
  // Replaces the plain one as a whole.
  if (profile !== null) files[".metaflowconfig/config_team.json"] = config(random, 3);
  return {
    decorators: decorators(random),
    with: random.chance(0.3) ? [random.pick(SPECS)] : [],
    environment: variables(random, random.int(0, 4)),
    envFile: random.chance(0.6) ? envFile(variables(random, random.int(1, 6)), random) : null,
    profile,
    files,
  };
}

/** Decorators of one step, `@kubernetes` mostly among them. */
export function decorators(random: Random): string[] {
  const timeout = random.chance(0.15) ? ["timeout(minutes=90, seconds=5)"] : [];
  const resources = random.chance(0.35) ? [written("resources", RESOURCES, random, 3)] : [];
  const kubernetes = random.chance(0.85) ? [written("kubernetes", OPTIONS, random, 6)] : [];
  return random.shuffle([...timeout, ...resources, ...kubernetes]);
}

function written(
  name: string,
  options: Readonly<Record<string, readonly string[]>>,
  random: Random,
  most: number,
): string {
  const names = random.shuffle(Object.keys(options)).slice(0, random.int(0, most));
  const given = names.map((option) => `${option}=${usual(options[option] ?? [], random)}`);
  return `${name}(${given.join(", ")})`;
}

/** The first values are the ones that Metaflow takes. */
function usual<T>(values: readonly T[], random: Random): T {
  return random.chance(0.85)
    ? random.pick(values.slice(0, Math.max(1, values.length - 1)))
    : random.pick(values);
}

/** Variables with METAFLOW_, and their values. */
function variables(random: Random, count: number): Record<string, string> {
  const names = random.shuffle(Object.keys(VARIABLES)).slice(0, count);
  return Object.fromEntries(
    names.map((name) => [`METAFLOW_${name}`, usual(VARIABLES[name] ?? [], random)]),
  );
}

function envFile(values: Readonly<Record<string, string>>, random: Random): string {
  return Object.entries(values)
    .map(([name, value]) => `${random.chance(0.7) ? "export " : ""}${name}='${value}'\n`)
    .join("");
}

function config(random: Random, count: number): string {
  const texts = Object.entries(variables(random, count)).map(
    ([name, value]) => [name, JSON.stringify(value)] as const,
  );
  const names = random.shuffle(Object.keys(JSON_VALUES)).slice(0, random.int(0, 2));
  const values = names.map(
    (name) => [`METAFLOW_${name}`, random.pick(JSON_VALUES[name] ?? [])] as const,
  );
  const entries = new Map([...texts, ...values]);
  return `{\n${[...entries].map(([name, value]) => `  "${name}": ${value}`).join(",\n")}\n}\n`;
}
