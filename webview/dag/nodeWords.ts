import type { Dag, DagNode } from "../../runtime/core/dag";
import type { RunState, StepRun } from "../../runtime/core/run";
import { duration, statusWord, stateWord } from "../../runtime/core/words";
import { attemptNote, whereWords, type Surroundings } from "./cardContent";
import { countTasks, elapsed, stateOf, type TaskCounts } from "./progress";

/** The sentences about nodes and runs: accessible names, hover card, toolbar, announcements. */

/** Which steps lead into each step and which follow, as the text has them. */
export interface Neighbours {
  readonly before: ReadonlyMap<string, readonly string[]>;
  readonly after: ReadonlyMap<string, readonly string[]>;
}

export function neighboursOf(dag: Dag): Neighbours {
  const before = new Map<string, string[]>(dag.nodes.map((node) => [node.id, []]));
  const after = new Map<string, string[]>(dag.nodes.map((node) => [node.id, []]));
  const add = (list: string[] | undefined, step: string): void => {
    if (list && !list.includes(step)) list.push(step);
  };
  for (const { from, to, kind } of dag.edges) {
    add(after.get(from), to);
    if (kind !== "back") add(before.get(to), from);
  }
  return { before, after };
}

/** `37 succeeded, 2 failed, 3 running`. */
function countWords({ succeeded, failed, running, retrying }: TaskCounts): string {
  const parts: [number, string][] = [
    [succeeded, "succeeded"],
    [failed, "failed"],
    [running, "running"],
    [retrying, "retrying"],
  ];
  return parts.flatMap(([count, word]) => (count > 0 ? `${count} ${word}` : [])).join(", ");
}

/** The state of a step with what belongs to it: `running · 41s`, `will not start: fit failed`. */
export function stateSentence(node: DagNode, around: Surroundings, blamed: string | null): string {
  const step = around.steps.get(node.id);
  const state = stateOf(step, around.run);
  if (state === null) return "";
  if (!step) return blamed === null ? stateWord(state) : `will not start: ${blamed} failed`;
  switch (state) {
    case "pending":
      return blamed === null ? stateWord(state) : `will not start: ${blamed} failed`;
    case "queued":
      return step.reason === null ? stateWord(state) : `waits: ${step.reason}`;
    case "failed":
      return failedSentence(node, step);
    case "retrying":
      return `retrying · ${attemptNote(node, step)}`;
    default: {
      const since = elapsed(step, around.now);
      return since === null ? stateWord(state) : `${stateWord(state)} · ${duration(since)}`;
    }
  }
}

/** `failed · 3 of 100 tasks · attempt 3 of 3`. */
function failedSentence(node: DagNode, step: StepRun): string {
  const { failed, total } = countTasks(step);
  const parts = ["failed"];
  if (total > 1) parts.push(`${failed} of ${total} tasks`);
  if ((node.badges.retries ?? 0) > 0) parts.push(attemptNote(node, step));
  return parts.join(" · ");
}

const typeWords: Readonly<Record<DagNode["kind"], string | null>> = {
  start: null,
  end: null,
  linear: null,
  split: "split",
  foreach: "foreach",
  switch: "switch",
  join: "join",
  unknown: null,
};

/** "fit, 100 tasks, running: 37 succeeded, 3 running; Kubernetes 4 cpu; 1 warning; from a, to b". */
export function nodeName(
  node: DagNode,
  around: Surroundings,
  neighbours: Neighbours,
  blamed: string | null,
): string {
  const step = around.steps.get(node.id);
  const first = [node.id, typeWords[node.kind], node.recursive ? "recursive" : null];
  const counts = step && node.depth > 0 ? countTasks(step) : null;
  const total = counts && counts.total > 1 ? counts.total : node.tasks;
  if (total !== null && node.depth > 0) first.push(`${total} tasks`);
  first.push(stateWords(node, around, blamed, counts));
  const where = [whereWords[node.where], ...node.resources].join(" ");
  const sentences = [joined(first), where, ...badgeWords(node)];
  const from = neighbours.before.get(node.id) ?? [];
  const to = neighbours.after.get(node.id) ?? [];
  const ways = [
    from.length > 0 ? `from ${from.join(" and ")}` : null,
    to.length > 0 ? `to ${to.join(" and ")}` : null,
  ];
  return [...sentences, joined(ways)].filter((part) => part !== "").join("; ");
}

const joined = (parts: readonly (string | null)[]): string =>
  parts.filter((part) => part !== null && part !== "").join(", ");

function stateWords(
  node: DagNode,
  around: Surroundings,
  blamed: string | null,
  counts: TaskCounts | null,
): string {
  const sentence = stateSentence(node, around, blamed);
  const reason = around.steps.get(node.id)?.reason ?? null;
  const failed = around.steps.get(node.id)?.state === "failed";
  const words = failed && reason !== null ? `${sentence}: ${reason}` : sentence;
  const detail = counts && counts.total > 1 ? countWords(counts) : "";
  return detail === "" ? words : `${words}: ${detail}`;
}

function badgeWords(node: DagNode): string[] {
  const { retries, timeout, cards, catches, warnings, errors } = node.badges;
  const counted = (count: number, one: string): string =>
    count === 0 ? "" : `${count} ${one}${count === 1 ? "" : "s"}`;
  return [
    retries !== null && retries > 0 ? (retries === 1 ? "1 retry" : `${retries} retries`) : "",
    timeout === null ? "" : `timeout ${timeout}`,
    counted(cards, "card"),
    catches ? "catches failures" : "",
    counted(warnings, "warning"),
    counted(errors, "error"),
  ];
}

/** What the toolbar calls a run: `Run 1741`. */
export function runTitle(run: RunState): string {
  const kind = run.kind === "spin" ? "Step run" : "Run";
  return run.runId === null ? kind : `${kind} ${run.runId}`;
}

/** What is to be said of a run in a line: `failing · 3 tasks still run · 9m 41s`. */
export function runSentence(run: RunState, now: number): string {
  const parts = [statusWord(run.status)];
  if (run.status === "failing") {
    const running = run.steps.reduce((sum, step) => {
      const { running: r, retrying } = countTasks(step);
      return sum + r + retrying;
    }, 0);
    if (running > 0) parts.push(running === 1 ? "1 task still runs" : `${running} tasks still run`);
  }
  parts.push(duration((run.endedAt ?? now) - run.startedAt));
  return parts.join(" · ");
}
