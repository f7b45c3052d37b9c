import { argumentOf, onFlow } from "../findings/deploy/deployment";
import { isFalsy } from "../findings/kubernetesNumbers";
import type { Decorator, Flow } from "../flow";

/** The clock of a recurring run of Kubeflow Pipelines. */
export type Clock =
  /** Six fields, seconds first; null: there is none. */
  | { readonly cron: string | null }
  /** It is worked out by code. */
  | "unknown";

/** What metaflow-kubeflow 0.0.4 makes of the kinds of `@schedule`; a cron is handed on as it is. */
const CRONS = { weekly: "0 0 0 ? * SUN", hourly: "0 0 * * * ?", daily: "0 0 0 * * ?" };

/** The clock of the recurring run that a deployment makes of the flow's `@schedule`. */
export function clockOf(flow: Flow): Clock {
  const [schedule] = onFlow(flow, "schedule");
  if (schedule === undefined) return { cron: null };
  if (schedule.arguments.some(({ star, name }) => star > 0 || name === null)) return "unknown";
  const cron = argumentOf(schedule, "cron")?.value;
  if (cron !== undefined && !isFalsy(cron))
    return cron.kind === "string" ? { cron: cron.value } : "unknown";
  for (const name of ["weekly", "hourly", "daily"] as const) {
    const isOn = switchOf(schedule, name);
    if (isOn === null) return "unknown";
    if (isOn) return { cron: CRONS[name] };
  }
  return { cron: null };
}

/** Null: that is not known. Daily is on by default. */
function switchOf(schedule: Decorator, name: keyof typeof CRONS): boolean | null {
  const value = argumentOf(schedule, name)?.value;
  if (value === undefined) return name === "daily";
  return value.kind === "expression" ? null : !isFalsy(value);
}

/**
 * The recurring run that there will be, beside the crons of those that are there now (null: not
 * known), in a line; null where there is and will be none. A deployment replaces them in any case.
 */
export function recurringLine(planned: Clock, now: readonly string[] | null): string | null {
  const text = planned === "unknown" ? "as @schedule says" : planned.cron;
  const old = now === null ? "not known" : now.join(" and ");
  if (text === null) {
    if (old === "" || now === null) return null;
    return `Recurring run: none (now: ${old}; it will be deleted)`;
  }
  const before = old === text ? "as now" : `now: ${old || "none"}`;
  const seconds = planned === "unknown" ? "" : ", seconds first";
  return `Recurring run: ${text}${seconds} (${before})`;
}
