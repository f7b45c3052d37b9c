import type { Commands } from "./commands";
import type { Panel } from "./panel";
import { stepToward, type Arrow } from "./walk";

/** Pointer and keyboard on the page, turned into what the panel and its commands do. */
export function listen(panel: Panel, commands: Commands): void {
  const { page } = panel;
  document.body.addEventListener("click", (event) => {
    const target = event.target as Element;
    const named = target.closest("[data-command]");
    if (named) commands.run(named);
  });
  listenToNodes(panel, commands);
  listenToPan(panel);
  listenToFind(panel, commands);
  document.addEventListener("keydown", (event) => {
    if (!(event.target instanceof HTMLInputElement)) pageKey(event, panel, commands);
  });
  page.drawing.addEventListener("keydown", (event) => {
    nodeKey(event, panel, commands);
  });
  listenToToolbar(page.toolbar);
}

const stepOf = (target: EventTarget | null): string | null =>
  target instanceof Element
    ? (target.closest("[data-step]")?.getAttribute("data-step") ?? null)
    : null;

function listenToNodes(panel: Panel, commands: Commands): void {
  const { drawing } = panel.page;
  drawing.addEventListener("click", (event) => {
    const step = stepOf(event.target);
    if (step === null) return;
    panel.hover.hide();
    panel.select(step, false);
    commands.openStep(step);
  });
  drawing.addEventListener("contextmenu", (event) => {
    const step = stepOf(event.target);
    event.preventDefault();
    if (step === null) return;
    panel.elementOf(step)?.focus({ preventScroll: true });
    const { clientX: left, clientY: top } = event;
    commands.showNodeMenu(step, { left, top, bottom: top });
  });
  const hover = (step: string | null): void => {
    panel.hover.over(step);
    if (panel.hovered === step) return;
    panel.hovered = step;
    panel.schedule();
  };
  drawing.addEventListener("pointerover", (event) => {
    if (event.buttons === 0) hover(stepOf(event.target));
  });
  drawing.addEventListener("pointerleave", () => {
    hover(null);
  });
  drawing.addEventListener("focusin", (event) => {
    const step = stepOf(event.target);
    if (step === null) return;
    panel.focused = step;
    panel.ring = (event.target as Element).matches(":focus-visible");
    panel.schedule();
  });
  drawing.addEventListener("focusout", () => {
    panel.ring = false;
    panel.schedule();
  });
}

/** Scrolling pans, with Ctrl or Cmd it zooms at the pointer; the background can be dragged. */
function listenToPan(panel: Panel): void {
  const { viewport } = panel.page;
  viewport.addEventListener(
    "wheel",
    (event) => {
      if ((event.target as Element).closest(".outline, .hover")) return;
      event.preventDefault();
      panel.hover.hide();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
      if (event.ctrlKey || event.metaKey)
        panel.camera.zoomAt(Math.exp(-dy * 0.004), event.clientX, event.clientY);
      else if (event.shiftKey && dx === 0) panel.camera.pan(-dy, 0);
      else panel.camera.pan(-dx, -dy);
    },
    { passive: false },
  );
  let from: { x: number; y: number } | null = null;
  viewport.addEventListener("pointerdown", (event) => {
    const free = !(event.target as Element).closest("[data-step], .outline, .hover, .empty");
    if (!(event.button === 0 && free) && event.button !== 1) return;
    event.preventDefault();
    from = { x: event.clientX, y: event.clientY };
    viewport.setPointerCapture(event.pointerId);
    viewport.classList.add("dragging");
  });
  viewport.addEventListener("pointermove", (event) => {
    if (!from) return;
    panel.camera.pan(event.clientX - from.x, event.clientY - from.y);
    from = { x: event.clientX, y: event.clientY };
  });
  const stop = (): void => {
    from = null;
    viewport.classList.remove("dragging");
  };
  viewport.addEventListener("pointerup", stop);
  viewport.addEventListener("pointercancel", stop);
}

