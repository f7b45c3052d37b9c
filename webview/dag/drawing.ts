import type { Dag, DagNode } from "../../runtime/core/dag";
import type { RunState, StepRun } from "../../runtime/core/run";
import { layoutDag } from "../../runtime/core/layout/layoutDag";
import type { Band, Box, Direction, Layout, NodeSize } from "../../runtime/core/layout/types";
import { cardContent, type CardContent, type Surroundings } from "./cardContent";
import { bandCaption, bandView, edgeViews, labelViews, type BandPicture } from "./edgeView";
import type { Measure } from "./measure";
import { nodeView, type Level, type NodePicture } from "./nodeView";
import { neighboursOf, nodeName, type Neighbours } from "./nodeWords";
import { blockedSteps, countTasks, stepsOf } from "./progress";
import { nodeSize } from "./sizes";
import { patch, type Spec } from "./tree";

/** What is to be drawn. */
export interface Picture {
  readonly dag: Dag;
  readonly run: RunState | null;
  readonly now: number;
  readonly direction: Direction;
  readonly zoom: number;
  readonly selected: string | null;
  /** The node that Tab reaches. */
  readonly stop: string | null;
  /** The node with the keyboard's focus ring. */
  readonly ring: string | null;
  readonly hovered: string | null;
  readonly found: ReadonlySet<string>;
}

/** Labels keep their size down to 80 %, so they need that much more room. */
const LABEL_SLACK = 1.25;

/** Below 80 % the details go, below 45 % the names. */
export function levelOf(zoom: number): Level {
  if (zoom >= 0.795) return "full";
  return zoom >= 0.445 ? "names" : "blocks";
}

/** How much larger text is drawn so that it does not fall below its size at 100 %, in steps of 2 %. */
export function textScale(zoom: number): number {
  return zoom >= 1 ? 1 : 50 / Math.max(1, Math.floor(zoom * 50 + 0.01));
}

interface Memo {
  readonly key: string;
  readonly spec: Spec;
}

/** The SVG's content. Keeps one layout and one element per node, and changes what has to change. */
export class Drawing {
  private layout: Layout | null = null;
  private layoutKey = "";
  private dag: Dag | null = null;
  private neighbours: Neighbours = { before: new Map(), after: new Map() };
  private readonly memo = new Map<string, Memo>();
  /** What each node is called for a listener. */
  readonly names = new Map<string, string>();

  constructor(
    private readonly layers: {
      readonly bands: Element;
      readonly edges: Element;
      readonly labels: Element;
      readonly nodes: Element;
    },
    private readonly measure: Measure,
  ) {}

  get extent(): { width: number; height: number } {
    return { width: this.layout?.width ?? 0, height: this.layout?.height ?? 0 };
  }

  boxOf(step: string | null): Box | null {
    return step === null ? null : (this.layout?.nodes.get(step) ?? null);
  }

  get boxes(): ReadonlyMap<string, Box> {
    return this.layout?.nodes ?? new Map<string, Box>();
  }

  get ways(): Neighbours {
    return this.neighbours;
  }

  /**
   * Lays out and draws. Returns the layout that was drawn before if this one differs, so that the
   * view can be kept in place; null if nothing moved.
   */
  show(picture: Picture): { before: Layout | null } | null {
    const { dag, run, now } = picture;
    if (dag !== this.dag) this.neighbours = neighboursOf(dag);
    this.dag = dag;
    const around: Surroundings = { dag, run, steps: stepsOf(run), now };
    const contents = dag.nodes.map((node) => cardContent(node, around));
    const moved = this.arrange(picture, contents);
    this.draw(picture, around, contents);
    return moved;
  }

  private arrange(
    { dag, direction }: Picture,
    contents: readonly CardContent[],
  ): { before: Layout | null } | null {
    const sizes = new Map<string, NodeSize>();
    for (const content of contents)
      sizes.set(content.id, nodeSize(content, direction, this.measure));
    const shape = dag.nodes.map((node) => [node.kind, node.matchingJoin, node.depth]);
    const key = JSON.stringify([direction, [...sizes], dag.edges, shape]);
    if (key === this.layoutKey) return null;
    this.layoutKey = key;
    const before = this.layout;
    const labelWidth = (label: string): number =>
      Math.ceil(this.measure(label, "meta") * LABEL_SLACK) + 12;
    this.layout = layoutDag(dag, sizes, { direction, labelWidth });
    return { before };
  }

  private draw(picture: Picture, around: Surroundings, contents: readonly CardContent[]): void {
    const { layout } = this;
    if (!layout) return;
    const level = levelOf(picture.zoom);
    // Blocks have no text, so another zoom does not draw them again.
    const scale = level === "blocks" ? 1 : textScale(picture.zoom);
    const { steps } = around;
    const edges = { edges: layout.edges, steps, level, scale, hovered: picture.hovered };
    const bands = layout.bands.map((band) => bandPicture(band, picture, steps, level, scale));
    patch(this.layers.bands, bands.map(bandView));
    patch(this.layers.edges, edgeViews(edges));
    patch(this.layers.labels, [
      ...bands.map((band) => bandCaption(band, this.measure)),
      ...labelViews(edges, this.measure),
    ]);
    patch(this.layers.nodes, this.nodes(picture, around, contents, level, scale));
  }

  private nodes(
    picture: Picture,
    around: Surroundings,
    contents: readonly CardContent[],
    level: Level,
    scale: number,
  ): Spec[] {
    const blocked = blockedSteps(picture.dag, picture.run);
    const drawn = new Set<string>();
    const specs = picture.dag.nodes.flatMap((node, i) => {
      const content = contents[i];
      const box = this.layout?.nodes.get(node.id);
      if (!content || !box || drawn.has(node.id)) return [];
      drawn.add(node.id);
      const flags = nodeFlags(node, picture);
      const name = nodeName(node, around, this.neighbours, blocked.get(node.id) ?? null);
      this.names.set(node.id, name);
      return this.remembered({
        ...{ content, box, level, scale, name, direction: picture.direction },
        ...flags,
      });
    });
    for (const id of [...this.memo.keys()]) if (!drawn.has(id)) this.memo.delete(id);
    return specs;
  }

  /** The very same spec as long as nothing about the node changed: patching skips it at once. */
  private remembered(picture: NodePicture): Spec {
    const key = JSON.stringify(picture);
    const known = this.memo.get(picture.content.id);
    if (known?.key === key) return known.spec;
    const spec = nodeView(picture, this.measure);
    this.memo.set(picture.content.id, { key, spec });
    return spec;
  }
}

function nodeFlags(
  node: DagNode,
  { selected, ring, stop, found }: Picture,
): Pick<NodePicture, "selected" | "ring" | "tabStop" | "found"> {
  return {
    selected: selected === node.id,
    ring: ring === node.id,
    tabStop: stop === node.id,
    found: found.has(node.id),
  };
}

function bandPicture(
  band: Band,
  { dag, direction }: Picture,
  steps: ReadonlyMap<string, StepRun>,
  level: Level,
  scale: number,
): BandPicture {
  const node = dag.nodes.find(({ id }) => id === band.foreach);
  const body = dag.edges.find(({ from, kind }) => from === band.foreach && kind === "foreach")?.to;
  const run = body === undefined ? undefined : steps.get(body);
  const total = run ? (run.expected ?? countTasks(run).total) : 0;
  const literal = dag.nodes.find(({ id }) => id === body)?.tasks ?? null;
  const tasks = total > 0 ? total : literal;
  const down = direction === "down";
  return { band, artifact: node?.foreach ?? null, tasks, level, scale, down };
}
