import type { DagView, RunChoice } from "../protocol";
import type { RunState, RunStatus } from "../../runtime/core/run";
import { duration } from "../../runtime/core/words";
import { icon, type GlyphName } from "./glyphs";
import { runSentence, runTitle } from "./nodeWords";
import { isLive } from "./progress";
import { h, type Child, type Spec } from "./tree";

/** What the toolbar, the legend, the banner and the empty page are made from. */
export interface Chrome {
  readonly view: DagView | null;
  readonly run: RunState | null;
  readonly runs: readonly RunChoice[];
  readonly now: number;
  readonly narrow: boolean;
  readonly searching: boolean;
  readonly zoom: number;
  readonly legend: boolean;
}

const statusGlyphs: Readonly<Record<RunStatus, readonly [GlyphName, string]>> = {
  starting: ["pending", "quiet"],
  running: ["running", "running"],
  // Red, but still turning: not failed yet.
  failing: ["running", "failed"],
  succeeded: ["succeeded", "succeeded"],
  failed: ["failed", "failed"],
  cancelled: ["slashed", "quiet"],
  unknown: ["unknown", "quiet"],
};

interface ButtonLook {
  readonly command: string;
  readonly title: string;
  readonly glyph: GlyphName;
  readonly text?: string;
  readonly disabled?: boolean;
  readonly popup?: boolean;
}

function button({ command, title, glyph, text, disabled, popup }: ButtonLook): Spec {
  return h(
    "button",
    {
      type: "button",
      class: text === undefined ? "tool" : "tool with-text",
      "data-command": command,
      title,
      "aria-label": text === undefined ? title : null,
      "aria-haspopup": popup ? "menu" : null,
      disabled,
    },
    [icon(glyph), text !== undefined && h("span", {}, [text])],
    { key: command },
  );
}

export function toolbarView(chrome: Chrome): Child[] {
  const { view, narrow, searching, zoom } = chrome;
  if (!view?.dag) return [];
  if (narrow && searching)
    return [findField(), button({ command: "endSearch", title: "Close search", glyph: "close" })];
  const zooming: Child[] = narrow
    ? []
    : [
        button({ command: "zoomOut", title: "Zoom out (−)", glyph: "minus" }),
        h(
          "button",
          { type: "button", class: "zoom", "data-command": "zoomFull", title: "Zoom to 100 %" },
          [`${Math.round(zoom * 100)}%`],
          { key: "zoom" },
        ),
        button({ command: "zoomIn", title: "Zoom in (+)", glyph: "plus" }),
      ];
  return [
    view.flows.length > 1 &&
      picker("pickFlow", "Flow", [h("span", { class: "strong" }, [view.dag.flow])]),
    picker("pickRun", "Run shown", runLabel(chrome)),
    runButton(chrome),
    h("span", { class: "space" }, [], { key: "space" }),
    narrow ? button({ command: "search", title: "Find a step (/)", glyph: "search" }) : findField(),
    ...zooming,
    button({ command: "fit", title: "Fit (0)", glyph: "fit" }),
    button({ command: "more", title: "More", glyph: "more", popup: true }),
  ];
}

function picker(command: string, label: string, children: readonly Child[]): Spec {
  return h(
    "button",
    {
      type: "button",
      class: "pick",
      "data-command": command,
      "aria-haspopup": "menu",
      title: label,
    },
    [...children, icon("chevron", "quiet")],
    { key: command },
  );
}

function runLabel({ run, now, narrow }: Chrome): Child[] {
  if (!run) return [h("span", { class: "title" }, ["From the text"])];
  const [glyph, tone] = statusGlyphs[run.status];
  const sentence = narrow ? duration((run.endedAt ?? now) - run.startedAt) : runSentence(run, now);
  return [
    icon(glyph, tone),
    h("span", { class: "title" }, [runTitle(run)]),
    h("span", { class: "quiet ellipsis" }, [sentence]),
  ];
}

function runButton({ view, run, narrow }: Chrome): Spec {
  if (run && isLive(run)) {
    const title = "Cancel this run";
    return button({
      command: "cancel",
      title,
      glyph: "stop",
      ...(narrow ? {} : { text: "Cancel" }),
    });
  }
  const canRun = view?.canRun ?? false;
  const title = canRun ? "Run flow" : "Trust this workspace to run flows";
  const text = narrow ? {} : { text: "Run" };
  return button({ command: "run", title, glyph: "play", disabled: !canRun, ...text });
}

