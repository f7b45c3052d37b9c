import type { RunState } from "../../runtime/core/run";
import { statusWord, stateWord } from "../../runtime/core/words";
import { stepsOf } from "./progress";

const GAP = 2000;

/**
 * What a listener should hear of the change from one state of a run to the next: the end of the run
 * first, then failures, then what else ended or began. Null when nothing worth a sentence happened.
 */
export function announcement(before: RunState | null, after: RunState | null): string | null {
  if (!after) return null;
  if (before?.key !== after.key) return `Run ${statusWord(after.status)}`;
  if (after.endedAt !== null && before.endedAt === null)
    return after.reason === null
      ? `Run ${statusWord(after.status)}`
      : `Run ${statusWord(after.status)}: ${after.reason}`;
  const known = stepsOf(before);
  const changed = after.steps.filter((step) => known.get(step.name)?.state !== step.state);
  const failed = changed.find((step) => step.state === "failed");
  if (failed)
    return failed.reason === null
      ? `${failed.name} failed`
      : `${failed.name} failed: ${failed.reason}`;
  const ended = changed.filter((step) => step.state === "succeeded");
  const told = ended.length > 0 ? ended : changed.filter((step) => step.state !== "pending");
  const first = told[0];
  if (!first) return null;
  const same = told.filter((step) => step.state === first.state).map((step) => step.name);
  return `${same.join(", ")} ${stateWord(first.state)}`;
}

/** A polite live region that says at most one sentence in two seconds: the latest one. */
export class Announcer {
  private waiting: string | null = null;
  private timer: number | undefined;

  constructor(private readonly region: HTMLElement) {}

  say(sentence: string): void {
    if (this.timer !== undefined) {
      this.waiting = sentence;
      return;
    }
    this.region.textContent = sentence;
    this.timer = window.setTimeout(() => {
      this.timer = undefined;
      const next = this.waiting;
      this.waiting = null;
      if (next !== null) this.say(next);
    }, GAP);
  }
}
