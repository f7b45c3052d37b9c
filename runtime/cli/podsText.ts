import type { TimelineEntry } from "../core/cluster/timeline";
import type { Workload } from "../core/cluster/workloads";

/**
 * Runs, newest first, with their task attempts; a cause with its remedy and the events that tell of
 * it. `most` runs at most: Jobs stay on a cluster for seven days.
 */
export function podsText(all: readonly Workload[], most = Number.POSITIVE_INFINITY): string {
  const runs = new Map<string, Workload[]>();
  for (const one of all) {
    const named = [one.flow, one.run].filter((part) => part !== null).join(" / ");
    const title = named === "" ? `namespace ${one.namespace}` : named;
    const own = runs.get(title);
    if (own === undefined) runs.set(title, [one]);
    else own.push(one);
  }
  const shown = [...runs].slice(0, most);
  const texts = shown.map(([title, own]) => [title, ...own.flatMap(lines)].join("\n"));
  const left = runs.size - shown.length;
  if (left > 0)
    texts.push(`${left} older run${left === 1 ? "" : "s"} left out: name one by --run.`);
  return texts.join("\n\n");
}

function lines(one: Workload): string[] {
  const task = one.task === null ? "" : `/${one.task}`;
  const attempt = (one.attempt ?? 0) > 0 ? ` attempt ${(one.attempt ?? 0) + 1}` : "";
  const name = `${one.step ?? one.job ?? one.pod ?? "?"}${task}${attempt}`;
  const where = one.pod ?? (one.job === null ? "no pod" : `${one.job} (no pod)`);
  const head = `  ${one.state.padEnd(9)}  ${name}  ${reasonOf(one)}`.trimEnd();
  if (one.cause === null) return [`${head}  ${where}`];
  const option = one.option === null ? "" : ` [${one.option}]`;
  return [
    head,
    `             ${one.remedy ?? ""}${option}`,
    `             ${where}  ${one.cause}`,
    ...one.events.filter(({ type }) => type !== "Normal").map(eventLine),
  ];
}

/** What may well pass by itself is no trouble yet. */
function reasonOf({ state, stuck, reason }: Workload): string {
  if (reason === null) return "";
  return state === "pending" && !stuck ? `so far: ${reason}` : reason;
}

const WIDEST_MESSAGE = 160;

function eventLine({ last, reason, count, message }: TimelineEntry): string {
  const time = last === null ? "" : `${last.slice(11, 19)}  `;
  const times = count === 1 ? "" : ` ×${count}`;
  const flat = message.replace(/[\s\p{Cc}]+/gu, " ");
  const text = flat.length > WIDEST_MESSAGE ? `${flat.slice(0, WIDEST_MESSAGE - 1)}…` : flat;
  return `             ${time}${reason}${times}  ${text}`;
}
