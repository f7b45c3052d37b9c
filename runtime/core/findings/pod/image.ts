import { isFalsy, type Refusal } from "../kubernetesNumbers";
import { imageProblem } from "../../imageReference";
import { textOf } from "../../literal";
import { nearest } from "../../nearest";
import type { PyValue } from "../../value";

/** `image`: `registry/name:tag` as container engines read it. */
export function adviseImage(value: PyValue): Refusal[] {
  const text = textOf(value);
  if (text === null || text === "") return [];
  const problem = imageProblem(text);
  if (problem === null) return [];
  const { span } = value;
  const instead = [text.trim(), text.trim().replace(/^[a-z+]+:\/\//u, "")].find(
    (one) => one !== "" && imageProblem(one) === null,
  );
  return [
    { message: problem, span, ...(instead !== undefined && { instead: JSON.stringify(instead) }) },
  ];
}

const POLICIES = ["Always", "IfNotPresent", "Never"];

/** `image_pull_policy`: three words, and their case counts. */
export function adviseImagePullPolicy(value: PyValue): Refusal[] {
  if (value.kind === "expression" || isFalsy(value)) return [];
  const text = textOf(value);
  if (text !== null && POLICIES.includes(text)) return [];
  const message = `image_pull_policy must be "Always", "IfNotPresent" or "Never", in this very case.`;
  const close = text === null ? null : nearest(text.trim(), POLICIES);
  return [{ message, span: value.span, ...(close !== null && { instead: `"${close}"` }) }];
}
