import { build } from "esbuild";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe } from "node:test";
import { chromium, type Browser, type Page } from "playwright-core";
import type { HostEvents } from "../../webview/protocol";
import { serve, type Handlers, type Server } from "../../webview/rpc";
import { themes, type Theme } from "./themes";

/** The panel in a real browser, with a host that this process plays. */

const ORIGIN = "http://panel.test";
const NONCE = "c2VlZA";
const POLICY = `default-src 'none'; style-src ${ORIGIN}; script-src 'nonce-${NONCE}'`;

export async function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env["FLOWLENS_CHROMIUM"] ?? "/usr/bin/chromium",
    args: ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  });
}

let bundle: Promise<{ script: string; styles: string }> | null = null;

/** The bundle as it ships. */
function buildPanel(): Promise<{ script: string; styles: string }> {
  bundle ??= build({
    entryPoints: { dag: "webview/dag/main.ts" },
    ...{ bundle: true, minify: true, write: false, outdir: "dist/webview" },
    ...{ platform: "browser", format: "iife", target: "es2022" },
  }).then(({ outputFiles }) => {
    const text = (end: string): string =>
      outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
    return { script: text(".js"), styles: text(".css") };
  });
  return bundle;
}

export interface OpenPanel {
  readonly page: Page;
  readonly host: Server;
  /** Requests in the order they came: `openStep {"step":"fit"}`. */
  readonly asked: string[];
  /** What the page's CSP refused, and errors of its scripts. */
  readonly problems: string[];
  /** The state the page saved last. */
  readonly saved: () => Promise<unknown>;
  readonly tell: <E extends keyof HostEvents>(event: E, data: HostEvents[E]) => Promise<void>;
  readonly close: () => Promise<void>;
}

export interface OpenOptions {
  readonly theme: Theme;
  readonly width: number;
  readonly height: number;
  readonly sharp?: boolean;
  readonly state?: unknown;
  readonly events?: Partial<HostEvents>;
}

export async function openPanel(browser: Browser, options: OpenOptions): Promise<OpenPanel> {
  const { theme, width, height, sharp, state, events } = options;
  const context = await browser.newContext({
    ...{ viewport: { width, height }, deviceScaleFactor: sharp ? 2 : 1 },
  });
  const page = await context.newPage();
  const [asked, problems]: [string[], string[]] = [[], []];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("console", (line) => line.type() === "error" && problems.push(line.text()));
  await servePage(page, theme, state ?? null);
  const ears = new Set<(message: unknown) => void>();
  let sent: Promise<void> = Promise.resolve();
  await page.exposeFunction("toHost", (message: unknown) => {
    for (const ear of ears) ear(message);
  });
  const host = serve(recordingHandlers(asked), {
    send: (message) => {
      sent = page
        .evaluate((data) => {
          window.postMessage(data, "*");
        }, message)
        .catch(() => undefined);
    },
    receive: (listener) => {
      ears.add(listener);
      return () => ears.delete(listener);
    },
  });
  const tell: OpenPanel["tell"] = async (event, data) => {
    host.tell(event, data);
    await sent;
    await settle(page);
  };
  await page.goto(`${ORIGIN}/`);
  host.tell("settings", events?.settings ?? { direction: "auto", reduceMotion: true });
  if (events?.runs) host.tell("runs", events.runs);
  if (events?.view) host.tell("view", events.view);
  if (events?.run !== undefined) host.tell("run", events.run);
  await sent;
  await settle(page);
  return {
    ...{ page, host, asked, problems, tell },
    saved: () => page.evaluate(() => (window as unknown as { saved: unknown }).saved),
    close: async () => {
      host.dispose();
      await context.close();
    },
  };
}

/** Tests that share one browser, each opening panels of its own. */
export function panelSuite(
  title: string,
  tests: (open: (parts: Partial<OpenOptions>) => Promise<OpenPanel>) => void,
): void {
  describe(title, () => {
    let browser: Browser | null = null;
    before(async () => {
      browser = await launch();
    });
    after(() => browser?.close());
    tests(async (parts) => {
      const [theme] = themes;
      if (!browser || !theme) throw new Error("The browser did not start.");
      return openPanel(browser, { theme, width: 1400, height: 600, ...parts });
    });
  });
}

/** After what was sent arrived, was paced, and was drawn. */
export async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(200);
  await page.evaluate(
    () =>
      new Promise<void>((done) => {
        requestAnimationFrame(() => {
          requestAnimationFrame(() => {
            done();
          });
        });
      }),
  );
}

/** A picture into the folder that FLOWLENS_SCREENSHOTS names; nothing without it. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["FLOWLENS_SCREENSHOTS"];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function servePage(page: Page, theme: Theme, state: unknown): Promise<void> {
  const { script, styles } = await buildPanel();
  // As in the editor: variables on the root through the CSSOM, one class on the body.
  const start = `
    const variables = ${JSON.stringify(theme.variables)};
    for (const name in variables) document.documentElement.style.setProperty(name, variables[name]);
    document.body.className = ${JSON.stringify(theme.bodyClass)};
    window.saved = ${JSON.stringify(state)};
    window.acquireVsCodeApi = () => ({
      postMessage: (message) => { void window.toHost(message); },
      getState: () => window.saved,
      setState: (next) => { window.saved = next; },
    });`;
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${POLICY}">
    <link rel="stylesheet" href="${ORIGIN}/dag.css"></head><body>
    <script nonce="${NONCE}">${start}</script>
    <script nonce="${NONCE}" src="${ORIGIN}/dag.js"></script></body></html>`;
  await page.route(`${ORIGIN}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") await route.fulfill({ contentType: "text/html", body: html });
    else if (pathname === "/dag.js")
      await route.fulfill({ contentType: "text/javascript", body: script });
    else if (pathname === "/dag.css")
      await route.fulfill({ contentType: "text/css", body: styles });
    else await route.fulfill({ status: 204, body: "" });
  });
}

/** A host that notes what it is asked and agrees to everything. */
function recordingHandlers(asked: string[]): Handlers {
  const note =
    <R>(method: string, result: R) =>
    (params: unknown): R => {
      asked.push(params === null ? method : `${method} ${JSON.stringify(params)}`);
      return result;
    };
  return {
    ready: note("ready", null),
    openStep: note("openStep", true),
    openLine: note("openLine", true),
    runStep: note("runStep", null),
    runFlow: note("runFlow", null),
    cancelRun: note("cancelRun", null),
    showLog: note("showLog", null),
    showPods: note("showPods", null),
    showCards: note("showCards", null),
    chooseRun: note("chooseRun", null),
    chooseFlow: note("chooseFlow", null),
    createSample: note("createSample", null),
    openFlow: note("openFlow", null),
  };
}
