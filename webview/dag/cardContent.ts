import type { Dag, DagNode } from "../../runtime/core/dag";
import type { RunState, StepRun, StepState } from "../../runtime/core/run";
import { duration } from "../../runtime/core/words";
import type { GlyphName } from "./glyphs";
import { attemptOf, caseTaken, countTasks, elapsed, stateOf, type TaskCounts } from "./progress";

/** What one node says, line by line, before any of it is measured or drawn. */
export interface CardContent {
  readonly id: string;
  readonly shape: "circle" | "double-circle" | "card" | "round" | "switch";
  /** Bar on the side the edges leave (split, foreach) or enter (joins). */
  readonly bar: { readonly side: "in" | "out"; readonly pieces: 1 | 3 } | null;
  /** Cards behind: the step runs once for each item of a foreach. */
  readonly stacked: boolean;
  readonly state: StepState | null;
  readonly lead: GlyphName | null;
  readonly trailing: GlyphName | null;
  readonly times: string | null;
  readonly reason: string | null;
  /** `attempt 2 of 3`, `not taken`, `by mode`: quiet lines without a glyph, above the others. */
  readonly notes: readonly string[];
  /** `pass 4` of a recursion, below the others. */
  readonly pass: string | null;
  readonly recursive: boolean;
  readonly where: WhereLine | null;
  readonly badges: readonly Badge[];
  readonly duration: string | null;
  readonly progress: TaskCounts | null;
}

export interface WhereLine {
  readonly glyph: GlyphName;
  readonly word: string;
  readonly resources: readonly string[];
}

export interface Badge {
  readonly glyph: GlyphName;
  readonly tone: "quiet" | "warning" | "failed";
  readonly text: string;
}

/** What a node is drawn from besides itself. */
export interface Surroundings {
  readonly dag: Dag;
  readonly run: RunState | null;
  readonly steps: ReadonlyMap<string, StepRun>;
  readonly now: number;
}

const stateGlyphs: Readonly<Record<StepState, GlyphName>> = {
  pending: "pending",
  queued: "queued",
  running: "running",
  succeeded: "succeeded",
  failed: "failed",
  retrying: "retrying",
  cancelled: "slashed",
  unknown: "unknown",
  "not-taken": "slashed",
};

export const whereWords: Readonly<Record<DagNode["where"], string>> = {
  process: "local",
  docker: "Docker",
  kubernetes: "Kubernetes",
  batch: "Batch",
};

export function stateGlyph(state: StepState): GlyphName {
  return stateGlyphs[state];
}

/** The glyph of a step's type; a plain step has none. */
export function typeGlyph(node: DagNode): GlyphName | null {
  if (node.recursive) return "recursion";
  switch (node.kind) {
    case "split":
    case "foreach":
    case "switch":
    case "join":
      return node.kind;
    default:
      return null;
  }
}

/** Everything a node's card says, in the order it is shown. */
export function cardContent(node: DagNode, around: Surroundings): CardContent {
  const step = around.steps.get(node.id);
  const state = stateOf(step, around.run);
  const type = typeGlyph(node);
  const reason = reasonOf(step);
  const since = step ? elapsed(step, around.now) : null;
  return {
    id: node.id,
    shape: shapeOf(node, reason !== null),
    bar: barOf(node),
    stacked: node.depth > 0,
    state,
    lead: state === null ? type : stateGlyph(state),
    trailing: state === null ? null : type,
    times: timesOf(node, step),
    reason,
    notes: notesOf(node, step, state, around),
    pass: passOf(node, step),
    recursive: node.recursive,
    where: whereOf(node, state),
    badges: state === "not-taken" ? [] : badgesOf(node, step),
    duration: since === null ? null : duration(since),
    progress: progressOf(node, step),
  };
}

/** Nothing to say but its name: then a start or end is a circle. */
function isPlain(node: DagNode): boolean {
  const { retries, timeout, cards, catches, warnings, errors } = node.badges;
  const quiet = retries === null && timeout === null && !catches && cards + warnings + errors === 0;
  return quiet && node.where === "process" && node.resources.length === 0;
}

