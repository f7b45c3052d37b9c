import { isFalsy } from "../kubernetesNumbers";
import { textOf } from "../../literal";
import { argumentOf, ignored, onFlow, refused, type Deployment } from "./deployment";
import type { Finding } from "../../finding";

interface Field {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  readonly names: readonly string[];
}

/** Least and greatest number of each field, and the names that stand for numbers. */
const FIELDS: readonly Field[] = [
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
];

const SECOND: Field = { name: "second", least: 0, most: 59, names: [] };

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
  return fieldProblem(words, FIELDS);
}

/**
 * What Kubeflow Pipelines reads in another way than it is meant, or not at all: metaflow-kubeflow
 * 0.0.4 hands `cron` on as it is, and the controller (robfig/cron 1) takes six fields, seconds first.
 */
export function judgeKubeflowSchedule(deployment: Deployment): Finding[] {
  const [schedule] = onFlow(deployment.flow, "schedule");
  const value = schedule === undefined ? undefined : argumentOf(schedule, "cron")?.value;
  const text = value === undefined ? null : textOf(value);
  const problem = text === null ? null : kubeflowCronProblem(text);
  if (value === undefined || problem === null) return [];
  const { message, instead } = problem;
  const more =
    instead === undefined || value.constant !== undefined
      ? {}
      : { fix: { title: `Write "${instead}"`, span: value.span, text: `"${instead}"` } };
  return [ignored(deployment, "deploy/schedule", value.span, message, more)];
}

const SIX =
  "Kubeflow Pipelines reads cron as second, minute, hour, day of the month, month, day of the week";

/** What is wrong with a cron for Kubeflow Pipelines, and the one that is meant; null for nothing. */
export function kubeflowCronProblem(
  text: string,
): { readonly message: string; readonly instead?: string } | null {
  const words = text.split(/\s+/u).filter((word) => word !== "");
  if (words.length === 0 || WORDS.test(words.join(" ")) || /^(?:CRON_)?TZ=/u.test(text))
    return null;
  const five = words.slice(0, 5);
  const six = ["0", ...five].join(" ");
  if (words.length === 5 || isOfAws(words)) {
    // Days of the week begin with 1 on AWS, and with 0 here.
    const meant = words.length === 6 && /\d/u.test(words[4] ?? "") ? null : six;
    if (meant === null || fieldProblem(five, FIELDS) !== null) return { message: `${SIX}.` };
    return { message: `${SIX}: write "${meant}".`, instead: meant };
  }
  if (words.length !== 6) return { message: `${SIX}: this has ${words.length} fields.` };
  const problem = fieldProblem(words, [SECOND, ...FIELDS]);
  return problem === null ? null : { message: `${SIX}: ${problem}.` };
}

/** `minute hour day month weekday year`: a `?` for one of the days, which are no hour and no month. */
function isOfAws(words: readonly string[]): boolean {
  if (words.length !== 6) return false;
  return words[2] === "?" || words[4] === "?" || /^\d{4}/u.test(words[5] ?? "");
}

function fieldProblem(words: readonly string[], fields: readonly Field[]): string | null {
  for (const [i, field] of fields.entries()) {
    const wrong = (words[i] ?? "").split(",").find((part) => part !== "" && !fits(part, field));
    if (wrong !== undefined)
      return `'${wrong}' is no ${field.name} (${field.least} to ${field.most})`;
  }
  return null;
}

function fits(part: string, { least, most, names }: Field): boolean {
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
