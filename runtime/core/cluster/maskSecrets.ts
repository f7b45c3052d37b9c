import { fields, items, text, type Json } from "./json";

const MASK = "(hidden by Flowlens)";

/** Names of variables and annotations whose values are nobody's to see. */
const SECRET_NAME = /secret|token|password|passwd|credential|private|api_?key|access_?key|auth\b/i;

/** `user:password@` in an address. */
const LOGIN = /(\w+:\/\/)[^/\s:@]+:[^/\s@]+@/g;

/**
 * A pod or Job as it may be shown: values of variables and annotations whose names speak of
 * secrets, and logins in addresses, are hidden. Everything else stays as the API server wrote it.
 */
export function maskSecrets(object: Json): Json {
  return fields(mask(object));
}

function mask(value: unknown): unknown {
  if (typeof value === "string") return value.replace(LOGIN, `$1${MASK}@`);
  if (Array.isArray(value)) return items(value).map(mask);
  if (typeof value !== "object" || value === null) return value;
  const members = fields(value);
  const hidden = hasSecretValue(members);
  return Object.fromEntries(
    Object.entries(members).map(([name, member]): [string, unknown] => {
      if (hidden && name === "value") return [name, MASK];
      if (name === "annotations") return [name, maskAnnotations(fields(member))];
      return [name, mask(member)];
    }),
  );
}

/** An entry of `env`: a name and a value beside it. */
function hasSecretValue({ name, value }: Json): boolean {
  return typeof value === "string" && SECRET_NAME.test(text(name) ?? "");
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
