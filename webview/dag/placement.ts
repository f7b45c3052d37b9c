import type { Dag } from "../../runtime/core/dag";
import { placedDag } from "../../runtime/core/placedDag";
import type { RunState } from "../../runtime/core/run";
import type { RunChoice } from "../protocol";

interface Placed {
  readonly dag: Dag;
  readonly place: string;
  readonly drawn: Dag;
}

/** The drawing with its nodes where the chosen run puts them; the very same for the same ones. */
export class Placement {
  private last: Placed | null = null;

  of(dag: Dag | null, runs: readonly RunChoice[], run: RunState | null): Dag | null {
    if (dag === null) return null;
    const found = runs.find(({ key }) => key === run?.key)?.place ?? null;
    const place = JSON.stringify(found);
    const { last } = this;
    if (last?.dag === dag && last.place === place) return last.drawn;
    const drawn = placedDag(dag, found);
    this.last = { dag, place, drawn };
    return drawn;
  }
}
