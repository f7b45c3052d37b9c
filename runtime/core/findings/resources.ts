import {
  isFalsy,
  judgeAmount,
  judgeGpu,
  judgeSharedMemory,
  type Refusal,
} from "./kubernetesNumbers";
import { pythonFloat } from "../python/pythonNumber";
import type { Decorator, Step } from "../flow";
import type { PyValue } from "../value";

/** An amount of `@resources` that `@kubernetes` is handed and then refuses. */
export interface RefusedAmount {
  readonly option: string;
  readonly value: PyValue;
  readonly refusal: Refusal;
}

type Amount = "cpu" | "memory" | "disk";

const AMOUNTS: ReadonlySet<string> = new Set<Amount>(["cpu", "memory", "disk"]);

/**
 * The values of a `@resources` that make a `@kubernetes` on the same step fail. `gpu` and
 * `shared_memory` replace those of `@kubernetes`, of the others the larger counts
 * (`KubernetesDecorator.step_init` of Metaflow 2.19.39, measured value by value).
 */
export function refusedResources(step: Step, kubernetes: Decorator): RefusedAmount[] {
  const resources = step.decorators.find(
    ({ name, origin }) => name === "resources" && origin === "metaflow",
  );
  const seen = resources?.arguments ?? [];
  if (seen.some(({ star }) => star > 0)) return [];
  return seen.flatMap(({ name, value }) => {
    const refusal = name === null ? null : judge(name, value, kubernetes);
    return name === null || refusal === null ? [] : [{ option: name, value, refusal }];
  });
}

function judge(option: string, value: PyValue, kubernetes: Decorator): Refusal | null {
  if (value.kind === "expression") return null;
  if (option === "gpu" && value.kind !== "none") return judgeGpu(value);
  if (option === "shared_memory") return judgeSharedMemory(value);
  if (!isAmount(option) || (option === "disk" && value.kind === "none")) return null;
  const mine = kubernetes.arguments.findLast(({ name }) => name === option)?.value;
  const refusal = judgeAmount(option, value, null);
  if (floatOf(value) === null) return refusal;
  // Without a value of its own, @kubernetes has a default above 0; what is hidden may be anything.
  if (mine === undefined || mine.kind === "expression") return null;
  const other = floatOf(mine);
  return other === null || other > 0 || Number.isNaN(other) ? null : refusal;
}

function isAmount(option: string): option is Amount {
  return AMOUNTS.has(option);
}

/** `float(value or 0)`; null where Python raises. */
function floatOf(value: PyValue): number | null {
  if (isFalsy(value)) return 0;
  if (value.kind === "int" || value.kind === "float") return value.value;
  if (value.kind === "bool") return Number(value.value);
  const parsed = value.kind === "string" ? pythonFloat(value.value) : null;
  return typeof parsed === "number" ? parsed : null;
}

/** Metaflow refuses this amount wherever it stands, so that no pod gets any. */
export function isRefusedAmount(option: string, value: PyValue): boolean {
  if (value.kind === "expression" || isFalsy(value)) return false;
  if (option === "gpu") return judgeGpu(value) !== null;
  if (option === "shared_memory") return judgeSharedMemory(value) !== null;
  return isAmount(option) && floatOf(value) === null;
}
