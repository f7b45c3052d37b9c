import { isFalsy } from "../kubernetesNumbers";
import { pythonFloat } from "../../python/pythonNumber";
import { refused, shippedOf, type Deployment } from "./deployment";
import type { Finding } from "../../finding";
import type { PyValue } from "../../value";

/**
 * Amounts that AWS Batch is not asked for: `step-functions create` of Metaflow 2.19.39 makes the jobs'
 * definitions, with the text of each amount (measured). Where both `@batch` and `@resources` stand,
 * nothing is said.
 */
export function judgeBatchAmounts(deployment: Deployment): Finding[] {
  return deployment.nodes.flatMap(({ step }) => {
    const asking = ["batch", "resources"].flatMap((name) => shippedOf(step.decorators, name));
    const [only, ...others] = asking;
    if (only === undefined || others.length > 0) return [];
    return only.arguments.flatMap(({ name, value }) => {
      const message = problemOf(name, value);
      if (message === null) return [];
      return [refused(deployment, "batch/amount", value.span, message, { step: step.name })];
    });
  });
}

function problemOf(option: string | null, value: PyValue): string | null {
  if (value.kind === "expression" || value.kind === "none") return null;
  const above = option === "cpu" || option === "memory";
  if (!above && option !== "gpu") return null;
  const number = floatOf(value);
  if (number === "unknown") return null;
  if (number === "refused") return `${option} must be a number for AWS Batch.`;
  return above && !(number > 0) ? `${option} must be above 0 for AWS Batch.` : null;
}

/** `float(str(value or "0"))` */
function floatOf(value: PyValue): number | "refused" | "unknown" {
  if (isFalsy(value)) return 0;
  if (value.kind === "int" || value.kind === "float") return value.value;
  return value.kind === "string" ? pythonFloat(value.value) : "refused";
}
