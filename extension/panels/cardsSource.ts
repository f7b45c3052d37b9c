import * as vscode from "vscode";
import { listCards, runsWithCards, tasksWithCards, type Card } from "../../runtime/metaflow/cards";
import { readTask, runsWithStep } from "../../runtime/metaflow/localDatastore";
import type { CardsEmpty, KeptCards } from "../../webview/protocolCards";
import type { FlowPick } from "../flows/flowPick";
import type { Run } from "../runs/run";
import type { RunService } from "../runs/runService";
import type { RunStorage } from "../runs/runStorage";
import { cardsPlace, type CardsPlace } from "./cardsPlace";
import type { RemoteCards } from "./cardsRemote";

/** What there is to show of a step. */
export interface FoundCards {
  /** The foreach value of the task, else the step. */
  readonly task: string;
  /** `Run 1741`. */
  readonly run: string | null;
  readonly cards: readonly Card[];
  /** The task may still write. */
  readonly running: boolean;
  /** Why there is none. */
  readonly empty: CardsEmpty | null;
}

interface Place {
  readonly runId: string;
  readonly taskId: string;
}

/** Finds what a panel shows: of the chosen task, or of the newest run that left cards. */
export class CardsSource {
  /** What was found last. */
  last: FoundCards | null = null;
  private task: Place | null = null;

  constructor(
    private readonly services: {
      readonly pick: FlowPick;
      readonly storage: RunStorage;
      readonly runs: RunService;
    },
    private readonly remote: RemoteCards,
  ) {}

  /** In an untrusted workspace nothing is even looked for: a card runs its scripts when it is shown. */
  async find(kept: KeptCards): Promise<FoundCards> {
    this.last = vscode.workspace.isTrusted ? await this.look(kept) : untrusted(kept);
    return this.last;
  }

  private async look(kept: KeptCards): Promise<FoundCards> {
    const place = await cardsPlace(kept, this.services.storage);
    const local = kept.chosen ?? (await newestTask(place, kept, this.task));
    const task = local ?? (await newestOfAll(place, kept));
    this.task = task;
    const running = this.isRunning(kept, task);
    const named = task === null ? null : { ...task, step: kept.step };
    const files = named === null ? [] : await listCards(place.folders, kept.flow, named);
    const remote =
      named === null || files.length > 0
        ? null
        : await this.remote.find(kept, named, place, running);
    const cards = files.length > 0 ? files : (remote?.cards ?? []);
    return {
      task: await this.taskName(place, kept, task),
      run: task === null ? null : `Run ${task.runId}`,
      cards,
      running,
      empty: cards.length > 0 ? null : (remote?.empty ?? (await this.whyNone(kept, task))),
    };
  }

  private async taskName(place: CardsPlace, kept: KeptCards, task: Place | null): Promise<string> {
    const { flow, step } = kept;
    if (task === null) return step;
    const entry = await readTask(place.root, flow, { ...task, step });
    if (entry === null) return step;
    if (entry.label !== null) return `${step} · ${entry.label}`;
    return entry.index === null ? step : `${step} · item ${entry.index + 1}`;
  }

  /** Runs of a terminal outside are not known here: their cards show up all the same, but slower. */
  private isRunning(kept: KeptCards, task: Place | null): boolean {
    const runs = this.ownRuns(kept);
    if (kept.chosen === null) return runs.some((run) => run.active);
    return runs.some((run) => run.active && run.state.runId === task?.runId);
  }

  private ownRuns({ uri, flow }: KeptCards): readonly Run[] {
    return this.services.runs
      .list()
      .filter(({ facts }) => facts.plan.uri === uri && facts.plan.flow === flow);
  }

  private async whyNone(kept: KeptCards, task: Place | null): Promise<CardsEmpty> {
    const { step } = kept;
    if (this.isRunning(kept, task))
      return {
        title: "No cards yet",
        sentence: `The run goes on: a card of ${step} appears here as soon as the step leaves one.`,
        action: null,
      };
    if (!(await this.asksForCards(kept)))
      return {
        title: `No cards yet: add @card to the step`,
        sentence: `A step with the decorator @card leaves a page about its results. ${step} has none.`,
        action: { name: "openStep", title: `Go to ${step}` },
      };
    if (task !== null)
      return {
        title: "This task left no card",
        sentence:
          "Metaflow writes a card when its step succeeds or refreshes it. This one did neither, or its cards were removed.",
        action: { name: "refresh", title: "Look again" },
      };
    return {
      title: "No cards yet",
      sentence: `${step} has a @card and has not run here: its cards appear once it has.`,
      action: { name: "runStep", title: "Run step" },
    };
  }

  private async asksForCards(kept: KeptCards): Promise<boolean> {
    const options = this.services.storage.options(kept);
    if (options.with.some((spec) => /^card\b/.test(spec))) return true;
    try {
      const { step } = await this.services.pick.openStep(kept);
      return step.decorators.some(({ name, origin }) => name === "card" && origin !== "user");
    } catch {
      // The step is gone from the text; its cards need not be.
      return true;
    }
  }
}

const untrusted = ({ step }: KeptCards): FoundCards => ({
  ...{ task: step, run: null, cards: [], running: false },
  empty: {
    title: "Cards are shown once you trust this workspace",
    sentence: "A card is a page that runs scripts of its own, and nothing runs here until then.",
    action: { name: "trust", title: "Manage workspace trust" },
  },
});

/**
 * The first task with cards of the newest run that has some of the step; the one shown before, if
 * it is of that run: others that come later do not take its place.
 */
async function newestTask(
  { folders }: CardsPlace,
  { flow, step }: KeptCards,
  before: Place | null,
): Promise<Place | null> {
  for (const runId of await runsWithCards(folders, flow, step)) {
    const taskIds = await tasksWithCards(folders, flow, { runId, step });
    if (before?.runId === runId && taskIds.includes(before.taskId)) return before;
    const [taskId] = taskIds;
    if (taskId !== undefined) return { runId, taskId };
  }
  return null;
}

/** The newest task of the step that local metadata know of: its cards may be elsewhere. */
async function newestOfAll({ root }: CardsPlace, { flow, step }: KeptCards): Promise<Place | null> {
  const [found] = await runsWithStep(root, flow, step, { limit: 1, mostTasks: 1 });
  const task = found?.tasks[0];
  return task === undefined ? null : { runId: task.runId, taskId: task.taskId };
}
