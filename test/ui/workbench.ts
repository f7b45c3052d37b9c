import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { FrameLocator, Locator, Page } from "playwright-core";
import type { CodeServer } from "./bed";

export type Theme = keyof typeof themes;

/** Each theme's label with the class by which the workbench tells that it is on. */
const themes = {
  dark: ["Dark Modern", "vs-dark"],
  light: ["Light Modern", "vs"],
  "hc-dark": ["Dark High Contrast", "hc-black"],
  "hc-light": ["Light High Contrast", "hc-light"],
} as const;

type Box = NonNullable<Awaited<ReturnType<Locator["boundingBox"]>>>;

/**
 * A VS Code window as a person sees it. Only waiting locators: lenses, rows and frames are drawn
 * again at any time.
 */
export class Workbench {
  constructor(
    readonly page: Page,
    readonly server: CodeServer,
    readonly folder: string,
  ) {}

  /** Opens the folder, with some of its files. */
  async open(...files: readonly string[]): Promise<void> {
    const open = files.map((file) => join(this.folder, file));
    await this.page.goto(this.server.url({ folder: this.folder, open }));
    await this.page.locator(".monaco-workbench .part.editor").waitFor();
    for (const file of files) await this.tab(file).waitFor();
  }

  /**
   * Reloads the window once it has kept what it shows, which the web does every few seconds:
   * `kept` is a pattern of what must be in its storage.
   */
  async reload(kept: string): Promise<void> {
    for (let tries = 0; !(await this.page.evaluate(keepsState, kept)); tries++) {
      if (tries > 120) throw new Error("The window does not keep what it shows.");
      await this.page.waitForTimeout(500);
    }
    await this.page.reload();
    await this.page.locator(".monaco-workbench .part.editor").waitFor();
  }

  tab(name: string): Locator {
    return this.page.locator(".tabs-container .tab", { hasText: name }).first();
  }

  /** Brings a file to the front as a person would: by its name. */
  async openFile(name: string): Promise<void> {
    await this.page.keyboard.press("ControlOrMeta+P");
    await this.quickInput().fill(name);
    await this.quickRow(name).click();
    await this.page.locator(".tab.active", { hasText: name }).waitFor();
  }

  /**
   * Runs a command of the palette by its title. A webview that is just being shown takes the focus,
   * which closes the palette: then it is opened once more.
   */
  async command(title: string): Promise<void> {
    for (let tries = 0; ; tries++) {
      await this.openPalette();
      try {
        await this.quickInput().fill(`>${title}`, { timeout: 3000 });
        await this.quickRow(title).click({ timeout: 5000 });
        return;
      } catch (error) {
        if (tries === 5 || (await this.quickInput().isVisible())) throw error;
      }
    }
  }

  /** A webview that is just being shown may swallow the key, and a closing palette eats it. */
  private async openPalette(): Promise<void> {
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
    const open = (): Promise<boolean> =>
      this.quickInput()
        .waitFor({ timeout: 3000 })
        .then(
          () => true,
          () => false,
        );
    for (let tries = 0; tries < 10; tries++) {
      await this.page.keyboard.press("F1");
      if (await open()) return;
    }
    throw new Error("The palette does not open.");
  }

  quickInput(): Locator {
    return this.page.locator(".quick-input-widget .quick-input-box input");
  }

  quickRow(text: string | RegExp): Locator {
    return this.page
      .locator(".quick-input-widget .quick-input-list .monaco-list-row", { hasText: text })
      .first();
  }

  editor(): Locator {
    return this.page.locator(".editor-instance .monaco-editor").first();
  }

  /** The text lines that the editor draws. */
  line(text: string): Locator {
    return this.page.locator(".monaco-editor .view-line", { hasText: text }).first();
  }

  lens(title: string): Locator {
    return this.page.locator(".codelens-decoration a", { hasText: title });
  }

  /** Puts the cursor just before a text of the file on disk. */
  async goTo(file: string, text: string): Promise<void> {
    const { line, column } = this.place(file, text);
    await this.tab(file).click();
    await this.openPalette();
    await this.quickInput().fill(`:${line}:${column}`);
    await this.quickRow(new RegExp(`line ${line}\\b`, "i")).waitFor();
    await this.page.keyboard.press("Enter");
    await this.cursorAt(line);
  }

  /** Where a text first stands in a file on disk (1-based). */
  place(file: string, text: string): { readonly line: number; readonly column: number } {
    const before = readFileSync(join(this.folder, file), "utf8").split(text)[0]?.split("\n") ?? [];
    return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }

