import assert from "node:assert/strict";
import { build } from "esbuild";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, FrameLocator, Page } from "playwright-core";
import { cardsHtml } from "../../extension/panels/cardsPage";
import type { CardsNews, CardsView, CardsWish } from "../../webview/protocolCards";
import { launch, picture } from "./harness";
import { themes } from "./themes";

const ORIGIN = "http://panel.test";
const kept = { uri: "file:///f.py", flow: "F", step: "plot", chosen: null, card: null };
const plain: CardsView = {
  ...{ kept, task: "plot", run: "Run 1741", shown: "a", live: false, empty: null, busy: null },
  cards: [
    { hash: "a", label: "blank" },
    { hash: "b", label: "chart" },
  ],
};

/** What a test tells: a page is given as text. */
type Told = Exclude<CardsNews, { type: "page" }> | { type: "page"; hash: string; html: string };

interface OpenCards {
  readonly page: Page;
  readonly wishes: readonly CardsWish[];
  readonly tell: (...news: readonly Told[]) => Promise<void>;
  readonly card: FrameLocator;
}

/** The page as it ships. */
let shipped = { script: "", styles: "" };
let browser: Browser;

async function prepare(): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: { cards: "webview/cards/main.ts" },
    ...{ bundle: true, minify: true, write: false, outdir: "dist/webview" },
    ...{ platform: "browser", format: "iife", target: "es2022" },
  });
  const text = (end: string): string =>
    outputFiles.find(({ path }) => path.endsWith(end))?.text ?? "";
  shipped = { script: text(".js"), styles: text(".css") };
  browser = await launch();
}

