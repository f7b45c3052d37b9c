import { isFalsy, type Refusal } from "../kubernetesNumbers";
import { numberOf, textOf } from "../../literal";
import type { PyValue } from "../../value";
import type { Given } from "./pod";

/** What goes into the pod as it stands, and must be text there. */
export function adviseText(value: PyValue, _given: Given, option: string): Refusal[] {
  if (value.kind === "expression" || isFalsy(value) || textOf(value) !== null) return [];
  const message = `${option} must be a string: put it in quotes.`;
  const { span } = value;
  return [
    value.kind === "int" ? { message, span, instead: `"${value.value}"` } : { message, span },
  ];
}

/** `namespace` is a part of a name of Argo's. */
export function adviseNamespaceType(...about: Parameters<typeof adviseText>): Refusal[] {
  return adviseText(...about).map((refusal) => ({ ...refusal, certain: "argo" }));
}

/** `secrets`: names in a string, or a list; `image_pull_secrets`: a list. */
export function adviseSecretsType(value: PyValue, _given: Given, option: string): Refusal[] {
  const several = ["list", "tuple", "set", "dict", "string", "expression"].includes(value.kind);
  if (several || isFalsy(value)) return [];
  const message = `${option} must be a list of names such as ["credentials"].`;
  return [{ message, span: value.span, certain: "argo" }];
}

/** `hostname_resolution_timeout`: seconds. */
export function adviseSeconds(value: PyValue, _given: Given, option: string): Refusal[] {
  if (value.kind === "expression" || isFalsy(value)) return [];
  const seconds = value.kind === "string" ? null : numberOf(value);
  if (seconds !== null && seconds > 0) return [];
  return [{ message: `${option} is a number of seconds above 0.`, span: value.span }];
}

/** `qos`: left out it has a default, but None goes on to where the pod is made, which fails. */
export function adviseQos(value: PyValue): Refusal[] {
  if (value.kind !== "none") return [];
  const message = `qos=None keeps every pod from being made: leave qos out, or write "Burstable".`;
  return [{ message, span: value.span, instead: '"Burstable"', certain: "always" }];
}
