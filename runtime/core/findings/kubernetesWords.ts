import { isFalsy, type Refusal } from "./kubernetesNumbers";
import { nearest } from "../nearest";
import type { PyValue } from "../value";

/** `gpu_vendor`: unset when falsy, else nvidia or amd, in any case. */
export function judgeGpuVendor(value: PyValue): Refusal | null {
  if (value.kind === "expression" || isFalsy(value)) return null;
  return oneOf("gpu_vendor", value, ["nvidia", "amd"]);
}

/** `qos`: guaranteed or burstable, in any case; there is no best effort. */
export function judgeQos(value: PyValue): Refusal | null {
  if (value.kind === "expression" || value.kind === "none") return null;
  return oneOf("qos", value, ["Guaranteed", "Burstable"]);
}

function oneOf(option: string, value: PyValue, words: readonly string[]): Refusal | null {
  const word = value.kind === "string" ? value.value : null;
  if (words.some((known) => known.toLowerCase() === word?.toLowerCase())) return null;
  const message = `${option} must be ${words.map((known) => `"${known}"`).join(" or ")}.`;
  const close = word === null ? null : nearest(word.trim(), words);
  return close === null ? { message } : { message, instead: `"${close}"` };
}

/** The form of a label's value; Python's `$` also matches before a last line break. */
const LABEL = /^(?:(?:[A-Za-z0-9][-A-Za-z0-9_.]{0,61})?[A-Za-z0-9])?\n?$/u;

/** `labels`: a dict whose values are strings that Kubernetes takes. Keys are never looked at. */
export function judgeLabels(value: PyValue): Refusal | null {
  if (value.kind === "expression" || value.kind === "none") return null;
  if (value.kind !== "dict") {
    return { message: `labels must be a dict: write {"key": "value"}.` };
  }
  for (const entry of value.entries) {
    const refusal = judgeLabel(entry.value);
    if (refusal !== null) return refusal;
  }
  return null;
}

function judgeLabel(value: PyValue): Refusal | null {
  if (value.kind === "expression" || isFalsy(value)) return null;
  const { span } = value;
  if (value.kind !== "string") {
    const message = "The value of a label must be a string: put it in quotes.";
    return value.kind === "int"
      ? { message, span, instead: `"${value.value}"` }
      : { message, span };
  }
  if (LABEL.test(value.value)) return null;
  const message =
    value.value.length > 63
      ? `The value of a label may have 63 characters, this has ${value.value.length}: shorten it.`
      : "The value of a label is made of letters, digits, '-', '_' and '.', and begins and ends with a letter or digit.";
  return { message, span };
}

/** `node_selector`: as a string, `key=value` pairs between commas, no key twice. */
export function judgeNodeSelector(value: PyValue): Refusal | null {
  if (value.kind !== "string") return null;
  if (value.value === "") {
    const message = `An empty node_selector is refused, unless METAFLOW_KUBERNETES_NODE_SELECTOR is set: leave it out.`;
    return { message, uncertain: true };
  }
  const keys = new Set<string>();
  for (const pair of value.value.split(",")) {
    const equals = pair.indexOf("=");
    if (equals < 0) {
      const message = `node_selector is made of key=value pairs with commas between: '${pair}' has no '='.`;
      return { message };
    }
    const key = pair.slice(0, equals);
    if (keys.has(key)) return { message: `node_selector names '${key}' twice: remove one.` };
    keys.add(key);
  }
  return null;
}

const TOLERATION_KEYS = ["key", "operator", "value", "effect", "toleration_seconds"];

/** `tolerations`: a list of dicts with the names of the Python client, not those of a manifest. */
export function judgeTolerations(value: PyValue): Refusal | null {
  if (value.kind === "expression" || isFalsy(value)) return null;
  if (value.kind !== "list" && value.kind !== "tuple") {
    return {
      message: `tolerations must be a list of dicts: write [{"key": "...", "operator": "Exists"}].`,
    };
  }
  for (const item of value.items) {
    const refusal = judgeToleration(item);
    if (refusal !== null) return refusal;
  }
  return null;
}

function judgeToleration(item: PyValue): Refusal | null {
  if (item.kind === "expression") return null;
  const { span } = item;
  if (item.kind !== "dict") {
    return {
      message: `A toleration must be a dict: write {"key": "...", "operator": "Exists"}.`,
      span,
    };
  }
  const keys = item.entries.map((entry) => entry.key);
  const wrong = keys.find(
    (key) =>
      key.kind !== "expression" && !(key.kind === "string" && TOLERATION_KEYS.includes(key.value)),
  );
  if (wrong === undefined) return null;
  const close = wrong.kind === "string" ? nearest(wrong.value, TOLERATION_KEYS) : null;
  const named = wrong.kind === "string" ? `'${wrong.value}'` : "this key";
  const advice = close === null ? `use ${TOLERATION_KEYS.join(", ")}` : `did you mean '${close}'?`;
  const message = `A toleration has no ${named}: ${advice}${close === null ? "." : ""}`;
  return close === null
    ? { message, span: wrong.span }
    : { message, span: wrong.span, instead: `"${close}"` };
}

/** `image`: unset when falsy, else text; what the text says is for Kubernetes to judge. */
export function judgeImage(value: PyValue): Refusal | null {
  if (value.kind === "expression" || value.kind === "string" || isFalsy(value)) return null;
  return { message: `image must be a string such as "python:3.12".` };
}

/** `annotations`: a dict or None, nothing else that is empty. */
export function judgeAnnotations(value: PyValue): Refusal | null {
  if (value.kind === "expression" || value.kind === "none" || value.kind === "dict") return null;
  return { message: `annotations must be a dict: write {"key": "value"}.` };
}

/** The key of the label that a compute pool's nodes have. */
const POOL_KEY = "outerbounds.co/compute-pool";

/** `compute_pool`: is added to `node_selector`, which must then be a dict or a string. */
export function judgeComputePool(value: PyValue, selector: PyValue | undefined): Refusal | null {
  if (value.kind === "expression" || isFalsy(value) || selector === undefined) return null;
  if (selector.kind === "expression" || isFalsy(selector)) return null;
  if (selector.kind !== "dict" && selector.kind !== "string") {
    const message = `compute_pool is added to node_selector, which must be a dict for that: write {"key": "value"}.`;
    return { message, span: selector.span };
  }
  return null;
}

/** Another pool in `node_selector`, which `compute_pool` replaces; null when there is none. */
export function poolInSelector(selector: PyValue | undefined): PyValue | null {
  if (selector?.kind === "dict") {
    const entry = selector.entries.findLast(
      ({ key }) => key.kind === "string" && key.value === POOL_KEY,
    );
    return entry?.value ?? null;
  }
  const pairs = selector?.kind === "string" ? selector.value.split(",") : [];
  return pairs.some((pair) => pair.startsWith(`${POOL_KEY}=`)) ? (selector ?? null) : null;
}
