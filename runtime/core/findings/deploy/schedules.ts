import { isFalsy } from "../kubernetesNumbers";
import { textOf } from "../../literal";
import { argumentOf, ignored, onFlow, refused, type Deployment } from "./deployment";
import type { Finding } from "../../finding";

/** Least and greatest number of each field, and the names that stand for numbers. */
const FIELDS = [
  { name: "minute", least: 0, most: 59, names: [] },
  { name: "hour", least: 0, most: 23, names: [] },
  { name: "day of the month", least: 1, most: 31, names: [] },
  {
    name: "month",
    least: 1,
    most: 12,
    names: "jan feb mar apr may jun jul aug sep oct nov dec".split(" "),
  },
  { name: "day of the week", least: 0, most: 6, names: "sun mon tue wed thu fri sat".split(" ") },
] as const;

const WORDS = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly|every \S+)$/u;

/**
 * What Argo Workflows cannot schedule. Metaflow 2.19.39 hands it the first five fields of `cron`, and
 * the controller (robfig/cron 3, tried field by field) leaves alone what it cannot read.
 */
export function judgeArgoSchedule(deployment: Deployment): Finding[] {
  const [schedule] = onFlow(deployment.flow, "schedule");
  const argument = schedule === undefined ? null : argumentOf(schedule, "cron");
  if (argument === null || isFalsy(argument.value) || argument.value.kind === "expression")
    return [];
  const { value } = argument;
  const text = textOf(value);
  const rule = "deploy/schedule";
  if (text === null) {
    const message = `cron is a text such as "0 10 * * ? *".`;
    return [refused(deployment, rule, value.span, message)];
  }
  const problem = cronProblem(text);
  if (problem === null) return [];
  const message = `Argo Workflows will not start this flow by the clock: ${problem}.`;
  return [ignored(deployment, rule, value.span, message)];
}

/** Why Argo's cron cannot read an expression; null when it can. */
export function cronProblem(text: string): string | null {
  const words = text
    .split(/\s+/u)
    .filter((word) => word !== "")
    .slice(0, 5);
  if (WORDS.test(words.join(" ")) || /^(?:CRON_)?TZ=/u.test(text)) return null;
  if (words.length < FIELDS.length)
    return `cron has five fields (minute, hour, day of the month, month, day of the week), this has ${words.length}`;
  for (const [i, field] of FIELDS.entries()) {
    const wrong = (words[i] ?? "").split(",").find((part) => part !== "" && !fits(part, field));
    if (wrong !== undefined)
      return `'${wrong}' is no ${field.name} (${field.least} to ${field.most})`;
  }
  return null;
}

function fits(part: string, { least, most, names }: (typeof FIELDS)[number]): boolean {
  const [range = "", step, ...slashes] = part.split("/");
  const [from = "", to, ...hyphens] = range.split("-");
  if (slashes.length > 0 || hyphens.length > 0) return false;
  if (step !== undefined && !(numberOf(step, []) > 0)) return false;
  if (from === "*" || from === "?") return true;
  const first = numberOf(from, names);
  const last = to === undefined ? first : numberOf(to, names);
  return least <= first && first <= last && last <= most;
}

/** NaN for what is no number. */
function numberOf(text: string, names: readonly string[]): number {
  const index = names.indexOf(text.toLowerCase());
  if (index >= 0) return names.length === 12 ? index + 1 : index;
  return /^\+?\d+$/u.test(text) ? Number(text) : Number.NaN;
}
