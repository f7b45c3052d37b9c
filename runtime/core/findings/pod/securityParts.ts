import type { Refusal } from "../kubernetesNumbers";
import { textOf } from "../../literal";
import { nearest } from "../../nearest";
import type { PyEntry, PyValue } from "../../value";

/** What a part of a security context may have: names as a manifest writes them. */
const PARTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["app_armor_profile", ["type", "localhostProfile"]],
  ["capabilities", ["add", "drop"]],
  ["se_linux_options", ["level", "role", "type", "user"]],
  ["seccomp_profile", ["type", "localhostProfile"]],
  [
    "windows_options",
    ["gmsaCredentialSpec", "gmsaCredentialSpecName", "hostProcess", "runAsUserName"],
  ],
]);

const PROFILES = ["Localhost", "RuntimeDefault", "Unconfined"];

/** Words that a value is one of. */
const WORDS: ReadonlyMap<string, readonly string[]> = new Map([
  ["proc_mount", ["Default", "Unmasked"]],
  ["app_armor_profile type", PROFILES],
  ["seccomp_profile type", PROFILES],
]);

/**
 * The values inside a security context (Kubernetes reference: SecurityContext v1). Only the outer
 * names are those of the Python client: dicts inside are sent as they stand.
 */
export function adviseSecurityPart(name: string, value: PyValue): Refusal[] {
  const known = PARTS.get(name);
  if (known === undefined) return oneOf(name, value);
  if (value.kind !== "dict") return [];
  return value.entries.flatMap((entry) => adviseEntry(name, known, entry));
}

function adviseEntry(part: string, known: readonly string[], { key, value }: PyEntry): Refusal[] {
  const name = textOf(key);
  if (name === null) return [];
  if (!known.includes(name)) {
    const plain = name.replaceAll("_", "").toLowerCase();
    const close = known.find((one) => one.toLowerCase() === plain) ?? nearest(name, known);
    const advice =
      close === null ? `it has ${known.join(", ")}.` : `inside a dict write '${close}'.`;
    const message = `Kubernetes knows no '${name}' in ${part}: ${advice}`;
    const instead = close === null ? {} : { instead: JSON.stringify(close) };
    return [{ message, span: key.span, ...instead }];
  }
  if (part === "capabilities") return adviseCapabilities(name, value);
  return oneOf(`${part} ${name}`, value);
}

function adviseCapabilities(name: string, value: PyValue): Refusal[] {
  const isList = value.kind === "list" || value.kind === "tuple";
  if (isList || value.kind === "none" || value.kind === "expression") return [];
  const message = `'${name}' is a list of capabilities such as ["NET_ADMIN"].`;
  const text = textOf(value);
  const instead = text === null ? {} : { instead: `[${JSON.stringify(text)}]` };
  return [{ message, span: value.span, ...instead }];
}

function oneOf(what: string, value: PyValue): Refusal[] {
  const words = WORDS.get(what);
  const text = textOf(value);
  if (words === undefined || text === null || words.includes(text)) return [];
  const close = words.find((word) => word.toLowerCase() === text.toLowerCase());
  const message = `${what.replace(" ", "'s ")} is ${words.join(" or ")}.`;
  const instead = close === undefined ? {} : { instead: JSON.stringify(close) };
  return [{ message, span: value.span, ...instead }];
}
