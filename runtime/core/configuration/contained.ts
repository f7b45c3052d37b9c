import { nearest } from "../nearest";
import { error, isObject, isTruthyJson, parsed, warning, type Verdict } from "./verdict";

const TOLERATION_KEYS = ["key", "operator", "value", "effect", "toleration_seconds"];
const WORDS: Readonly<Record<string, readonly string[]>> = {
  operator: ["Exists", "Equal", "Lt", "Gt"],
  effect: ["NoSchedule", "PreferNoSchedule", "NoExecute"],
};
const EXAMPLES = {
  tolerations: '[{"key": "dedicated", "operator": "Exists"}]',
  names: '["login"]',
  volumes: '{"claim": "/mnt/data"}',
};

/** A text that Metaflow reads as JSON when a step runs on Kubernetes. */
export function judgeContained(
  name: string,
  holds: keyof typeof EXAMPLES,
  text: string,
): Verdict[] {
  const read = parsed(text);
  if (read === "unknown") return [];
  if (read === "refused")
    return error("config/json", `${name} must be JSON such as ${EXAMPLES[holds]}.`);
  const { value } = read;
  // Metaflow takes an empty value for none.
  if (!isTruthyJson(value)) return [];
  if (holds === "names") return judgeNameList(name, value);
  return holds === "volumes" ? judgeVolumes(name, value) : judgeTolerations(name, value);
}

function judgeNameList(name: string, value: unknown): Verdict[] {
  if (Array.isArray(value) && value.every((one) => typeof one === "string" && one !== ""))
    return [];
  const instead = typeof value === "string" ? JSON.stringify([value]) : undefined;
  const message = `${name} must be a JSON list of names such as ${EXAMPLES.names}.`;
  return warning("config/json", message, instead);
}

function judgeVolumes(name: string, value: unknown): Verdict[] {
  if (!isObject(value))
    return warning("config/json", `${name} must be a JSON object such as ${EXAMPLES.volumes}.`);
  const paths = Object.values(value);
  if (!paths.every((path) => typeof path === "string" && path.startsWith("/")))
    return warning("config/json", "Each claim needs the absolute path where it is mounted.");
  if (new Set(paths).size < paths.length)
    return warning("config/json", "Two claims cannot be mounted at the same path.");
  return [];
}

function judgeTolerations(name: string, value: unknown): Verdict[] {
  if (!Array.isArray(value) || !value.every(isObject)) {
    const instead = isObject(value) ? JSON.stringify([value]) : undefined;
    const message = `${name} must be a JSON list of objects such as ${EXAMPLES.tolerations}.`;
    return error("config/json", message, instead);
  }
  return value.flatMap(judgeToleration);
}

function judgeToleration(toleration: Readonly<Record<string, unknown>>): Verdict[] {
  const unknown = Object.keys(toleration).find((key) => !TOLERATION_KEYS.includes(key));
  if (unknown !== undefined) {
    const close = nearest(unknown, TOLERATION_KEYS);
    const hint = close === null ? `it is one of ${TOLERATION_KEYS.join(", ")}` : `write ${close}`;
    return error("config/json", `A toleration has no key ${unknown}: ${hint}.`);
  }
  for (const [key, words] of Object.entries(WORDS)) {
    const word = toleration[key];
    if (word === undefined || word === null || word === "") continue;
    if (typeof word !== "string" || !words.includes(word))
      return warning("config/json", `The ${key} of a toleration is one of ${words.join(", ")}.`);
  }
  return toleration["operator"] === "Exists" && Boolean(toleration["value"])
    ? warning("config/json", `With "Exists" a toleration has no value.`)
    : [];
}
