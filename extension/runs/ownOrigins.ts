import type { RunState, StepRun, TaskRun } from "../../runtime/core/run";
import type { RunWithStep, TaskEntry } from "../../runtime/metaflow/localDatastore";

/**
 * Runs that the view Runs knows (of one flow, newest first), as those that can feed a step: with
 * a metadata service nothing of them is on this machine. Tasks that never began have no inputs.
 */
export function ownOrigins(runs: readonly RunState[], step: string): readonly RunWithStep[] {
  return runs.flatMap((run) => {
    const { runId, startedAt } = run;
    const found = run.steps.find(({ name }) => name === step);
    if (runId === null || run.kind === "spin" || found === undefined) return [];
    const tasks = tasksOf(found).map((task) => entryOf(runId, task));
    return tasks.length === 0
      ? []
      : [{ run: { runId, createdAt: startedAt, oneTask: false }, tasks }];
  });
}

/** What the datastore tells of a run wins over what we remember of it. */
export function withOwn(
  found: readonly RunWithStep[],
  own: readonly RunWithStep[],
): readonly RunWithStep[] {
  const known = new Set(found.map(({ run }) => run.runId));
  const all = [...found, ...own.filter(({ run }) => !known.has(run.runId))];
  return all.sort((a, b) => (b.run.createdAt ?? 0) - (a.run.createdAt ?? 0));
}

function tasksOf({ tasks }: StepRun): readonly TaskRun[] {
  const rank = ({ state }: TaskRun): number => (state === "succeeded" ? 0 : 1);
  return tasks
    .filter(({ state }) => state === "succeeded" || state === "failed")
    .toSorted((a, b) => rank(a) - rank(b) || (a.index ?? 0) - (b.index ?? 0));
}

function entryOf(runId: string, { step, id, index, label, state, endedAt }: TaskRun): TaskEntry {
  return {
    ...{ runId, step, taskId: id, pathspec: `${runId}/${step}/${id}`, index, label },
    succeeded: state === "succeeded",
    finishedAt: endedAt,
    registered: true,
  };
}
