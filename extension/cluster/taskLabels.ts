import type { Workload } from "../../runtime/core/cluster/workloads";
import { taskLabel } from "../runs/runRows";
import type { RunService } from "../runs/runService";

/** The foreach values of tasks on the cluster, as far as runs of this workspace tell them. */
export class TaskLabels {
  constructor(private readonly runs: RunService) {}

  of({ flow, run, step, task }: Workload): string | null {
    if (run === null || task === null) return null;
    const own = this.runs.list().find(({ state }) => state.runId === run && state.flow === flow);
    const found = own?.state.steps
      .find(({ name }) => name === step)
      ?.tasks.find(({ id }) => id === task);
    if (found === undefined) return null;
    return found.label === null && found.index === null ? null : taskLabel(found);
  }
}
