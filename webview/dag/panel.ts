import type { Dag, DagNode } from "../../runtime/core/dag";
import type { Direction } from "../../runtime/core/layout/types";
import type { RunState } from "../../runtime/core/run";
import type { DagSettings, DagView, RunChoice } from "../protocol";
import type { Client } from "../rpc";
import { announcement, Announcer } from "./announce";
import { Camera } from "./camera";
import type { Surroundings } from "./cardContent";
import { Drawing, levelOf, textScale } from "./drawing";
import { HoverCard, hoverContent } from "./hover";
import { themeMeasure } from "./measure";
import { Menu } from "./menu";
import { runTitle } from "./nodeWords";
import { outlineView } from "./outline";
import { Pace } from "./pace";
import { fillChrome, type Page } from "./page";
import { Placement } from "./placement";
import { blockedSteps, hasPods, isLive, stepsOf } from "./progress";
import type { Chrome } from "./toolbar";
import type { SavedState } from "./saved";
import { patch } from "./tree";

const NARROW = 720;
const TICK = 1000;
const MOVE = 200;

/** The panel: its state, and drawing it again when that changes. Gestures and commands act on it. */
export class Panel {
  view: DagView | null = null;
  run: RunState | null = null;
  runs: readonly RunChoice[] = [];
  settings: DagSettings = { direction: "auto", reduceMotion: false };
  direction: DagSettings["direction"] | null;
  legend: boolean;
  selected: string | null = null;
  /** The node that has or last had the keyboard's focus. */
  focused: string | null = null;
  ring = false;
  hovered: string | null = null;
  found: ReadonlySet<string> = new Set();
  searching = false;
  outlined = false;

  readonly camera: Camera;
  readonly drawing: Drawing;
  readonly menu: Menu;
  readonly hover: HoverCard;
  private readonly announcer: Announcer;
  private frame = 0;
  private readonly pace = new Pace<RunState | null>((run) => {
    this.showRun(run);
  });
  private readonly placement = new Placement();
  private moving: number | undefined;
  private lookDrawn = "";
  private restoredZoom: number | null;

  constructor(
    readonly page: Page,
    readonly client: Client,
    saved: SavedState | null,
    private readonly save: (state: SavedState) => void,
  ) {
    this.direction = saved?.direction ?? null;
    this.legend = saved?.legend ?? false;
    this.restoredZoom = saved?.zoom ?? null;
    this.drawing = new Drawing(page.layers, themeMeasure());
    this.camera = new Camera(page.viewport, page.stage, page.world, (zoom) => {
      this.zoomed(zoom);
    });
    this.menu = new Menu(page.menu);
    this.announcer = new Announcer(page.live);
    this.hover = new HoverCard(
      page.hover,
      (step) => this.hoverFor(step),
      (step) => {
        const box = this.drawing.boxOf(step);
        return box && this.camera.onScreen(box);
      },
    );
    new ResizeObserver(([entry]) => {
      if (entry) this.resized(entry.contentRect);
    }).observe(page.viewport);
    setInterval(() => {
      if (this.run && isLive(this.run)) this.schedule();
    }, TICK);
  }

  get narrow(): boolean {
    return this.camera.view.width < NARROW;
  }

  get facing(): Direction {
    const wanted = this.direction ?? this.settings.direction;
    return wanted === "auto" ? (this.narrow ? "down" : "right") : wanted;
  }

  private get dag(): Dag | null {
    return this.placement.of(this.view?.dag ?? null, this.runs, this.run);
  }

  node(step: string | null): DagNode | null {
    return this.dag?.nodes.find(({ id }) => id === step) ?? null;
  }

  setView(view: DagView): void {
    const other = view.uri !== this.view?.uri || view.dag?.flow !== this.view.dag?.flow;
    this.view = view;
    this.selected = view.selected ?? (other ? null : this.selected);
    if (other) this.camera.following = true;
    this.schedule();
    this.remember();
  }

  setRun(run: RunState | null): void {
    this.pace.push(run, run?.key !== this.run?.key);
  }

  private showRun(run: RunState | null): void {
    const sentence = announcement(this.run, run);
    if (sentence !== null) this.announcer.say(sentence);
    this.run = run;
    this.schedule();
  }

  setSettings(settings: DagSettings): void {
    this.settings = settings;
    this.camera.still =
      settings.reduceMotion || matchMedia("(prefers-reduced-motion: reduce)").matches;
    document.body.classList.toggle("still", this.camera.still);
    this.schedule();
  }

  /** Selects a step; when `reveal`, brings it into view if it is outside. */
  select(step: string | null, reveal: boolean): void {
    this.selected = step;
    const box = this.drawing.boxOf(step);
    if (reveal && box) this.camera.reveal(box);
    this.schedule();
  }

  /** Puts the keyboard's focus on a node. */
  focusNode(step: string | null): void {
    if (step === null) return;
    const element = this.elementOf(step);
    const box = this.drawing.boxOf(step);
    if (box) this.camera.reveal(box);
    element?.focus({ preventScroll: true });
  }

  elementOf(step: string): SVGGElement | null {
    return this.page.layers.nodes.querySelector(`[data-step="${CSS.escape(step)}"]`);
  }

  fit(animated: boolean): void {
    this.camera.fit(this.drawing.boxOf(this.centre()), animated);
    this.remember();
  }

