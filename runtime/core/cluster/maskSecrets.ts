import { fields, items, text, type Json } from "./json";
import { masked } from "./redact";

const MASK = "(hidden by Flowlens)";

/** Names of variables, annotations and JSON members whose values are nobody's to see. */
const SECRET_NAME =
  /secret|token|passw|passphrase|credential|private|api[_-]?key|access[_-]?key|auth(?!or(?!iz))|bearer|cookie|headers|webhook|connection[_-]?string|[_-]key$|pass$/i;

/** `user:password@` in an address. */
const LOGIN = /(\w+:\/\/)[^/\s:@]*:[^/\s@]+@/g;

/**
 * A pod or Job as it may be shown: hidden are values of variables and annotations whose names speak
 * of secrets, such members of JSON inside of them (METAFLOW_VERSION holds the production token,
 * ARGO_TEMPLATE the whole pod once more), and what looks like a login or token in any other text.
 * Everything else stays as the API server wrote it.
 */
export function maskSecrets(object: Json): Json {
  return fields(mask(object));
}

function mask(value: unknown): unknown {
  if (typeof value === "string") return maskText(value);
  if (Array.isArray(value)) return items(value).map(mask);
  if (typeof value !== "object" || value === null) return value;
  const members = fields(value);
  const hidden = hasSecretValue(members);
  return Object.fromEntries(
    Object.entries(members).map(([name, member]): [string, unknown] => {
      if (hidden && name === "value") return [name, MASK];
      if (name === "annotations") return [name, maskAnnotations(fields(member))];
      // What the cluster says: "token: not found" is no token.
      if (name === "message" && typeof member === "string") return [name, withoutLogins(member)];
      return [name, mask(member)];
    }),
  );
}

/** An entry of `env`: a name and a value beside it. */
function hasSecretValue({ name, value }: Json): boolean {
  return typeof value === "string" && value !== "" && SECRET_NAME.test(text(name) ?? "");
}

/** kubectl's own copy of what was applied holds everything once more. */
function maskAnnotations(annotations: Json): Json {
  return Object.fromEntries(
    Object.entries(annotations).map(([name, value]) => {
      const hidden = name.endsWith("last-applied-configuration") || SECRET_NAME.test(name);
      return [name, hidden ? MASK : mask(value)];
    }),
  );
}

/** Text that is JSON is looked into; it is written anew only where something in it is hidden. */
function maskText(value: string): string {
  const inner = innerJson(value);
  if (inner === null) return masked(withoutLogins(withoutVariables(value)));
  const shown = mask(maskMembers(inner));
  return JSON.stringify(shown) === JSON.stringify(inner) ? value : JSON.stringify(shown);
}

function innerJson(value: string): object | null {
  if (!/^\s*[[{]/.test(value)) return null;
  try {
    const found: unknown = JSON.parse(value);
    return typeof found === "object" ? found : null;
  } catch {
    return null;
  }
}

/** JSON of one's own has no `env`: its members are told by their names alone. */
function maskMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(maskMembers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]): [string, unknown] => {
      const hidden = typeof member === "string" && SECRET_NAME.test(name) && !isReference(name);
      return [name, hidden ? MASK : maskMembers(member)];
    }),
  );
}

/** `secretName` names an object, as `imagePullSecrets` do. */
function isReference(name: string): boolean {
  return /name$/i.test(name);
}

/** Argo creates a JobSet from YAML in its template. */
function withoutVariables(value: string): string {
  const entry = /(\bname:[ ]*["']?([\w.-]+)["']?\s*\n\s*value:[ ]*)(\S.*)/g;
  return value.replace(entry, (whole: string, before: string, name: string) =>
    SECRET_NAME.test(name) ? `${before}${MASK}` : whole,
  );
}

function withoutLogins(value: string): string {
  return value.replace(LOGIN, `$1${MASK}@`);
}
