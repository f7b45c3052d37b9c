import type { StepRun } from "../../runtime/core/run";
import { arrowHead, edgePaths } from "../../runtime/core/layout/path";
import type { Band, LayoutEdge } from "../../runtime/core/layout/types";
import { cutEnd, type Measure } from "./measure";
import type { Level } from "./nodeView";
import { h, type Child, type Spec } from "./tree";

/** How an edge looks: not yet walked, walked, into a running step, or into a step not taken. */
type EdgeLook = "skipped" | "plain" | "walked" | "live";

const CORNER = 6;
/** Later looks are drawn over earlier ones: shared pieces take the strongest. */
const order: readonly EdgeLook[] = ["skipped", "plain", "walked", "live"];

const begun = (step: StepRun | undefined): step is StepRun =>
  step !== undefined && step.state !== "pending" && step.state !== "not-taken";

/** Reads an edge's look from the states of its two ends. */
export function edgeLook(
  edge: Pick<LayoutEdge, "from" | "to" | "kind">,
  steps: ReadonlyMap<string, StepRun>,
): EdgeLook {
  const from = steps.get(edge.from);
  const to = steps.get(edge.to);
  if (from?.state === "not-taken" || to?.state === "not-taken") return "skipped";
  if (!begun(from) || !begun(to)) return "plain";
  // A loop's edge is walked from its second pass on.
  if (edge.kind === "back" && to.tasks.length < 2) return "plain";
  return to.state === "running" || to.state === "retrying" ? "live" : "walked";
}

/**
 * Arrows of a switch that were not taken although both ends ran: the case that was taken leads on
 * to the same step. Within a foreach each task may take its own case, so nothing is claimed there.
 */
export function passedBy(
  edges: readonly Pick<LayoutEdge, "from" | "to" | "kind">[],
  steps: ReadonlyMap<string, StepRun>,
): ReadonlySet<string> {
  const passed = new Set<string>();
  const cases = edges.filter(({ from, to, kind }) => {
    const tasks = steps.get(from)?.tasks.length ?? 0;
    return kind === "switch" && tasks === 1 && begun(steps.get(to));
  });
  for (const edge of cases) {
    const others = cases.filter(({ from, to }) => from === edge.from && to !== edge.to);
    if (others.some(({ to }) => leadsTo(to, edge.to, edges))) passed.add(edgeKey(edge));
  }
  return passed;
}

function leadsTo(
  from: string,
  to: string,
  edges: readonly Pick<LayoutEdge, "from" | "to">[],
): boolean {
  const reached = new Set([from]);
  for (const step of reached)
    for (const edge of edges) if (edge.from === step) reached.add(edge.to);
  return reached.has(to);
}

const edgeKey = ({ from, to }: Pick<LayoutEdge, "from" | "to">): string => `${from} ${to}`;

/** The look of each of a graph's edges. */
function edgeLooks({ edges, steps }: EdgePicture): (edge: LayoutEdge) => EdgeLook {
  const passed = passedBy(edges, steps);
  return (edge) => (passed.has(edgeKey(edge)) ? "skipped" : edgeLook(edge, steps));
}

export interface EdgePicture {
  readonly edges: readonly LayoutEdge[];
  readonly steps: ReadonlyMap<string, StepRun>;
  readonly level: Level;
  readonly scale: number;
  /** The hovered node: its edges stand out. */
  readonly hovered: string | null;
}

/** All lines and arrowheads, the strongest look last. */
export function edgeViews(picture: EdgePicture): Child[] {
  const { edges, level, hovered } = picture;
  const seen = new Map<string, number>();
  const lookOf = edgeLooks(picture);
  const drawn = edges.map((edge) => {
    const near = hovered !== null && (edge.from === hovered || edge.to === hovered);
    const look = lookOf(edge);
    const base = `${edge.from} ${edge.to} ${edge.kind}`;
    const nth = seen.get(base) ?? 0;
    seen.set(base, nth + 1);
    const rank = order.indexOf(look) + (near ? order.length : 0);
    return { rank, spec: edgeView(edge, near ? `${look} near` : look, level, `${base} ${nth}`) };
  });
  return drawn.sort((a, b) => a.rank - b.rank).map(({ spec }) => spec);
}

