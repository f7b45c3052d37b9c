import type { StepShape } from "../../runtime/core/flowShape";
import type { PodsHere } from "../../runtime/core/placedDag";
import type { RunState } from "../../runtime/core/run";
import type { RunRecord } from "../../runtime/runners/runner";
import type { RunPlan } from "./runPlan";

/** Raised whenever a field below changes its meaning; runs of other versions are left alone. */
export const storedVersion = 1;

/** What is kept of a run, so that a later window shows it and follows it again. No environment. */
export interface StoredRun {
  readonly version: typeof storedVersion;
  readonly plan: RunPlan;
  readonly record: RunRecord;
  readonly shape: readonly (readonly [string, StepShape])[];
  /** The arguments as shown above the log, and the notices. */
  readonly command: readonly string[];
  readonly notices: readonly string[];
  readonly pods?: PodsHere;
  /** The state when it was last written; a run that had not ended is followed. */
  readonly state: RunState;
}

/** A run from its file's text; null when another version wrote it or it is cut or not JSON. */
export function readStoredRun(text: string): StoredRun | null {
  try {
    const value: unknown = JSON.parse(text);
    return isStoredRun(value) ? value : null;
  } catch {
    return null;
  }
}

/** Checks what the views would stumble over; the rest is as the same version wrote it. */
function isStoredRun(value: unknown): value is StoredRun {
  const run = fieldsOf(value);
  const plan = fieldsOf(run["plan"]);
  const record = fieldsOf(run["record"]);
  const state = fieldsOf(run["state"]);
  return (
    run["version"] === storedVersion &&
    areTexts([plan["kind"], plan["uri"], plan["flow"]]) &&
    Array.isArray(plan["parameters"]) &&
    areTexts([record["key"], record["kind"], record["flow"], record["file"]]) &&
    areTexts([record["logFile"], record["datastoreRoot"]]) &&
    areNumbers([record["pid"], record["startedAt"], state["startedAt"]]) &&
    isList(run["shape"], isShape) &&
    isList(run["command"], isText) &&
    isList(run["notices"], isText) &&
    areTexts([state["key"], state["flow"], state["kind"], state["status"]]) &&
    isList(state["steps"], isStep)
  );
}

function isShape(value: unknown): boolean {
  if (!Array.isArray(value)) return false;
  const [name, step] = value as readonly unknown[];
  const { kind, next } = fieldsOf(step);
  return areTexts([name, kind]) && isList(next, isText);
}

function isStep(value: unknown): boolean {
  const { name, state, tasks } = fieldsOf(value);
  return areTexts([name, state]) && isList(tasks, isTask);
}

function isTask(value: unknown): boolean {
  const { id, step, state } = fieldsOf(value);
  return areTexts([id, step, state]);
}

function fieldsOf(value: unknown): Readonly<Partial<Record<string, unknown>>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function isList(value: unknown, one: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(one);
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function areTexts(values: readonly unknown[]): boolean {
  return values.every(isText);
}

function areNumbers(values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === "number");
}
