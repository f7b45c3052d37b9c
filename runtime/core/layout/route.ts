import type { Along } from "./along";
import type { Lane } from "./across";
import type { Block } from "./block";
import { LABEL_HEIGHT, LOOP, type Measure } from "./metrics";
import type { Arc, Net } from "./net";
import type { Box, LayoutEdge, Point } from "./types";

/** An arrow and how it runs. */
export interface Route {
  readonly arc: Arc;
  readonly bundle: LayoutEdge["bundle"];
  /** The port line it runs on between its turns. */
  readonly axis: number;
  /** It turns after its first, before its last step. */
  readonly forks: boolean;
  readonly joins: boolean;
  /** Does not belong to the tree. */
  readonly extra: boolean;
  /** Set when it runs beside the tree; an extra arrow to the next rank needs no lane. */
  readonly lane: Lane | null;
}

/** Positions: `along` in the direction of the graph, `across` the other way. */
interface Place {
  readonly along: number;
  readonly across: number;
}

/** How every arrow runs, loops apart. Needs the axes of all blocks. */
export function routesOf(
  net: Net,
  steps: readonly Block[],
  tree: ReadonlyMap<Arc, Block>,
  lanes: readonly Lane[],
): Route[] {
  const beside = new Map(lanes.map((lane) => [lane.arc, lane]));
  return [...net.forward, ...net.back].map((arc) => {
    const lane = beside.get(arc) ?? null;
    const bundle = bundleOf(arc, net);
    if (lane) {
      const axis = lane.series.axis + lane.shift;
      return { arc, bundle: null, axis, forks: true, joins: true, extra: true, lane };
    }
    const run = tree.get(arc);
    const axis = run?.axis ?? steps[arc.to]?.axis ?? 0;
    const forks = axis !== steps[arc.from]?.axis;
    const joins = axis !== steps[arc.to]?.axis;
    return { arc, bundle: run ? bundle : null, axis, forks, joins, extra: !run, lane };
  });
}

function bundleOf(arc: Arc, net: Net): LayoutEdge["bundle"] {
  if (arc.kind === "foreach") return "fan";
  return net.nodes[arc.to]?.joins === "foreach" ? "gather" : null;
}

/** Turns routes into corner points and labels. */
export class Router {
  /** Widest label among the arrows that leave a step. */
  private readonly labels: Float64Array;

  constructor(
    private readonly net: Net,
    private readonly ranks: Int32Array,
    private readonly along: Along,
    private readonly boxes: readonly Box[],
    private readonly steps: readonly Block[],
    private readonly measure: Measure,
  ) {
    this.labels = new Float64Array(net.nodes.length).fill(LABEL_HEIGHT + 2);
    for (const arc of net.forward) {
      const along = measure.labelAlong(arc.label);
      this.labels[arc.from] = Math.max(this.labels[arc.from] ?? 0, along);
    }
  }

  edge(route: Route): LayoutEdge {
    const { arc } = route;
    const places = route.extra ? this.besidePlaces(route) : this.treePlaces(route);
    const label = arc.label === null ? null : this.labelPlace(route, places);
    return this.finish(arc, route.bundle, places, label);
  }

  /** The line of a step that leads to itself: above its card, or at its right. */
  loop(arc: Arc): LayoutEdge {
    const box = this.boxes[arc.from];
    const axis = this.steps[arc.from]?.axis ?? 0;
    if (!box) return this.finish(arc, null, [], null);
    if (this.measure.right) {
      const inset = Math.min(24, box.width / 4);
      const back = { along: box.x + inset, across: box.y };
      const out = { along: box.x + box.width - inset, across: box.y };
      const lane = box.y - LOOP;
      const turns = [
        { along: out.along, across: lane },
        { along: back.along, across: lane },
      ];
      const label = { along: (out.along + back.along) / 2, across: lane };
      return this.finish(arc, null, [out, ...turns, back], label);
    }
    const side = axis + box.width / 2;
    const top = box.y + Math.min(18, Math.round(box.height * 0.36));
    const bottom = box.y + box.height - Math.min(14, Math.round(box.height * 0.3));
    const lane = side + LOOP;
    const line = [
      { along: bottom, across: side },
      { along: bottom, across: lane },
      { along: top, across: lane },
      { along: top, across: side },
    ];
    return this.finish(arc, null, line, { along: (top + bottom) / 2, across: lane + 4 });
  }

