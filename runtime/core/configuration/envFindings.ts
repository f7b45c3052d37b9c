import { parseEnvFile, type EnvAssignment } from "../envFile";
import type { Finding } from "../finding";
import { withoutSuppressed } from "../suppress";
import { LineMap, type Span } from "../text";
import {
  judgeName,
  judgeValue,
  placelessStore,
  severalStores,
  severalStoresMessage,
} from "./judge";
import { PREFIX } from "./variables";
import type { RefusedDecorator, Verdict } from "./verdict";

const OURS =
  /^[ \t]*(?:(?:export|readonly|(?:declare|typeset)(?:[ \t]+-\w+)*|set[ \t]+-a[ \t]*;)[ \t]*)?METAFLOW[\w-]*[ \t]*(?:\+?=|:)/mu;

/** The text sets a variable of Metaflow: other people's env files are none of our business. */
export function isMetaflowEnv(text: string): boolean {
  return OURS.test(text.replace(/^\uFEFF/u, ""));
}

/**
 * Whether a METAFLOW_PROFILE has no file, given METAFLOW_HOME where the same text sets it; only the
 * caller can look.
 */
export type LacksProfile = (profile: string, home: string | null) => boolean;

/** What is wrong with an env file; nothing in a file without a line for Metaflow. */
export function findingsOfEnvFile(
  text: string,
  lacksProfile?: LacksProfile,
  refusedDecorator?: RefusedDecorator,
): readonly Finding[] {
  if (!isMetaflowEnv(text)) return [];
  const lines = new LineMap(text);
  const { assignments, problems } = parseEnvFile(text);
  const ours = assignments.filter(({ name }) => name.startsWith(PREFIX));
  const findings = [
    ...problems.flatMap(({ line, message, lost }) =>
      notRead(text, lines.startOf(line), message, lost),
    ),
    ...ours.flatMap((one) => findingsOfOne(one, ours, refusedDecorator)),
    ...repeated(ours),
    ...stores(ours),
    ...placeless(ours),
    ...profileless(ours, lacksProfile),
  ];
  findings.sort((a, b) => a.span.start - b.span.start);
  return withoutSuppressed(findings, text, lines);
}

function findingsOfOne(
  one: EnvAssignment,
  all: readonly EnvAssignment[],
  refusedDecorator: RefusedDecorator | undefined,
): readonly Finding[] {
  const { name, value, nameSpan, valueSpan } = one;
  const wrongName = judgeName(name);
  if (wrongName !== null) return [finding(wrongName, nameSpan, wrongName.instead)];
  // The last of a name counts.
  if (value === null || all.findLast((other) => other.name === name) !== one) return [];
  const span = valueSpan.start === valueSpan.end ? nameSpan : valueSpan;
  return judgeValue(name, { from: "env", value, refusedDecorator }).map((verdict) =>
    finding(verdict, span, verdict.instead === undefined ? undefined : quoted(verdict.instead), {
      at: valueSpan,
    }),
  );
}

function finding(
  { rule, severity, message }: Verdict,
  span: Span,
  instead?: string,
  { at }: { readonly at: Span } = { at: span },
): Finding {
  const fix = instead === undefined ? null : { title: `Write ${instead}`, span: at, text: instead };
  return {
    rule,
    severity,
    message,
    span,
    flow: null,
    step: null,
    metaflow: null,
    ...(fix !== null && { fix }),
  };
}

/** A value as the shell takes it, quoted only where it must be. */
function quoted(value: string): string {
  return /^[\w@%+=:,./-]*$/u.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

/** Lines for other programs may have a grammar of their own; an open quote is of no use to any. */
function notRead(text: string, start: number, message: string, lost: boolean): readonly Finding[] {
  const line = /^[^\r\n]*/u.exec(text.slice(start))?.[0] ?? "";
  if (!lost && !/METAFLOW[_-]/u.test(line)) return [];
  const indent = line.length - line.trimStart().length;
  const span = { start: start + indent, end: start + line.trimEnd().length };
  return [finding({ rule: "config/syntax", severity: "warning", message }, span)];
}

function repeated(assignments: readonly EnvAssignment[]): readonly Finding[] {
  const last = new Map(assignments.map((one) => [one.name, one]));
  return assignments.flatMap((one) => {
    const later = last.get(one.name);
    if (later === undefined || later === one) return [];
    const verdict: Verdict = {
      rule: "config/repeated",
      severity: "warning",
      message: `${one.name} is set again below, and that counts.`,
    };
    const related = [{ span: later.nameSpan, message: "This one counts." }];
    return [{ ...finding(verdict, one.nameSpan), related }];
  });
}

function stores(assignments: readonly EnvAssignment[]): readonly Finding[] {
  const values = new Map(assignments.map(({ name, value }) => [name, value ?? undefined]));
  const [first, second] = severalStores(values)
    .map((store) => assignments.findLast(({ name }) => name === store))
    .filter((one) => one !== undefined)
    .sort((a, b) => a.nameSpan.start - b.nameSpan.start);
  if (first === undefined || second === undefined) return [];
  const verdict: Verdict = {
    rule: "config/two-datastores",
    severity: "warning",
    message: severalStoresMessage,
  };
  const related = [{ span: first.nameSpan, message: "The other one." }];
  return [{ ...finding(verdict, second.nameSpan), related }];
}

function placeless(assignments: readonly EnvAssignment[]): readonly Finding[] {
  const message = placelessStore(new Map(assignments.map(({ name, value }) => [name, value])));
  const at = assignments.findLast(({ name }) => name === "METAFLOW_DEFAULT_DATASTORE");
  if (message === null || at === undefined) return [];
  return [finding({ rule: "config/store-root", severity: "warning", message }, at.valueSpan)];
}

/** Without its file, Metaflow refuses to start at all. */
function profileless(
  assignments: readonly EnvAssignment[],
  lacksProfile: LacksProfile | undefined,
): readonly Finding[] {
  const last = (wanted: string): EnvAssignment | undefined =>
    assignments.findLast(({ name }) => name === wanted);
  const chosen = last("METAFLOW_PROFILE");
  const home = last("METAFLOW_HOME")?.value ?? null;
  const profile = chosen?.value ?? "";
  if (chosen === undefined || profile === "" || lacksProfile?.(profile, home) !== true) return [];
  const message = `There is no config_${profile}.json among Metaflow's config files: choose another profile.`;
  return [finding({ rule: "config/profile", severity: "warning", message }, chosen.valueSpan)];
}
