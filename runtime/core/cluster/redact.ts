import { fields, items, text, type Json } from "./json";

const HIDDEN = "***";

/** Code and its values are the user's own, and long: nothing here is explained by them. */
const LEFT_OUT = new Set(["managedFields", "command", "args", "source", "data", "stringData"]);

/**
 * An object of the API without what may be secret, so that a recording can be given away: values of
 * variables and parameters, commands, annotations but for Metaflow's and Argo's own, and what
 * looks like a token in messages.
 */
export function redacted(object: Json): Json {
  return fields(withoutSecrets(object));
}

function withoutSecrets(value: unknown): unknown {
  if (typeof value === "string") return masked(value);
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  const found: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value as Json)) {
    if (!LEFT_OUT.has(name)) found[name] = withoutValues(name, member);
  }
  return found;
}

function withoutValues(name: string, member: unknown): unknown {
  switch (name) {
    case "env":
      return items(member).map((one) => hiddenValue(fields(one)));
    case "parameters":
      return items(member).map((one) => {
        const parameter = fields(one);
        // An Argo node's output: the only way to tell its task.
        return parameter["name"] === "task-id" ? parameter : hiddenValue(parameter);
      });
    case "annotations":
      return Object.fromEntries(
        Object.entries(fields(member)).map(([key, value]) => [key, isTold(key) ? value : HIDDEN]),
      );
    default:
      return withoutSecrets(member);
  }
}

function hiddenValue(entry: Json): Json {
  const { value, ...rest } = entry;
  return value === undefined ? rest : { ...rest, value: HIDDEN };
}

function isTold(annotation: string): boolean {
  if (/token|secret|password/i.test(annotation)) return false;
  return /^(metaflow\/|workflows\.argoproj\.io\/|kubectl\.kubernetes\.io\/default-container$)/.test(
    annotation,
  );
}

/** Tokens by their look: JWTs, cloud keys, `password=…`, names and passwords in addresses. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*/g, HIDDEN],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/g, HIDDEN],
  [/\b(gh[pousr]_|glpat-|sk-|xox[abp]-)[\w-]{10,}/g, HIDDEN],
  [/(:\/\/)[^\s/@:"']+:[^\s/@"']+@/g, `$1${HIDDEN}@`],
  [/\b((?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi, `$1${HIDDEN}`],
  [
    /\b([\w-]*(?:password|passwd|secret|token|(?:api|auth|account)[_-]?key|credential)[\w-]*\\?["']?\s*[=:]\s*\\?["']?)[^\s"'\\,;]{4,}/gi,
    `$1${HIDDEN}`,
  ],
  // Metaflow's deployers take a production token so.
  [
    /(--(?:authorize|[\w-]*(?:password|token|api-key|auth-key))\s+["']?)[^\s"']{4,}/gi,
    `$1${HIDDEN}`,
  ],
];

/** The text with what looks like a secret hidden. */
export function masked(value: string): string {
  let found = value;
  for (const [pattern, replacement] of SECRETS) found = found.replace(pattern, replacement);
  return found;
}

/** The uid and version of an object, by which one is told from another. */
export function identityOf(object: Json): { readonly uid: string; readonly version: string } {
  const meta = fields(object["metadata"]);
  const name = `${text(meta["namespace"]) ?? ""}/${text(meta["name"]) ?? ""}`;
  return { uid: text(meta["uid"]) ?? name, version: text(meta["resourceVersion"]) ?? "" };
}
