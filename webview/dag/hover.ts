import type { DagNode } from "../../runtime/core/dag";
import { stateGlyph, typeGlyph, whereWords, type Surroundings } from "./cardContent";
import { icon } from "./glyphs";
import { stateSentence } from "./nodeWords";
import { stateOf } from "./progress";
import { h, patch, type Child } from "./tree";

const DELAY = 300;
const LEAVE = 150;

interface Frame {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The card that says in full what a node can only hint at. It waits for a resting pointer. */
export class HoverCard {
  private timer: number | undefined;
  private step: string | null = null;

  constructor(
    private readonly root: HTMLElement,
    private readonly content: (step: string) => readonly Child[],
    private readonly frameOf: (step: string) => Frame | null,
  ) {
    root.addEventListener("pointerenter", () => {
      window.clearTimeout(this.timer);
    });
    root.addEventListener("pointerleave", () => {
      this.over(null);
    });
  }

  get shown(): string | null {
    return this.root.hidden ? null : this.step;
  }

  /** The pointer is over this node, or over none. */
  over(step: string | null): void {
    window.clearTimeout(this.timer);
    if (step === null) {
      this.timer = window.setTimeout(() => {
        this.hide();
      }, LEAVE);
    } else if (step !== this.shown) {
      this.timer = window.setTimeout(() => {
        this.show(step);
      }, DELAY);
    }
  }

  hide(): void {
    window.clearTimeout(this.timer);
    this.step = null;
    this.root.hidden = true;
  }

  /** Says it again: the state may have changed while the card is open. */
  refresh(): void {
    if (this.shown !== null) patch(this.root, this.content(this.shown));
  }

  private show(step: string): void {
    const frame = this.frameOf(step);
    const view = this.root.parentElement;
    if (!frame || !view) return;
    this.step = step;
    patch(this.root, this.content(step));
    this.root.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.root;
    const x = Math.max(8, Math.min(frame.x, view.clientWidth - width - 8));
    const below = frame.y + frame.height + 14;
    const fits = below + height + 8 <= view.clientHeight;
    const y = fits ? below : Math.max(8, frame.y - height - 10);
    this.root.style.left = `${Math.round(x)}px`;
    this.root.style.top = `${Math.round(y)}px`;
  }
}

/** State, reason, what the node needs, and where to go from here. */
export function hoverContent(
  node: DagNode,
  around: Surroundings,
  blamed: string | null,
  can: { readonly run: boolean; readonly pods: boolean },
): Child[] {
  const step = around.steps.get(node.id);
  const state = stateOf(step, around.run);
  const glyph = state === null ? typeGlyph(node) : stateGlyph(state);
  const sentence = stateSentence(node, around, blamed);
  const needs = [whereWords[node.where], ...node.resources].join(" · ");
  const kind = node.kind === "linear" || node.kind === "unknown" ? "" : node.kind;
  const reason = state === "failed" || state === "retrying" ? (step?.reason ?? null) : null;
  return [
    h("div", { class: "head" }, [
      glyph && icon(glyph, state ?? "quiet"),
      h("b", {}, [node.id]),
      h("span", { class: "quiet" }, [sentence === "" ? kind : sentence]),
    ]),
    h("div", { class: "body" }, [
      reason !== null && h("p", {}, [h("b", {}, [reason])]),
      node.doc !== null && h("p", {}, [node.doc]),
      h("p", { class: "quiet" }, [needs]),
    ]),
    foot(node, step !== undefined, can),
  ];
}

function foot(
  node: DagNode,
  started: boolean,
  can: { readonly run: boolean; readonly pods: boolean },
): Child {
  return h("div", { class: "foot" }, [
    started && link("showLog", "Open log", node.id),
    started && can.pods && link("showPods", "Show pods", node.id),
    can.run && link("runStep", "Run step", node.id),
    node.badges.cards > 0 && link("showCards", "Show cards", node.id),
    link("goToSource", "Go to source", node.id),
    h("span", { class: "quiet" }, ["Enter"]),
  ]);
}

function link(command: string, text: string, step: string): Child {
  const look = { type: "button", class: "link", tabindex: -1 };
  return h("button", { ...look, "data-command": command, "data-for": step }, [text], {
    key: command,
  });
}
