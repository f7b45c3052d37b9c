import type { Dag } from "../../runtime/core/dag";
import { placedDag, type RunPlace } from "../../runtime/core/placedDag";
import type { RunState } from "../../runtime/core/run";
import type { RunChoice } from "../protocol";

interface Placed {
  readonly dag: Dag;
  readonly where: RunPlace["where"] | null;
  readonly step: string | null;
  readonly drawn: Dag;
}

/** The drawing with its nodes where the chosen run puts them; the very same for the same ones. */
export class Placement {
  private last: Placed | null = null;

  of(dag: Dag | null, runs: readonly RunChoice[], run: RunState | null): Dag | null {
    if (dag === null) return null;
    const { where = null, step = null } = runs.find(({ key }) => key === run?.key)?.place ?? {};
    const { last } = this;
    if (last?.dag === dag && last.where === where && last.step === step) return last.drawn;
    const drawn = where === null ? dag : placedDag(dag, { where, step });
    this.last = { dag, where, step, drawn };
    return drawn;
  }
}
