import { isLabelValue, isQualifiedKey, KEY_ADVICE } from "../kubernetesNames";
import { error, isObject, parsed, warning, type Verdict } from "./verdict";

type Of = "selector" | "labels" | "annotations";

/** `key=value,key2=value2`: split at each comma and at the first `=` of a piece; nothing is trimmed. */
export function judgePairs(of: Of, text: string): Verdict[] {
  const json = judgeJson(of, text);
  if (json !== null) return [json];
  const seen = new Set<string>();
  const pieces = text.split(",");
  for (const piece of pieces) {
    const at = piece.indexOf("=");
    const key = at < 0 ? piece : piece.slice(0, at);
    const value = at < 0 ? null : piece.slice(at + 1);
    const wrong = judgePair(of, key, value, seen);
    if (wrong.length > 0) return wrong.map((one) => withTrimmed(one, pieces, text));
    seen.add(key);
  }
  return [];
}

/** A JSON object where a list is meant. */
function judgeJson(of: Of, text: string): Verdict | null {
  if (!text.trimStart().startsWith("{")) return null;
  const read = parsed(text);
  const message = "This is a list of key=value pairs with commas between, not JSON";
  const rule = "config/list";
  // Metaflow wants both halves of a pair only here; elsewhere Kubernetes refuses what comes out.
  const severity = of === "selector" ? "error" : "warning";
  if (typeof read === "string" || !isObject(read.value))
    return { rule, severity, message: `${message}: write a=b,c=d.` };
  const pairs = Object.entries(read.value).map(([key, value]) => [key, String(value)] as const);
  const plain = pairs.every(([key, value]) => !/[,=]/u.test(key) && !value.includes(","));
  const instead = pairs.map(([key, value]) => `${key}=${value}`).join(",");
  if (!plain || instead === "") return { rule, severity, message: `${message}: write a=b,c=d.` };
  return { rule, severity, message: `${message}: write ${instead}.`, instead };
}

function judgePair(
  of: Of,
  key: string,
  value: string | null,
  seen: ReadonlySet<string>,
): Verdict[] {
  if (seen.has(key))
    return error("config/list", `Metaflow refuses a key that comes twice: ${key}.`);
  if (of === "selector" && value === null)
    return error("config/list", "Each piece between commas must be key=value.");
  if (of === "labels" && value !== null && !isLabelValue(value))
    return error(
      "config/list",
      "The value of a label has letters, digits, '-', '_' and '.', at most 63, " +
        "with a letter or digit at both ends.",
    );
  if (key !== key.trim() || (value !== null && value !== value.trim()))
    return warning("config/list", "Blanks around a key or a value stay part of it: remove them.");
  if (!isQualifiedKey(key))
    return warning(
      "config/list",
      key === ""
        ? "A key is missing here."
        : `Kubernetes refuses the key '${key}': it has ${KEY_ADVICE}.`,
    );
  return value === null && of === "labels"
    ? warning("config/list", `${key} has no value: write ${key}=value.`)
    : [];
}

/** The same list without blanks around what it holds, where blanks are all that is wrong. */
function withTrimmed(verdict: Verdict, pieces: readonly string[], text: string): Verdict {
  const trimmed = pieces
    .map((piece) => piece.trim().replace(/\s*=\s*/u, "="))
    .filter((piece) => piece !== "")
    .join(",");
  return trimmed === text ? verdict : { ...verdict, instead: trimmed };
}

/** `a,b`: split at each comma, and what stands between is taken with its blanks. */
export function judgeNames(text: string): Verdict[] {
  if (text.split(",").every((name) => name !== "" && name === name.trim())) return [];
  const instead = text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .join(",");
  const message = "Blanks stay part of a name, and nothing between two commas is a name too.";
  return warning("config/list", message, instead);
}