function shapeOf(node: DagNode, hasReason: boolean): CardContent["shape"] {
  const type = typeGlyph(node);
  if (node.isStart || node.isEnd) {
    const circle = isPlain(node) && !hasReason && type === null && node.isStart !== node.isEnd;
    if (!circle) return "round";
    return node.isEnd ? "double-circle" : "circle";
  }
  return node.kind === "switch" && !node.recursive ? "switch" : "card";
}

function barOf(node: DagNode): CardContent["bar"] {
  if (node.kind === "split") return { side: "out", pieces: 1 };
  if (node.kind === "foreach") return { side: "out", pieces: 3 };
  if (node.kind === "join") return { side: "in", pieces: node.joins === "foreach" ? 3 : 1 };
  return null;
}

function reasonOf(step: StepRun | undefined): string | null {
  if (!step?.reason) return null;
  if (step.state === "failed") return step.reason;
  return step.state === "queued" ? `waits: ${step.reason}` : null;
}

function timesOf(node: DagNode, step: StepRun | undefined): string | null {
  if (node.depth === 0) return null;
  const total = step ? countTasks(step).total : 0;
  const known = step?.expected ?? (total > 1 ? total : node.tasks);
  return known === null ? null : `×${known}`;
}

function notesOf(
  node: DagNode,
  step: StepRun | undefined,
  state: StepState | null,
  around: Surroundings,
): string[] {
  if (state === "not-taken") return ["not taken"];
  const notes: string[] = [];
  if (state === "cancelled") notes.push("cancelled by you");
  if (step && state === "retrying") notes.push(attemptNote(node, step));
  if (node.kind === "switch" && !node.recursive && node.condition !== null) {
    const taken = caseTaken(around.dag, node, around.steps);
    notes.push(taken === null ? `by ${node.condition}` : `${node.condition} = ${taken}`);
  }
  return notes;
}

/** Each pass of a recursive step is a task of its own. */
function passOf(node: DagNode, step: StepRun | undefined): string | null {
  const passes = node.recursive && node.depth === 0 ? (step?.tasks.length ?? 0) : 0;
  return passes > 0 ? `pass ${passes}` : null;
}

/** `attempt 2 of 3`. */
export function attemptNote(node: DagNode, step: StepRun): string {
  const attempt = `attempt ${attemptOf(step)}`;
  return node.badges.retries === null ? attempt : `${attempt} of ${node.badges.retries + 1}`;
}

function whereOf(node: DagNode, state: StepState | null): WhereLine | null {
  if (state === "not-taken") return null;
  const plainSwitch = node.kind === "switch" && !node.recursive && node.condition !== null;
  if (plainSwitch && node.where === "process" && node.resources.length === 0) return null;
  return { glyph: node.where, word: whereWords[node.where], resources: node.resources };
}

function badgesOf(node: DagNode, step: StepRun | undefined): Badge[] {
  const { retries, timeout, cards, catches, warnings, errors } = node.badges;
  const badges: Badge[] = [];
  const add = (glyph: GlyphName, text: string, tone: Badge["tone"] = "quiet"): void => {
    badges.push({ glyph, text, tone });
  };
  const used = step?.state === "failed" ? attemptOf(step) - 1 : 0;
  if (retries !== null && retries > 0)
    add("retry", used > 0 ? `${used} of ${retries}` : `${retries}`);
  if (timeout !== null) add("timeout", timeout);
  if (cards > 0) add("card", `${cards}`);
  if (catches) add("catch", "");
  if (warnings > 0) add("warning", `${warnings}`, "warning");
  if (errors > 0) add("error", `${errors}`, "failed");
  return badges;
}

/** A strip makes sense for a step of several tasks that is not through without a scratch. */
function progressOf(node: DagNode, step: StepRun | undefined): TaskCounts | null {
  if (!step || node.depth === 0) return null;
  const counts = countTasks(step);
  if (counts.total < 2 || step.tasks.length === 0) return null;
  return counts.succeeded === counts.total ? null : counts;
}
