import { fields, items, text, texts, type Json } from "../cluster/json";

/*
 * A WorkflowTemplate of Argo Workflows as Metaflow 2.19.39 writes it (argo_workflows.py), with the
 * parts that differ from one deployment of the same flow to the next.
 */

/** What stands in for the values that say nothing about the flow. */
export const PLACEHOLDERS = {
  time: "<deployment time>",
  token: "<production token>",
  code: "<code package>",
  parametersFile: "<parameters file>",
  secret: "<not shown>",
} as const;

/** The template's name; null when it has none. */
export function templateName(template: Json): string | null {
  return text(fields(template["metadata"])["name"]);
}

/** The hash of the code package that the template's containers download; null: none is named. */
export function codePackage(template: Json): string | null {
  return environmentValue(template, "METAFLOW_CODE_SHA");
}

/**
 * The template without what the API server adds (only name, namespace, labels and annotations of
 * its metadata are kept), without nulls (Metaflow writes many; a schema drops them), and with the
 * time and token of the deployment, the code package's hash and a file's random name folded to
 * `PLACEHOLDERS`, wherever they occur. So two deployments of the same flow are equal.
 */
export function foldTemplate(template: Json): Json {
  const { name, namespace, labels, annotations } = fields(template["metadata"]);
  const { apiVersion, kind, spec } = template;
  const own = { apiVersion, kind, metadata: { name, namespace, labels, annotations }, spec };
  return fields(foldValue(own, foldsOf(template)));
}

/** The same for a part of a pipeline of Kubeflow Pipelines, which has no time in it. */
export function foldPipeline(pipeline: Json): Json {
  return fields(foldValue(pipeline, foldsOf(pipeline)));
}

type Folds = readonly (readonly [found: string, placeholder: string])[];

/** A token that someone chose may be a common word; only a long one is looked for everywhere. */
const SURELY_A_TOKEN = 12;

function foldsOf(template: Json): Folds {
  const annotations = texts(fields(template["metadata"])["annotations"]);
  const token = annotations["metaflow/production_token"] ?? "";
  const time = annotations["metaflow/deployment_timestamp"] ?? "";
  const code = codePackage(template) ?? "";
  return [
    ...(time === "" ? [] : [[time, PLACEHOLDERS.time] as const]),
    ...(token.length < SURELY_A_TOKEN ? [] : [[token, PLACEHOLDERS.token] as const]),
    // The datastore keeps a package below a folder named by the hash's first two digits.
    ...(code === ""
      ? []
      : ([
          [`${code.slice(0, 2)}/${code}`, PLACEHOLDERS.code],
          [code, PLACEHOLDERS.code],
        ] as const)),
  ];
}

function foldValue(value: unknown, folds: Folds): unknown {
  if (typeof value === "string") return foldText(value, folds);
  if (Array.isArray(value)) return value.map((item) => foldValue(item, folds));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(withoutSecret(value as Json))
    .filter(([name, member]) => member !== null && member !== undefined && !isForeign(name))
    .map(([name, member]) => [name, known.get(name) ?? foldValue(member, folds)]);
  return Object.fromEntries(entries);
}

function foldText(value: string, folds: Folds): string {
  const folded = folds
    .reduce((whole, [found, put]) => whole.replaceAll(found, put), value)
    // METAFLOW_VERSION is JSON.
    .replace(/("production_token": )"[^"]*"/, `$1"${PLACEHOLDERS.token}"`);
  const file = /metaflow\.plugins\.argo\.set_parameters (\w+) /.exec(folded)?.[1];
  return file === undefined ? folded : folded.replaceAll(file, PLACEHOLDERS.parametersFile);
}

/** Members whose value is a placeholder whatever it is. */
const known: ReadonlyMap<string, string> = new Map([
  ["metaflow/production_token", PLACEHOLDERS.token],
  ["metaflow/deployment_timestamp", PLACEHOLDERS.time],
]);

/** What kubectl keeps for itself is no part of the template. */
function isForeign(name: string): boolean {
  return name === "kubectl.kubernetes.io/last-applied-configuration";
}

/** Variables by which Metaflow hands credentials to a container. */
const secrets = /^METAFLOW_(?:\w*_(?:AUTH_KEY|API_KEY|PASSWORD|ACCESS_KEY)|SERVICE_HEADERS)$/;

/** An entry of `env` as it may be shown. */
function withoutSecret(entry: Json): Json {
  const { name, value } = entry;
  if (typeof name !== "string" || typeof value !== "string") return entry;
  if (name === "METAFLOW_PRODUCTION_TOKEN") return { ...entry, value: PLACEHOLDERS.token };
  const hidden = secrets.test(name) && !["", "{}"].includes(value);
  return hidden ? { ...entry, value: PLACEHOLDERS.secret } : entry;
}

/** The first value of an environment variable in any container, depth first. */
function environmentValue(value: unknown, variable: string): string | null {
  if (Array.isArray(value)) {
    for (const item of items(value)) {
      const found = environmentValue(item, variable);
      if (found !== null) return found;
    }
    return null;
  }
  const members = fields(value);
  if (members["name"] === variable && text(members["value"]) !== null)
    return text(members["value"]);
  for (const member of Object.values(members)) {
    const found = environmentValue(member, variable);
    if (found !== null) return found;
  }
  return null;
}