  remember(): void {
    if (!this.view) return;
    this.save({
      uri: this.view.uri,
      flow: this.view.dag?.flow ?? this.view.missing,
      zoom: this.camera.following ? null : this.camera.zoom,
      direction: this.direction,
      legend: this.legend,
    });
  }

  /** Draws with the next frame, once for any number of changes. */
  schedule(): void {
    if (this.frame !== 0) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.render();
    });
  }

  /** Draws now. */
  render(): void {
    const start = performance.now();
    const chrome = this.chrome();
    this.renderChrome(chrome);
    if (this.dag) this.renderGraph(this.dag);
    this.hover.refresh();
    // Read by tests and when looking for what is slow.
    performance.clearMeasures("redraw");
    performance.measure("redraw", { start, end: performance.now() });
  }

  private chrome(): Chrome {
    const { view, run, runs, narrow, searching, legend } = this;
    return { view, run, runs, now: Date.now(), narrow, searching, legend, zoom: this.camera.zoom };
  }

  private renderChrome(chrome: Chrome): void {
    fillChrome(this.page, chrome);
    this.page.stage.hidden = !this.view?.dag;
    this.page.drawing.classList.toggle("stale", this.view?.stale != null);
    document.body.classList.toggle("narrow", this.narrow);
  }

  private renderGraph(dag: Dag): void {
    const known = (step: string | null): string | null =>
      dag.nodes.some(({ id }) => id === step) ? step : null;
    const anchor = this.anchor();
    const before = this.drawing.boxOf(anchor);
    const zoom = this.camera.zoom;
    const moved = this.drawing.show({
      ...{ dag, run: this.run, now: Date.now(), direction: this.facing, zoom },
      selected: this.selected,
      stop: known(this.focused) ?? known(this.selected) ?? dag.nodes[0]?.id ?? null,
      ring: this.ring ? this.focused : null,
      hovered: this.hovered,
      found: this.found,
    });
    this.lookDrawn = lookOf(zoom);
    const run = this.run === null ? "" : `, ${runTitle(this.run).toLowerCase()}`;
    this.page.drawing.setAttribute("aria-label", `Graph of ${dag.flow}${run}`);
    if (moved) this.moved(moved.before !== null, before, this.drawing.boxOf(anchor));
    if (this.outlined) patch(this.page.outline, outlineView(dag.nodes, this.drawing.names));
  }

  /** The layout changed: what was untouched stays where it was on screen, unless the view follows. */
  private moved(
    again: boolean,
    before: { x: number; y: number } | null,
    after: { x: number; y: number } | null,
  ): void {
    this.camera.setDrawing({ ...this.drawing.extent, down: this.facing === "down" });
    if (again && !this.camera.still) this.animateMoves();
    if (this.restoredZoom !== null) {
      this.camera.fit(this.drawing.boxOf(this.centre()), false);
      this.camera.zoomTo(this.restoredZoom);
      this.restoredZoom = null;
    } else if (this.camera.following) this.camera.fit(this.drawing.boxOf(this.centre()), again);
    else if (before && after) {
      const { zoom } = this.camera;
      this.camera.shift((before.x - after.x) * zoom, (before.y - after.y) * zoom);
    }
  }

  private animateMoves(): void {
    this.page.drawing.classList.add("moving");
    window.clearTimeout(this.moving);
    this.moving = window.setTimeout(() => {
      this.page.drawing.classList.remove("moving");
    }, MOVE);
  }

  private zoomed(zoom: number): void {
    this.hover.hide();
    // Between two looks only the transform changes, and with it the number in the toolbar.
    if (lookOf(zoom) !== this.lookDrawn) this.schedule();
    else this.renderChrome(this.chrome());
    this.page.drawing.dataset["level"] = levelOf(zoom);
    const scale = levelOf(zoom) === "blocks" ? 1 : textScale(zoom);
    this.page.drawing.style.setProperty("--fl-scale", String(scale));
    this.remember();
  }

  private resized({ width, height }: DOMRectReadOnly): void {
    this.camera.view = { width, height };
    this.hover.hide();
    this.schedule();
    if (this.camera.following) this.fit(false);
  }

  /** What a view that cannot show everything should show: what failed or runs, else the selection. */
  private centre(): string | null {
    const state = (wanted: string): string | undefined =>
      this.run?.steps.find((step) => step.state === wanted)?.name;
    return state("failed") ?? state("running") ?? this.selected;
  }

  private anchor(): string | null {
    return this.ring ? this.focused : (this.selected ?? this.hovered ?? this.focused);
  }

  private around(): Surroundings | null {
    const { dag, run } = this;
    return dag ? { dag, run, steps: stepsOf(run), now: Date.now() } : null;
  }

  private blamed(step: string): string | null {
    return this.dag ? (blockedSteps(this.dag, this.run).get(step) ?? null) : null;
  }

  private hoverFor(step: string): ReturnType<typeof hoverContent> {
    const [node, around] = [this.node(step), this.around()];
    if (!node || !around) return [];
    const can = { run: this.view?.canRun ?? false, pods: hasPods(this.runs, this.run) };
    return hoverContent(node, around, this.blamed(step), can);
  }
}

/** Two zooms with the same look are drawn alike. */
const lookOf = (zoom: number): string =>
  levelOf(zoom) === "blocks" ? "blocks" : `${levelOf(zoom)} ${textScale(zoom)}`;
