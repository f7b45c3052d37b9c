import type { RunEvent } from "../core/run";
import { readTask } from "../metaflow/localDatastore";
import type { RunRecord } from "./runner";

/** Milliseconds between two looks at the datastore while tasks are undescribed. */
const interval = 400;
/** Tasks looked at at the same time. */
const together = 16;
/** The longest, in milliseconds, that labels may hold up the news that a run has ended. */
const lastLook = 1_500;

interface Undescribed {
  readonly step: string;
  readonly task: string;
  /** Metaflow writes a task's fields one after the other: only the second look is complete. */
  looks: number;
}

/**
 * Finds the foreach position and label of running tasks in the local datastore. Looks only while
 * there are tasks that have not told yet, never more than a folder listing per task and look.
 */
export class TaskDescriber {
  private readonly pending = new Map<string, Undescribed>();
  private runId: string | null = null;
  private timer: NodeJS.Timeout | null = null;
  private busy: Promise<void> | null = null;
  private stopped = false;

  constructor(
    private readonly record: Pick<RunRecord, "datastoreRoot" | "flow" | "kind">,
    private readonly tell: (event: RunEvent) => void,
  ) {}

  notice(event: RunEvent): void {
    if (event.type === "run-id") this.runId = event.runId;
    // A spin's own task is in another datastore and in no foreach.
    if (event.type !== "task-started" || this.record.kind === "spin") return;
    if (event.attempt > 0) return;
    const { step, task } = event;
    this.pending.set(`${step}/${task}`, { step, task, looks: 0 });
    this.schedule();
  }

  /** One last look, for tasks that were too quick. */
  async finish(): Promise<void> {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    await this.busy;
    await this.look(Date.now() + lastLook);
    this.stop();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private schedule(): void {
    if (this.stopped || this.timer !== null || this.pending.size === 0) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      this.busy = this.look().finally(() => {
        this.busy = null;
        this.schedule();
      });
    }, interval);
  }

  private async look(deadline = Infinity): Promise<void> {
    const tasks = [...this.pending.values()];
    for (let i = 0; i < tasks.length && !this.stopped && Date.now() < deadline; i += together) {
      await Promise.all(tasks.slice(i, i + together).map((task) => this.lookAt(task)));
    }
  }

  private async lookAt(task: Undescribed): Promise<void> {
    const { runId, record } = this;
    if (runId === null) return;
    const path = { runId, step: task.step, taskId: task.task };
    const entry = await readTask(record.datastoreRoot, record.flow, path);
    if (entry?.registered !== true) return;
    task.looks++;
    const { index, label } = entry;
    if (index === null && task.looks < 2) return;
    this.pending.delete(`${task.step}/${task.task}`);
    if (index === null || this.stopped) return;
    const at = Date.now();
    this.tell({ type: "task-described", at, step: task.step, task: task.task, index, label });
  }
}
