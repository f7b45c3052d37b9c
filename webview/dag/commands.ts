import type { Anchor, MenuItem } from "./menu";
import type { Panel } from "./panel";
import { runTitle } from "./nodeWords";
import { hasPods } from "./progress";

/** What the buttons, links, menus and keys do. */
export class Commands {
  constructor(private readonly panel: Panel) {}

  /** Runs the command that a clicked element names, if it names one. */
  run(element: Element): void {
    const command = element.getAttribute("data-command") ?? "";
    const step = element.getAttribute("data-for");
    if (step !== null) this.runFor(command, step);
    else this.runOn(command, element);
  }

  private runFor(command: string, step: string): void {
    const { client, hover } = this.panel;
    hover.hide();
    if (command === "showLog") quietly(client.ask("showLog", { step }));
    else if (command === "runStep") quietly(client.ask("runStep", { step }));
    else if (command === "showPods") quietly(client.ask("showPods", { step }));
    else if (command === "showCards") quietly(client.ask("showCards", { step }));
    else if (command === "goToSource") this.openStep(step);
  }

  private runOn(command: string, element: Element): void {
    const { panel } = this;
    const { client, camera } = panel;
    const actions: Readonly<Record<string, () => void>> = {
      zoomIn: () => {
        camera.zoomStep(true);
      },
      zoomOut: () => {
        camera.zoomStep(false);
      },
      zoomFull: () => {
        camera.zoomTo(1);
      },
      fit: () => {
        panel.fit(true);
      },
      run: () => {
        quietly(client.ask("runFlow", null));
      },
      cancel: () => {
        if (panel.run) quietly(client.ask("cancelRun", { key: panel.run.key }));
      },
      createSample: () => {
        quietly(client.ask("createSample", null));
      },
      openFlow: () => {
        quietly(client.ask("openFlow", null));
      },
      goToLine: () => {
        const line = panel.view?.stale?.line;
        if (line !== undefined) quietly(client.ask("openLine", { line }));
      },
      legend: () => {
        this.toggleLegend();
      },
      search: () => {
        this.find();
      },
      endSearch: () => {
        this.endFind();
      },
      pickRun: () => {
        this.show("Run shown", this.runItems(), element);
      },
      chooseFlow: () => {
        const flow = element.getAttribute("data-flow");
        if (flow !== null) quietly(client.ask("chooseFlow", { flow }));
      },
      pickFlow: () => {
        this.show("Flow", this.flowItems(), element);
      },
      more: () => {
        this.show("More", this.moreItems(), element);
      },
    };
    actions[command]?.();
  }

  openStep(step: string): void {
    quietly(this.panel.client.ask("openStep", { step }));
  }

  /** The menu of one node, by right click or Shift+F10. */
  showNodeMenu(step: string, anchor: Anchor): void {
    const { panel } = this;
    panel.hover.hide();
    panel.menu.show(`Actions for ${step}`, this.nodeItems(step), anchor);
  }

  private nodeItems(step: string): MenuItem[] {
    const { client, view, run } = this.panel;
    const started = run?.steps.some(({ name, tasks }) => name === step && tasks.length > 0);
    return [
      {
        ...{ label: "Run step", glyph: "play", disabled: !view?.canRun },
        run: () => {
          quietly(client.ask("runStep", { step }));
        },
      },
      {
        ...{ label: "Go to source", glyph: "brace", hint: "Enter" },
        run: () => {
          this.openStep(step);
        },
      },
      {
        ...{ label: "Show log", glyph: "process", disabled: !started },
        run: () => {
          quietly(client.ask("showLog", { step }));
        },
      },
      ...(hasPods(this.panel.runs, run)
        ? [
            {
              ...{ label: "Show pods", glyph: "kubernetes" as const, disabled: !started },
              run: () => {
                quietly(client.ask("showPods", { step }));
              },
            },
          ]
        : []),
      {
        ...{ label: "Show cards", glyph: "card" },
        run: () => {
          quietly(client.ask("showCards", { step }));
        },
      },
      {
        ...{ label: "Centre in view", glyph: "fit", apart: true },
        run: () => {
          const box = this.panel.drawing.boxOf(step);
          if (box) this.panel.camera.reveal(box, true);
        },
      },
    ];
  }

