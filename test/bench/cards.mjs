// Opening a card of 1.1 MB, beside the same file in a tab of its own.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { build } from "esbuild";
import { ensureCodeServer } from "../bed/codeServer.mjs";
import { startCodeServer } from "../bed/server.mjs";
import { chromiumAdvice, findChromium } from "../bed/browser.mjs";
import { root } from "../bed/versions.mjs";
import { launchChromium } from "../support/browser.mjs";
import { load } from "./load.mjs";
import { timeAsync } from "./measure.mjs";

const heading = "Minutes to the finish";

/** @returns {Promise<import("./measure.mjs").Row[]>} */
export async function cardRows(python) {
  const chromium = findChromium();
  if (chromium === null) throw new Error(chromiumAdvice);
  if (python === null) throw new Error("only Metaflow makes real cards");
  process.env.FLOWLENS_CHROMIUM = chromium;
  const folder = mkdtempSync(join(tmpdir(), "flowlens-bench-"));
  const browser = await launchChromium();
  try {
    const card = makeCard(python, folder);
    const page = await browser.newPage();
    const measured = await timeAsync(9, () => inPanel(page, card));
    const cost = await timeAsync(9, async () => {
      await page.goto(`file://${card}`);
      await page.getByText(heading).waitFor();
    });
    const opened = await inEditor(browser, folder);
    const kilobytes = Math.round(readFileSync(card).length / 1000);
    return [
      {
        what: "card in VS Code, from the click to its first text",
        ...{ budget: 500, measured: opened, unit: "ms" },
        rival: { what: "in a tab of its own", cost },
        note: "the start of VS Code's own webview is the first half of it",
      },
      {
        what: "card in an open panel, from its file to its first text",
        ...{ budget: 500, measured, unit: "ms" },
        rival: { what: "in a tab of its own", cost },
        note: `${kilobytes} kB, chart and all`,
      },
    ];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the example whose chart makes the largest page. */
function makeCard(python, folder) {
  cpSync(join(root, "examples/cards_flow.py"), join(folder, "cards_flow.py"));
  const env = { ...process.env, METAFLOW_USER: "tester" };
  execFileSync(python, ["cards_flow.py", "run"], { cwd: folder, env, stdio: "ignore" });
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const card = files.find((path) => /blank-chart-\w+\.html$/.test(path));
  return join(folder, card);
}

let panel = null;

/** The panel's own page in a browser; the clock runs from the reading of the file. */
async function inPanel(page, card) {
  panel ??= await panelPage();
  await page.route("http://panel.test/", (route) =>
    route.fulfill({ contentType: "text/html", body: panel }),
  );
  await page.goto("http://panel.test/");
  await page
    .locator("main iframe")
    .last()
    .contentFrame()
    .locator("body")
    .waitFor({ state: "attached" });
  const start = performance.now();
  const html = readFileSync(card, "utf8");
  await page.evaluate((text) => {
    const html = new TextEncoder().encode(text);
    window.postMessage({ type: "page", hash: "1", name: "x", html });
  }, html);
  await page.locator("main iframe").last().contentFrame().getByText(heading).waitFor();
  return performance.now() - start;
}

/**
 * Clicks the lens *Show cards* in a real VS Code, and closes the panel again; the median of nine. The
 * pages tell the times themselves: a test that waits for a text looks only twice a second.
 */
async function inEditor(browser, folder) {
  await ensureCodeServer();
  const server = await startCodeServer({ extension: root });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.addInitScript(noteTimes);
    await page.goto(server.url({ folder, open: [join(folder, "cards_flow.py")] }));
    const lens = page.locator(".codelens-decoration a", { hasText: "Show cards" }).first();
    const tab = page.locator(".tab", { hasText: "start cards" });
    const panel = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
    const heading = panel.locator("main iframe").last().contentFrame().locator("h1");
    return await timeAsync(9, async () => {
      const { x, y } = await placeOf(lens);
      await page.mouse.click(x + 5, y + 5);
      const drawn = await heading.evaluate(() => window.drawnAt);
      const clicked = await page.evaluate(() => window.clickedAt);
      await tab.hover();
      await tab.locator(".action-label").click();
      await tab.waitFor({ state: "detached" });
      return drawn - clicked;
    });
  } finally {
    await page.close();
    await server.stop();
  }
}

/** Lenses are drawn again at any time, and then are nowhere for a moment. */
async function placeOf(lens) {
  for (;;) {
    await lens.waitFor();
    const box = await lens.boundingBox();
    if (box !== null) return box;
  }
}

/** Runs in every frame: when the mouse was let go, and when there first was a heading. */
function noteTimes() {
  addEventListener("mouseup", () => (window.clickedAt = Date.now()), true);
  new MutationObserver(() => {
    if (document.querySelector("h1") !== null) window.drawnAt ??= Date.now();
  }).observe(document, { childList: true, subtree: true });
}

async function panelPage() {
  const { cardsHtml } = await load(`export { cardsHtml } from "./extension/panels/cardsPage";`);
  const { outputFiles } = await build({
    entryPoints: { cards: join(root, "webview/cards/main.ts") },
    ...{ bundle: true, minify: true, write: false, outdir: "dist/webview" },
    ...{ platform: "browser", format: "iife", target: "es2022" },
  });
  const text = (ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
  const editor = "window.acquireVsCodeApi = () => ({ postMessage() {}, setState() {} });";
  return cardsHtml(editor + text(".js"), text(".css"));
}
