import { readFileSync } from "node:fs";
import { readRecording } from "../core/cluster/recording";
import { advanceAll, emptyCluster } from "../core/cluster/state";
import type { TimelineEntry } from "../core/cluster/timeline";
import { workloads, type Workload } from "../core/cluster/workloads";
import type { PodsOptions } from "./arguments";
import { printError, printJson, printText } from "./output";

/** `flowlens pods --replay`: the task attempts of a recording as they were at its end. */
export function podsCommand({ replay, run, format }: PodsOptions): number {
  let content: string;
  try {
    content = readFileSync(replay, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    printError(`Cannot read ${replay} (${code}): name a recording, one watch event a line.`);
    return 2;
  }
  const { changes, damaged } = readRecording(content);
  if (damaged > 0) printError(`${replay}: left out ${damaged} damaged line${plural(damaged)}.`);
  const all = workloads(advanceAll(emptyCluster, changes));
  const wanted = all.filter((one) => run === null || one.run === run);
  if (format === "text") printText(podsText(wanted));
  else
    printJson({
      version: 1,
      workloads: wanted.map((one) => ({
        ...one,
        events: one.events.map((event) => ({ ...event })),
      })),
    });
  return 0;
}

/** Runs, newest first, with their task attempts; a cause with its remedy and the events that tell of it. */
export function podsText(all: readonly Workload[]): string {
  if (all.length === 0) return "No Metaflow tasks found.";
  const runs = new Map<string, Workload[]>();
  for (const one of all) {
    const title = [one.flow, one.run].filter((part) => part !== null).join(" / ");
    runs.set(title, [...(runs.get(title) ?? []), one]);
  }
  return [...runs].map(([title, own]) => [title, ...own.flatMap(lines)].join("\n")).join("\n\n");
}

function lines(one: Workload): string[] {
  const task = one.task === null ? "" : `/${one.task}`;
  const attempt = (one.attempt ?? 0) > 0 ? ` attempt ${(one.attempt ?? 0) + 1}` : "";
  const name = `${one.step ?? "?"}${task}${attempt}`;
  const where = one.pod ?? (one.job === null ? "no pod" : `${one.job} (no pod)`);
  const head = `  ${one.state.padEnd(9)}  ${name}  ${one.reason ?? ""}`.trimEnd();
  if (one.cause === null) return [`${head}  ${where}`];
  const option = one.option === null ? "" : ` [${one.option}]`;
  return [
    head,
    `             ${one.remedy ?? ""}${option}`,
    `             ${where}  ${one.cause}`,
    ...one.events.filter(({ type }) => type !== "Normal").map(eventLine),
  ];
}

const WIDEST_MESSAGE = 160;

function eventLine({ last, reason, count, message }: TimelineEntry): string {
  const time = last === null ? "" : `${last.slice(11, 19)}  `;
  const times = count === 1 ? "" : ` ×${count}`;
  const flat = message.replace(/[\s\p{Cc}]+/gu, " ");
  const text = flat.length > WIDEST_MESSAGE ? `${flat.slice(0, WIDEST_MESSAGE - 1)}…` : flat;
  return `             ${time}${reason}${times}  ${text}`;
}

function plural(count: number): string {
  return count === 1 ? "" : "s";
}