  private treePlaces(route: Route): Place[] {
    const { arc, axis } = route;
    const places = [this.exit(arc.from)];
    if (route.forks)
      this.turn(places, this.end(arc.from) + this.at(this.along.forkAt, arc.from), axis);
    const last = this.entry(arc.to);
    if (route.joins) {
      this.turn(places, this.begin(arc.to) - this.at(this.along.joinAt, arc.to), last.across);
    }
    places.push(last);
    return places;
  }

  private besidePlaces(route: Route): Place[] {
    const { arc, axis } = route;
    const places = [this.exit(arc.from)];
    const last = this.entry(arc.to);
    this.turn(places, this.end(arc.from) + this.at(this.along.leaveAt, arc.from), axis);
    if (route.lane) {
      this.turn(places, this.begin(arc.to) - this.at(this.along.arriveAt, arc.to), last.across);
    }
    places.push(last);
    return places;
  }

  /** On from the last place to `along`, then over to `across`. */
  private turn(places: Place[], along: number, across: number): void {
    const from = places.at(-1)?.across ?? across;
    places.push({ along, across: from }, { along, across });
  }

  /** Behind the first turn, or in the middle of the piece between the steps; on the lane beside the tree. */
  private labelPlace(route: Route, places: readonly Place[]): Place {
    const { arc, axis } = route;
    const half = this.measure.labelAlong(arc.label) / 2;
    const end = this.end(arc.from);
    if (route.lane) {
      const [from, to] = [places[2]?.along ?? 0, places[3]?.along ?? 0];
      if (route.lane.isBack) return { along: (from + to) / 2, across: axis };
      return { along: from + (to < from ? -1 : 1) * (half + 8), across: axis };
    }
    if (route.extra) return { along: this.begin(arc.to) - half - 8, across: axis };
    if (route.forks) {
      return {
        along: end + this.at(this.along.forkAt, arc.from) + 6 + this.at(this.labels, arc.from) / 2,
        across: axis,
      };
    }
    const turn = places[1]?.along ?? end;
    const next = (this.ranks[arc.from] ?? 0) + 1;
    const limit = Math.min(turn, this.along.starts[next] ?? turn);
    const tip = limit === turn && route.joins ? 0 : 5;
    const start = end + this.at(this.along.forkAt, arc.from) - this.measure.gaps.fork;
    return { along: (start + limit - tip) / 2, across: axis };
  }

  private at(values: Float64Array, step: number): number {
    return values[step] ?? 0;
  }

  /** Where the column or row of a step begins and ends. */
  private begin(step: number): number {
    return this.along.starts[this.ranks[step] ?? 0] ?? 0;
  }

  private end(step: number): number {
    return this.begin(step) + (this.along.sizes[this.ranks[step] ?? 0] ?? 0);
  }

  private exit(step: number): Place {
    const box = this.boxes[step];
    const along = box ? (this.measure.right ? box.x + box.width : box.y + box.height) : 0;
    return { along, across: this.steps[step]?.axis ?? 0 };
  }

  private entry(step: number): Place {
    const box = this.boxes[step];
    const along = box ? (this.measure.right ? box.x : box.y) : 0;
    return { along, across: this.steps[step]?.axis ?? 0 };
  }

  private finish(
    arc: Arc,
    bundle: LayoutEdge["bundle"],
    places: readonly Place[],
    label: Place | null,
  ): LayoutEdge {
    return {
      from: this.net.nodes[arc.from]?.id ?? "",
      to: this.net.nodes[arc.to]?.id ?? "",
      kind: arc.kind,
      label: arc.label,
      points: straighten(places).map((place) => this.point(place)),
      labelAt: arc.label !== null && label ? this.point(label) : null,
      labelWidth: this.measure.labelWidth(arc.label),
      bundle,
    };
  }

  private point(place: Place): Point {
    return this.measure.right
      ? { x: place.along, y: place.across }
      : { x: place.across, y: place.along };
  }
}

/** Without points that are no corners. */
function straighten(places: readonly Place[]): Place[] {
  const kept: Place[] = [];
  for (const place of places) {
    const [b, a] = [kept.at(-1), kept.at(-2)];
    if (b && b.along === place.along && b.across === place.across) continue;
    const onAlong = a && b && a.across === b.across && b.across === place.across;
    const onAcross = a && b && a.along === b.along && b.along === place.along;
    if (onAlong || onAcross) kept.pop();
    kept.push(place);
  }
  return kept;
}
