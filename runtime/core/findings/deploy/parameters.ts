import { isFalsy } from "../kubernetesNumbers";
import { argumentOf, isWrittenOut } from "../parameterArguments";
import {
  argumentOf as optionOf,
  onFlow,
  refused,
  TARGET_NAMES,
  type Deployment,
} from "./deployment";
import type { Finding } from "../../finding";
import type { Decorator, Parameter } from "../../flow";
import type { PyValue } from "../../value";

/** The parameters in force: a later assignment to the same attribute replaces the earlier. */
function declared({ flow }: Deployment): Parameter[] {
  return [...new Map(flow.parameters.map((one) => [one.attribute, one])).values()];
}

/** Argo Workflows keeps the name `script`, in any case, for itself. */
export function judgeReserved(deployment: Deployment): Finding[] {
  return declared(deployment)
    .filter(({ name }) => name?.toLowerCase() === "script")
    .map((parameter) =>
      refused(
        deployment,
        "deploy/reserved-parameter",
        nameSpan(parameter),
        `A flow on Argo Workflows cannot have a parameter called '${parameter.name ?? ""}': choose another name.`,
      ),
    );
}

/** Nobody is there to give a value when the clock starts a run. */
export function judgeScheduled(deployment: Deployment): Finding[] {
  const schedule = onFlow(deployment.flow, "schedule").at(0);
  if (schedule === undefined) return [];
  if (deployment.target === "step-functions" && !runsByClock(schedule)) return [];
  return declared(deployment)
    .filter((parameter) => isRequired(parameter) && lacksDefault(parameter))
    .map((parameter) =>
      refused(
        deployment,
        "deploy/required-parameter",
        nameSpan(parameter),
        `With @schedule nobody gives '${parameter.name ?? parameter.attribute}' a value: give it a default.`,
        { related: [{ span: schedule.span, message: "The schedule." }] },
      ),
    );
}

/** Airflow wants a default for every parameter, and for every Config. */
export function judgeDefaults(deployment: Deployment): Finding[] {
  const none = (value: PyValue | null): boolean => value === null || value.kind === "none";
  const isBare = (one: Parameter): boolean =>
    one.kind === "config" &&
    ["default", "default_value"].every((option) => certainly(one, option, none));
  return declared(deployment)
    .filter((one) => isBare(one) || lacksDefault(one))
    .map((parameter) =>
      refused(
        deployment,
        "deploy/required-parameter",
        nameSpan(parameter),
        `${TARGET_NAMES.airflow} needs a default for every parameter: give '${parameter.name ?? parameter.attribute}' one.`,
      ),
    );
}

/** False when everything that could set the clock is certainly off; daily is on by default. */
function runsByClock(schedule: Decorator): boolean {
  const off = (name: string): boolean => {
    const value = optionOf(schedule, name)?.value;
    return value === undefined ? name !== "daily" : isFalsy(value);
  };
  return !["cron", "weekly", "hourly", "daily"].every(off);
}

/** Certainly none; `default=None` counts as none. A Config always has one. */
function lacksDefault(parameter: Parameter): boolean {
  if (parameter.kind === "config") return false;
  return certainly(parameter, "default", (value) => value === null || value.kind === "none");
}

function isRequired(parameter: Parameter): boolean {
  return certainly(
    parameter,
    "required",
    (value) => value !== null && value.kind !== "expression" && !isFalsy(value),
  );
}

function certainly(
  parameter: Parameter,
  option: string,
  holds: (value: PyValue | null) => boolean,
): boolean {
  return isWrittenOut(parameter) && holds(argumentOf(parameter, option) ?? null);
}

function nameSpan(parameter: Parameter): Finding["span"] {
  const [first] = parameter.arguments;
  const named = parameter.arguments.find(({ name }) => name === "name");
  const argument = named ?? (first?.name === null ? first : undefined);
  return argument?.value.span ?? parameter.span;
}