/** `early` is told as soon as the page has loaded, as the editor does. */
async function open(early: readonly Told[] = [], theme = themes[0]): Promise<OpenCards> {
  const page = await browser.newPage({ viewport: { width: 640, height: 420 } });
  const wishes: CardsWish[] = [];
  await page.exposeFunction("toHost", (wish: CardsWish) => wishes.push(wish));
  const start = `
    for (const [name, value] of Object.entries(${JSON.stringify(theme?.variables ?? {})}))
      document.documentElement.style.setProperty(name, value);
    document.body.className = ${JSON.stringify(theme?.bodyClass ?? "")};
    window.tell = (news) => window.postMessage(
      news.type === "page" ? { ...news, name: "", html: new TextEncoder().encode(news.html) } : news);
    window.addEventListener("load", () => ${JSON.stringify(early)}.forEach(window.tell));
    window.acquireVsCodeApi = () => ({ postMessage: window.toHost, setState() {} });`;
  const body = cardsHtml(start + shipped.script, shipped.styles);
  await page.route(`${ORIGIN}/`, (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto(`${ORIGIN}/`);
  const tell = async (...news: readonly Told[]): Promise<void> => {
    await page.evaluate((all) => {
      const { tell } = window as unknown as { tell: (news: unknown) => void };
      for (const one of all) tell(one);
    }, news);
  };
  return { page, wishes, tell, card: page.locator("main iframe").last().contentFrame() };
}

describe("the page around a card", () => {
  before(prepare);
  after(() => browser.close());

  it("takes what was told before it was there, and does not ask for it again", async () => {
    const { page, wishes, card } = await open([
      { type: "view", view: plain },
      { type: "page", hash: "a", html: "<h1>Größe</h1>" },
    ]);
    await card.getByRole("heading", { name: "Größe" }).waitFor();
    await until(() => wishes.length > 0);
    assert.deepEqual(wishes, [{ type: "ready", heard: true }]);
    await page.close();
  });

  it("asks when it was told nothing", async () => {
    const { page, wishes } = await open();
    await until(() => wishes.length > 0);
    assert.deepEqual(wishes, [{ type: "ready", heard: false }]);
    await page.close();
  });

  it("puts each card into a frame of its own, and keeps none of the frames before", async () => {
    const { page, tell, card } = await open([
      { type: "view", view: plain },
      { type: "page", hash: "a", html: "<h1>First</h1><script>window.mark = 1</script>" },
    ]);
    await card.getByRole("heading", { name: "First" }).waitFor();
    await tell(
      { type: "view", view: { ...plain, shown: "b" } },
      {
        type: "page",
        hash: "b",
        html: "<h1></h1><script>document.querySelector('h1').textContent = `Second ${window.mark}`</script>",
      },
    );
    await card.getByRole("heading", { name: "Second undefined" }).waitFor();
    await tell({ type: "page", hash: "b", html: "<h1>Second, written anew</h1>" });
    await card.getByRole("heading", { name: "Second, written anew" }).waitFor();
    await page.locator("main iframe:nth-child(2)").waitFor({ state: "detached" });
    assert.equal(await page.locator("main iframe.coming").count(), 0);
    await tell({ type: "view", view: { ...plain, shown: null, cards: [] } });
    assert.equal(await card.locator("h1").count(), 0, "a card that is gone is not kept");
    await page.close();
  });

  it("hands data over to a card that was still loading", async () => {
    const update = "window.metaflow_card_update = (d) => { document.body.textContent = d.seen; }";
    const { page, card } = await open([
      { type: "view", view: { ...plain, live: true } },
      { type: "page", hash: "a", html: `<body><script>${update}</script></body>` },
      { type: "data", hash: "b", data: { seen: "of another card" } },
      { type: "data", hash: "a", data: { seen: "3 places" } },
    ]);
    await card.getByText("3 places").waitFor();
    await page.close();
  });

  it("hears a link only when it is clicked, and opens it only by its own button", async () => {
    const link = "https://flowlens.invalid/a?b=1";
    const said = `parent.postMessage({ flowlens: "link", link: "${link}" }, "*");`;
    const { page, wishes, card } = await open([
      { type: "view", view: plain },
      { type: "page", hash: "a", html: `<a href="${link}">more</a><script>${said}</script>` },
    ]);
    await card.getByText("more").waitFor();
    assert.equal(await page.locator(".link-bar").isVisible(), false);
    await card.getByText("more").click();
    await page.getByText(link).waitFor();
    assert.equal(
      wishes.some(({ type }) => type === "open"),
      false,
    );
    await page.getByRole("button", { name: "Open link" }).click();
    await page.locator(".link-bar").waitFor({ state: "hidden" });
    assert.deepEqual(wishes.at(-1), { type: "open", link });
    await page.close();
  });

  it("offers the way back when a card left its frame, and none when it only began anew", async () => {
    const { page, tell, wishes, card } = await open([
      { type: "view", view: plain },
      { type: "page", hash: "a", html: "<a onclick='location.reload()'>anew</a><h1>A card</h1>" },
    ]);
    const back = page.getByRole("button", { name: "Show the card again" });
    await card.getByText("anew").click();
    await card.getByRole("heading", { name: "A card" }).waitFor();
    await page.waitForTimeout(3200);
    assert.equal(await back.isVisible(), false);
    const leaving = "<script>location.href = 'https://flowlens.invalid/'</script>";
    await tell({ type: "page", hash: "b", html: leaving });
    await back.click();
    assert.deepEqual(wishes.at(-1), { type: "ready", heard: false });
    await tell({ type: "page", hash: "b", html: "<h1>Back</h1>" });
    await card.getByRole("heading", { name: "Back" }).waitFor();
    await back.waitFor({ state: "hidden" });
    await page.close();
  });
});

describe("pictures of the page around a card", () => {
  before(prepare);
  after(() => browser.close());

  for (const theme of themes)
    it(`is drawn in ${theme.name}`, async () => {
      const { page, tell } = await open([{ type: "view", view: { ...plain, live: true } }], theme);
      await picture(page, `cards-${theme.name}`);
      const action = { name: "runStep", title: "Run step" } as const;
      const empty = {
        title: "No cards yet",
        sentence: "plot has a @card and has not run.",
        action,
      };
      await tell({ type: "view", view: { ...plain, cards: [], shown: null, empty } });
      await page.getByRole("button", { name: "Run step" }).waitFor();
      await picture(page, `cards-empty-${theme.name}`);
      await page.close();
    });
});

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200 && !holds(); tries++) await sleep(50);
}