/** Typing marks steps; Enter goes to the first, again to the next; Escape goes back to the graph. */
function listenToFind(panel: Panel, commands: Commands): void {
  const { toolbar } = panel.page;
  let found: string[] = [];
  let at = 0;
  const isFind = (target: EventTarget | null): target is HTMLInputElement =>
    target instanceof HTMLInputElement && target.dataset["role"] === "find";
  toolbar.addEventListener("input", (event) => {
    if (!isFind(event.target)) return;
    found = commands.findSteps(event.target.value);
    at = 0;
  });
  toolbar.addEventListener("keydown", (event) => {
    if (!isFind(event.target)) return;
    if (event.key === "Escape") commands.endFind();
    if (event.key !== "Enter" || found.length === 0) return;
    const step = found[at % found.length] ?? null;
    at++;
    const box = panel.drawing.boxOf(step);
    panel.focused = step;
    panel.select(step, false);
    if (box) panel.camera.reveal(box, true);
  });
}

/** Keys that work anywhere on the page but in the search field. */
function pageKey(event: KeyboardEvent, panel: Panel, commands: Commands): void {
  if (event.ctrlKey || event.metaKey || event.altKey || panel.menu.open) return;
  const actions: Readonly<Record<string, () => void>> = {
    "/": () => {
      commands.find();
    },
    "0": () => {
      panel.fit(true);
    },
    "+": () => {
      panel.camera.zoomStep(true);
    },
    "=": () => {
      panel.camera.zoomStep(true);
    },
    "-": () => {
      panel.camera.zoomStep(false);
    },
    o: () => {
      commands.toggleOutline();
    },
    Escape: () => {
      panel.hover.hide();
      if (panel.outlined) commands.toggleOutline();
    },
  };
  const act = actions[event.key];
  if (!act || !panel.view?.dag) return;
  event.preventDefault();
  act();
}

/** Keys on a node. */
function nodeKey(event: KeyboardEvent, panel: Panel, commands: Commands): void {
  const step = stepOf(event.target);
  if (step === null || event.ctrlKey || event.metaKey || event.altKey) return;
  const nodes = panel.view?.dag?.nodes ?? [];
  const menu = (): void => {
    const box = panel.elementOf(step)?.getBoundingClientRect();
    if (box) commands.showNodeMenu(step, box);
  };
  const actions: Readonly<Record<string, () => void>> = {
    Home: () => {
      panel.focusNode((nodes.find((node) => node.isStart) ?? nodes[0])?.id ?? null);
    },
    End: () => {
      panel.focusNode((nodes.find((node) => node.isEnd) ?? nodes.at(-1))?.id ?? null);
    },
    Enter: () => {
      commands.openStep(step);
    },
    " ": () => {
      panel.select(step, false);
    },
    ContextMenu: menu,
    ...(event.shiftKey ? { F10: menu } : {}),
  };
  const { ways, boxes } = panel.drawing;
  const act = isArrow(event.key) ? null : actions[event.key];
  if (act === undefined) return;
  event.preventDefault();
  if (isArrow(event.key)) panel.focusNode(stepToward(event.key, step, panel.facing, ways, boxes));
  else act?.();
}

const isArrow = (key: string): key is Arrow =>
  key === "ArrowRight" || key === "ArrowLeft" || key === "ArrowDown" || key === "ArrowUp";

/** The toolbar is walked with the arrow keys, as toolbars are. */
function listenToToolbar(toolbar: HTMLElement): void {
  toolbar.addEventListener("keydown", (event) => {
    if (event.target instanceof HTMLInputElement) return;
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (step === 0) return;
    const items = [...toolbar.querySelectorAll<HTMLElement>("button:not(:disabled), input")];
    const at = items.indexOf(document.activeElement as HTMLElement);
    items[(at + step + items.length) % items.length]?.focus();
    event.preventDefault();
  });
}