function findField(): Spec {
  return h(
    "label",
    { class: "find" },
    [
      icon("search", "quiet"),
      h("input", {
        type: "text",
        placeholder: "Find a step",
        "aria-label": "Find a step",
        "data-role": "find",
        spellcheck: "false",
      }),
      h("kbd", { "aria-hidden": "true" }, ["/"]),
    ],
    { key: "find" },
  );
}

/** Broken text: the last good drawing is shown, and where to mend it. */
export function bannerView({ view }: Chrome): Child[] {
  if (!view?.stale || !view.dag) return [];
  const { line } = view.stale;
  return [
    icon("warning", "warning"),
    h("span", { title: view.stale.message }, [
      h("b", {}, ["Stale."]),
      ` Line ${line} does not parse; this is the last good graph.`,
    ]),
    h("button", { type: "button", class: "link", "data-command": "goToLine" }, [
      `Go to line ${line}`,
    ]),
  ];
}

/** Nothing to draw: one sentence and what to do. */
export function emptyView({ view }: Chrome): Child[] {
  if (!view || view.dag) return [];
  const broken = view.stale;
  const picture = h("svg", { width: 120, height: 44, class: "drawing", "aria-hidden": "true" }, [
    h("g", { class: "edge plain" }, [
      h("path", { class: "line", d: "M30 22H48" }),
      h("path", { class: "head", d: "M47 18.5L52 22L47 25.5z" }),
    ]),
    h("g", { class: "node is-none" }, [
      h("circle", { class: "card", cx: 18, cy: 22, r: 11 }),
      h("rect", { class: "card", x: 52, y: 9, width: 48, height: 26, rx: 4 }),
    ]),
  ]);
  if (broken)
    return [
      picture,
      h("p", {}, [h("b", {}, [`Line ${broken.line} does not parse`])]),
      h("p", { class: "quiet" }, ["The graph appears as soon as the text can be read."]),
      h("p", { class: "actions" }, [action("goToLine", `Go to line ${broken.line}`, true)]),
    ];
  if (view.missing !== null)
    return [
      picture,
      h("p", {}, [h("b", {}, [`${view.missing} is not in this file any more`])]),
      h("p", { class: "quiet" }, ["Show another flow of the file:"]),
      h("p", { class: "actions" }, view.flows.map(flowButton)),
    ];
  return [
    picture,
    h("p", {}, [h("b", {}, ["No flow in this file"])]),
    h("p", { class: "quiet" }, [
      "A flow is a class that extends ",
      h("code", {}, ["FlowSpec"]),
      ". Open one, or start from a sample.",
    ]),
    h("p", { class: "actions" }, [
      action("createSample", "Create a sample flow", true),
      action("openFlow", "Open a flow…", false),
    ]),
  ];
}

function action(command: string, text: string, primary: boolean): Spec {
  const look = primary ? "button primary" : "button";
  return h("button", { type: "button", class: look, "data-command": command }, [text]);
}

function flowButton(flow: string): Spec {
  const look = { type: "button", class: "button", "data-command": "chooseFlow" };
  return h("button", { ...look, "data-flow": flow }, [flow], { key: flow });
}

const legendRows: readonly (readonly (readonly [GlyphName, string, string])[])[] = [
  [
    ["succeeded", "succeeded", "succeeded"],
    ["running", "running", "running"],
    ["failed", "failed", "failed"],
    ["retrying", "retrying", "retrying"],
    ["queued", "queued", "queued"],
    ["pending", "quiet", "pending"],
    ["slashed", "quiet", "not taken"],
  ],
  [
    ["split", "quiet", "split"],
    ["join", "quiet", "join"],
    ["foreach", "quiet", "foreach"],
    ["switch", "quiet", "switch"],
    ["recursion", "quiet", "recursion"],
  ],
  [
    ["process", "quiet", "process"],
    ["docker", "quiet", "Docker"],
    ["kubernetes", "quiet", "Kubernetes"],
  ],
];

/** One line that says what the glyphs mean. */
export function legendView({ legend, view }: Chrome): Child[] {
  if (!legend || !view?.dag) return [];
  const entries = legendRows.flatMap((row, i) => [
    i > 0 && h("span", { class: "rule" }),
    ...row.map(([glyph, tone, word]) =>
      h("span", { class: "entry" }, [icon(glyph, tone, 14), word]),
    ),
  ]);
  const close = { command: "legend", title: "Hide the legend", glyph: "close" } as const;
  return [h("div", { class: "entries" }, entries), button(close)];
}