  async cursorAt(line: number): Promise<void> {
    const status = this.page.locator("#status\\.editor\\.selection");
    await status.filter({ hasText: new RegExp(`^Ln ${line},`) }).waitFor();
  }

  /** Clicks *Run step* above a step: the lowest such lens over its `def`, once both are at rest. */
  async runStep(file: string, step: string): Promise<void> {
    await this.lens("Run step").first().waitFor();
    await this.goTo(file, `def ${step}(`);
    let before: Box | null = null;
    for (let tries = 0; tries < 100; tries++) {
      const box = await this.lensAbove(`def ${step}(`);
      // The editor may still be scrolling to the line: a click would land elsewhere.
      if (box !== null && box.x === before?.x && box.y === before.y) {
        await this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
        return;
      }
      before = box;
      await this.page.waitForTimeout(300);
    }
    throw new Error(`There is no lens above ${step}.`);
  }

  private async lensAbove(line: string): Promise<Box | null> {
    const bottom = (await this.line(line).boundingBox())?.y ?? 0;
    const lenses = await this.lens("Run step").all();
    const boxes = await Promise.all(
      lenses.map((lens) => lens.boundingBox({ timeout: 2000 }).catch(() => null)),
    );
    const above = boxes.filter((box): box is Box => box !== null && box.y < bottom);
    return above.sort((a, b) => b.y - a.y)[0] ?? null;
  }

  /** The inside of the DAG panel. */
  panel(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  }

  /** A node of the DAG by its step, in any state or a given one, as a screen reader names it. */
  node(step: string, state?: string): Locator {
    const rest = state === undefined ? "" : `.*\\b${state}\\b`;
    return this.panel().getByRole("button", { name: new RegExp(`^${step}\\b${rest}`) });
  }

  /** A line of the terminal that is in front. */
  terminalLine(text: string | RegExp): Locator {
    return this.page
      .locator(".terminal-wrapper.active .xterm-rows > div", { hasText: text })
      .first();
  }

  async problems(): Promise<Locator> {
    const panel = this.page.locator(".markers-panel");
    if (!(await panel.isVisible())) await this.page.keyboard.press("ControlOrMeta+Shift+M");
    await panel.waitFor();
    return panel.locator(".monaco-list-row");
  }

  async showView(container: string): Promise<void> {
    const icon = this.page.locator(`.activitybar a[aria-label^="${container}"]`);
    await icon.waitFor();
    if ((await icon.getAttribute("aria-expanded")) !== "true") await icon.click();
  }

  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-toast", { hasText: text });
  }

  async theme(theme: Theme): Promise<void> {
    const [label, marker] = themes[theme];
    await this.command("Preferences: Color Theme");
    // The list draws only the rows in sight: narrow it down.
    await this.quickRow(/Modern|High Contrast/).waitFor();
    await this.quickInput().fill(label);
    await this.quickRow(label).click();
    await this.page.locator(`.monaco-workbench.${marker}`).waitFor();
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  /** What the extension wrote to its output channels, and the end of its host's own log. */
  log(): string {
    const logs = join(this.server.data, "user/logs");
    const paths = readdirSync(logs, { recursive: true, encoding: "utf8" });
    const read = (path: string): string => readFileSync(join(logs, path), "utf8");
    const host = paths.filter((path) => path.endsWith("remoteexthost.log")).map(read);
    const own = paths
      .filter((path) => /flowlens[^/]*\/[^/]*\.log$/i.test(path))
      .map((path) => `${path}:\n${read(path)}`);
    const errors = host.join("\n").match(/^.*(?:flowlens|\[error\]).*$/gim) ?? [];
    return [...own, ...errors.slice(-30)].join("\n");
  }
}

/** Whether a value in the browser's storage of the workbench matches. Runs inside the page. */
async function keepsState(pattern: string): Promise<boolean> {
  const done = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => {
        resolve(request.result);
      };
      request.onerror = () => {
        reject(new Error("The storage could not be read."));
      };
    });
  for (const { name } of await indexedDB.databases()) {
    if (!name?.startsWith("vscode-web-state-db")) continue;
    const database = await done(indexedDB.open(name));
    const values = await done(database.transaction("ItemTable").objectStore("ItemTable").getAll());
    database.close();
    if (values.some((value) => new RegExp(pattern).test(String(value)))) return true;
  }
  return false;
}