  private runItems(): MenuItem[] {
    const { client, runs, run } = this.panel;
    const choose = (key: string | null) => (): void => {
      quietly(client.ask("chooseRun", { key }));
    };
    const shown = run && !runs.some(({ key }) => key === run.key) ? run : null;
    return [
      { label: "From the text", checked: run === null, run: choose(null) },
      ...(shown ? [{ label: runTitle(shown), checked: true, run: choose(shown.key) }] : []),
      ...runs.map(({ key, label, description }, i) => ({
        ...{ label, detail: description, checked: key === run?.key, apart: i === 0 },
        run: choose(key),
      })),
    ];
  }

  private flowItems(): MenuItem[] {
    const { client, view } = this.panel;
    return (view?.flows ?? []).map((flow) => ({
      ...{ label: flow, checked: flow === view?.dag?.flow },
      run: () => {
        quietly(client.ask("chooseFlow", { flow }));
      },
    }));
  }

  private moreItems(): MenuItem[] {
    const { panel } = this;
    const chosen = panel.direction ?? panel.settings.direction;
    const facing = (label: string, direction: "auto" | "right" | "down"): MenuItem => ({
      ...{ label, checked: chosen === direction, apart: direction === "auto" },
      run: () => {
        this.turn(direction);
      },
    });
    const zoom = (label: string, inward: boolean, hint: string): MenuItem => ({
      ...{ label, hint, glyph: inward ? "plus" : "minus" },
      run: () => {
        panel.camera.zoomStep(inward);
      },
    });
    return [
      ...(panel.narrow ? [zoom("Zoom in", true, "+"), zoom("Zoom out", false, "−")] : []),
      facing("Direction by the panel's width", "auto"),
      facing("Left to right", "right"),
      facing("Top down", "down"),
      {
        ...{ label: "Legend", apart: true, toggle: true, checked: panel.legend },
        run: () => {
          this.toggleLegend();
        },
      },
      {
        ...{ label: "List of steps", hint: "o", toggle: true, checked: panel.outlined },
        run: () => {
          this.toggleOutline();
        },
      },
      {
        ...{ label: "Show the run's log", apart: true, disabled: panel.run === null },
        run: () => {
          quietly(panel.client.ask("showLog", { step: null }));
        },
      },
    ];
  }

  turn(direction: "auto" | "right" | "down"): void {
    const { panel } = this;
    panel.direction = direction;
    panel.camera.following = true;
    panel.remember();
    panel.schedule();
  }

  toggleLegend(): void {
    const { panel } = this;
    panel.legend = !panel.legend;
    panel.remember();
    panel.schedule();
  }

  toggleOutline(): void {
    const { panel } = this;
    panel.outlined = !panel.outlined;
    panel.page.outline.hidden = !panel.outlined;
    panel.schedule();
    if (!panel.outlined) {
      panel.focusNode(panel.focused ?? panel.view?.dag?.nodes[0]?.id ?? null);
      return;
    }
    requestAnimationFrame(() => {
      panel.page.outline.querySelector("button")?.focus();
    });
  }

  /** Opens the search field if it is folded away, and goes there. */
  find(): void {
    const { panel } = this;
    panel.searching = true;
    // At once: the next key already belongs to the field.
    panel.render();
    const input = panel.page.toolbar.querySelector<HTMLInputElement>("[data-role=find]");
    input?.focus();
    input?.select();
  }

  /** Marks the steps whose names contain what was typed. */
  findSteps(text: string): string[] {
    const { panel } = this;
    const wanted = text.trim().toLowerCase();
    const nodes = wanted === "" ? [] : (panel.view?.dag?.nodes ?? []);
    const found = nodes.map(({ id }) => id).filter((id) => id.toLowerCase().includes(wanted));
    panel.found = new Set(found);
    const box = panel.drawing.boxOf(found[0] ?? null);
    if (box) panel.camera.reveal(box, true);
    panel.schedule();
    return found;
  }

  endFind(): void {
    const { panel } = this;
    const input = panel.page.toolbar.querySelector<HTMLInputElement>("[data-role=find]");
    if (input) input.value = "";
    panel.searching = false;
    const [first] = panel.found;
    panel.found = new Set();
    panel.schedule();
    panel.focusNode(first ?? panel.focused ?? panel.view?.dag?.nodes[0]?.id ?? null);
  }

  private show(label: string, items: readonly MenuItem[], element: Element): void {
    this.panel.menu.show(label, items, element.getBoundingClientRect());
  }
}

/** The host tells the user of a failure; the page has nothing to add. */
function quietly(request: Promise<unknown>): void {
  request.catch(() => undefined);
}
