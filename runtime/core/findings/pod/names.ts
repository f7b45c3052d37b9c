import {
  isLabelName,
  isLabelValue,
  isObjectName,
  isQualifiedKey,
  KEY_ADVICE,
  NAME_ADVICE,
} from "../../kubernetesNames";
import { textOf } from "../../literal";
import type { Refusal } from "../kubernetesNumbers";
import { poolInSelector } from "../kubernetesWords";
import type { PyValue } from "../../value";
import type { Given } from "./pod";

/** `namespace`: unset when falsy. */
export function adviseNamespace(value: PyValue): Refusal[] {
  const name = textOf(value);
  if (name === null || name === "" || isLabelName(name)) return [];
  return [
    withLowerCase(name, isLabelName, {
      message: `A namespace has a name of ${NAME_ADVICE}; Kubernetes refuses this one.`,
      span: value.span,
    }),
  ];
}

export function adviseServiceAccount(value: PyValue): Refusal[] {
  const name = textOf(value);
  return name === null || name === "" ? [] : adviseObject("service account", name, value.span);
}

/** `secrets`: a list of names, or names with commas between, which are not trimmed. */
export function adviseSecrets(value: PyValue): Refusal[] {
  if (value.kind !== "string") return adviseSecretList(value);
  if (value.value === "") return [];
  const wrong = value.value.split(",").filter((name) => !isObjectName(name));
  if (wrong.length === 0) return [];
  const trimmed = value.value.split(",").map((name) => name.trim());
  if (trimmed.every(isObjectName)) {
    const message = "The names of secrets are taken as they stand: leave out the spaces.";
    return [{ message, span: value.span, instead: JSON.stringify(trimmed.join(",")) }];
  }
  const message = `No secret can be called '${wrong[0] ?? ""}': a name has ${NAME_ADVICE}.`;
  return [{ message, span: value.span }];
}

/** `image_pull_secrets`: a list; of a string, every letter would be a secret. */
export function adviseImagePullSecrets(value: PyValue): Refusal[] {
  const name = textOf(value);
  if (name === null) return adviseSecretList(value);
  if (name === "") return [];
  const message = "image_pull_secrets is a list, each letter of a string would count as a secret.";
  return [{ message, span: value.span, instead: `[${JSON.stringify(name)}]` }];
}

function adviseSecretList(value: PyValue): Refusal[] {
  if (value.kind !== "list" && value.kind !== "tuple") return [];
  return value.items.flatMap((item) => {
    const name = textOf(item);
    if (name !== null) return adviseObject("secret", name, item.span);
    if (item.kind === "expression") return [];
    return [{ message: "The name of a secret is a string: put it in quotes.", span: item.span }];
  });
}

function adviseObject(kind: string, name: string, span: PyValue["span"]): Refusal[] {
  if (isObjectName(name)) return [];
  const message = `A ${kind} has a name of ${NAME_ADVICE}; Kubernetes refuses this one.`;
  return [withLowerCase(name, isObjectName, { message, span })];
}

function withLowerCase(name: string, isName: (name: string) => boolean, refusal: Refusal): Refusal {
  const lower = name.trim().toLowerCase().replaceAll("_", "-");
  return isName(lower) ? { ...refusal, instead: JSON.stringify(lower) } : refusal;
}

/** `labels`: the keys, which Metaflow never looks at. */
export function adviseLabels(value: PyValue): Refusal[] {
  return value.kind === "dict" ? value.entries.flatMap(({ key }) => adviseKey("label", key)) : [];
}

/** `annotations`: the keys, and that the values are text. */
export function adviseAnnotations(value: PyValue): Refusal[] {
  if (value.kind !== "dict") return [];
  return value.entries.flatMap(({ key, value: text }) => [
    ...adviseKey("annotation", key),
    ...adviseText("The value of an annotation", text),
  ]);
}

/** `node_selector`: keys and values are those of labels. */
export function adviseNodeSelector(value: PyValue): Refusal[] {
  if (value.kind === "string") return adviseSelectorText(value.value, value.span);
  if (value.kind === "dict") {
    return value.entries.flatMap(({ key, value: text }) => [
      ...adviseKey("label", key),
      ...adviseText("The value of a label", text),
      ...adviseLabelValue(text),
    ]);
  }
  if ((value.kind === "list" || value.kind === "tuple") && value.items.length > 0) {
    const message = `node_selector is a dict or a string: write {"key": "value"} or "key=value".`;
    return [{ message, span: value.span }];
  }
  return [];
}

function adviseSelectorText(text: string, span: PyValue["span"]): Refusal[] {
  const pairs = text.split(",").map((pair) => {
    const [key = "", ...rest] = pair.split("=");
    return { key, value: rest.join("=") };
  });
  if (pairs.every(({ key, value }) => isQualifiedKey(key) && isLabelValue(value))) return [];
  const spaced = pairs.some(({ key, value }) => key !== key.trim() || value !== value.trim());
  const message = spaced
    ? "node_selector is taken as it stands: leave out the spaces."
    : `Kubernetes knows no such label: a key has ${KEY_ADVICE}, a value the same without a domain.`;
  const trimmed = pairs.map(({ key, value }) => `${key.trim()}=${value.trim()}`).join(",");
  return [{ message, span, ...(spaced && { instead: JSON.stringify(trimmed) }) }];
}

/** `compute_pool`: becomes a label that nodes must have, in place of what `node_selector` says of it. */
export function adviseComputePool(value: PyValue, given: Given): Refusal[] {
  const pool = textOf(value);
  const other = poolInSelector(given.get("node_selector"));
  if (pool === null || pool === "" || other === null) return adviseLabelValue(value);
  const same =
    other.kind === "string" && (other.value === pool || other.value.includes(`=${pool}`));
  if (same || other.kind === "expression") return adviseLabelValue(value);
  const message = `compute_pool replaces the pool that node_selector names: '${pool}' counts. Name the pool once.`;
  return [...adviseLabelValue(value), { message, span: other.span }];
}

function adviseLabelValue(value: PyValue): Refusal[] {
  const text = textOf(value);
  if (text === null || isLabelValue(text)) return [];
  const message =
    "The value of a label has letters, digits, '-', '_' and '.', at most 63, with a letter or digit at both ends.";
  return [{ message, span: value.span }];
}

function adviseKey(kind: "label" | "annotation", key: PyValue): Refusal[] {
  if (key.kind === "expression") return [];
  const text = textOf(key);
  if (text !== null && isQualifiedKey(text)) return [];
  const article = kind === "label" ? "a label" : "an annotation";
  return [{ message: `The key of ${article} has ${KEY_ADVICE}.`, span: key.span }];
}

function adviseText(what: string, value: PyValue): Refusal[] {
  if (value.kind === "string" || value.kind === "expression") return [];
  const message = `${what} must be a string: put it in quotes.`;
  const { span } = value;
  if (value.kind === "int") return [{ message, span, instead: `"${value.value}"` }];
  if (value.kind === "bool") return [{ message, span, instead: `"${String(value.value)}"` }];
  return [{ message, span }];
}
