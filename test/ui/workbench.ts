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

  async reload(): Promise<void> {
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

  /** Runs a command of the palette by its title. */
  async command(title: string): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.quickInput().fill(`>${title}`);
    await this.quickRow(title).click();
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

  /** Puts the cursor on a line (1-based). */
  async goToLine(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press("Control+G");
    await this.quickInput().fill(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
  }

  cursor(): Locator {
    return this.page.locator("#status\\.editor\\.selection");
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