function edgeView(edge: LayoutEdge, look: string, level: Level, key: string): Spec {
  const lines =
    level === "blocks" ? edgePaths({ ...edge, bundle: null }, CORNER) : edgePaths(edge, CORNER);
  return h(
    "g",
    { class: `edge ${look}` },
    [
      ...lines.map((d) => h("path", { class: "line", d })),
      level === "blocks" ? null : h("path", { class: "head", d: arrowHead(edge.points) }),
    ],
    { key },
  );
}

/** The cases' names, each in a pill on its edge. */
export function labelViews(picture: EdgePicture, measure: Measure): Child[] {
  const { edges, level, scale } = picture;
  const lookOf = edgeLooks(picture);
  if (level !== "full") return [];
  return edges.flatMap((edge, i) => {
    if (edge.label === null || edge.labelAt === null) return [];
    const width = (text: string): number => measure(text, "meta") * scale;
    const text = cutEnd(edge.label, edge.labelWidth - 8, width);
    const w = Math.max(24, Math.round(width(text) + 12));
    const { x, y } = edge.labelAt;
    const height = 16;
    const skipped = lookOf(edge) === "skipped";
    return h(
      "g",
      { class: skipped ? "label skipped" : "label" },
      [
        h("rect", { x: x - w / 2, y: y - height / 2, width: w, height, rx: 8 }),
        h("text", { class: "face-meta", x, y: y + 4, "text-anchor": "middle" }, [text]),
      ],
      { key: `${edge.from} ${edge.to} ${edge.label} ${i}` },
    );
  });
}

export interface BandPicture {
  readonly band: Band;
  /** The artifact that is iterated, null when it is not a literal. */
  readonly artifact: string | null;
  readonly tasks: number | null;
  readonly level: Level;
  readonly scale: number;
  readonly down: boolean;
}

/** A foreach's area. Outer ones come first, so that nested ones add to their tint. */
export function bandView({ band }: BandPicture): Spec {
  const { x, y, width, height } = band.box;
  return h("rect", { class: "band", x, y, width, height, rx: 8 }, [], { key: band.foreach });
}

/** What a band is called: `foreach regions · 100 tasks`, shortened until it fits. */
export function bandCaption(picture: BandPicture, measure: Measure): Spec | null {
  const { band, artifact, tasks, level, scale, down } = picture;
  if (level === "blocks") return null;
  const parallel = artifact === "num_parallel";
  const word = parallel ? "parallel" : "foreach";
  const code = parallel || artifact === null ? "" : artifact;
  const count = tasks === null ? "" : down ? ` · ${tasks}` : ` · ${tasks} tasks`;
  const widthOf = (text: string, mono: string, rest: string): number => {
    const words = measure(mono === "" ? text : `${text} `, "reason");
    return scale * (words + measure(mono, "code") + measure(rest, "meta"));
  };
  const room = band.box.width - 24;
  const options: [string, string][] = [
    [code, level === "full" ? count : ""],
    [code, ""],
    ["", ""],
  ];
  const [mono, rest] = options.find(([c, r]) => widthOf(word, c, r) <= room) ?? ["", ""];
  const width = widthOf(word, mono, rest);
  const start = down ? band.caption.x - width / 2 : band.caption.x;
  const text = h(
    "text",
    { class: "face-reason", x: start, y: band.caption.y + 4 * Math.min(scale, 1.3) },
    [
      mono === "" ? word : `${word} `,
      mono !== "" && h("tspan", { class: "face-code" }, [mono]),
      rest !== "" && h("tspan", { class: "face-meta" }, [rest]),
    ],
  );
  const pill =
    down &&
    h("rect", {
      class: "pill",
      x: start - 10,
      y: band.caption.y - 9 * scale,
      width: width + 20,
      height: 18 * scale,
      rx: 9 * scale,
    });
  return h("g", { class: down ? "caption on-edge" : "caption" }, [pill, text], {
    key: band.foreach,
  });
}
