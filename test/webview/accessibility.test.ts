import assert from "node:assert/strict";
import { it } from "node:test";
import type { Page } from "playwright-core";
import { failingRun, regionalTraining, viewOf } from "./fakes";
import { panelSuite, settle, type OpenOptions } from "./harness";

const failing = (): Partial<OpenOptions> => ({
  events: { view: viewOf(regionalTraining), run: failingRun(Date.now()) },
});

/** The step that has the keyboard's focus. */
const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute("data-step") ?? null);

panelSuite("the panel by keyboard and for listeners", (open) => {
  it("names graph and nodes for a listener", async () => {
    const { page, close } = await open(failing());
    const graph = page.getByRole("group", { name: "Graph of RegionalTraining, run 1741" });
    await graph.waitFor();
    const fit = await page.locator("[data-step=fit]").getAttribute("aria-label");
    assert.match(
      fit ?? "",
      /^fit, 100 tasks, running · 8m \d+s: 37 succeeded, 2 failed, 3 running; Kubernetes 4 cpu 16 GB 1 gpu; 2 retries; timeout 10m; 1 warning; from train_a, to join_a$/,
    );
    const blocked = await page.locator("[data-step=join_b]").getAttribute("aria-label");
    assert.match(blocked ?? "", /will not start: fit_b failed/);
    await close();
  });

  it("is walked by keyboard along its edges, with one tab stop", async () => {
    const { page, asked, close } = await open(failing());
    assert.equal(await page.locator("[data-step][tabindex='0']").count(), 1);
    await page.locator("[data-step=start]").focus();
    const walk: [string, string][] = [
      ["ArrowRight", "load"],
      ["ArrowRight", "train_a"],
      ["ArrowDown", "train_b"],
      ["ArrowUp", "train_a"],
      ["ArrowRight", "fit"],
      ["ArrowLeft", "train_a"],
      ["End", "end"],
      ["ArrowLeft", "report"],
      ["Home", "start"],
    ];
    for (const [key, step] of walk) {
      await page.keyboard.press(key);
      assert.equal(await focused(page), step, key);
    }
    await settle(page);
    assert.equal(await page.locator(".focus-ring").count(), 1);
    await page.keyboard.press("Enter");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    await settle(page);
    assert.deepEqual(asked.slice(1), ['openStep {"step":"start"}']);
    assert.equal(await page.locator("[data-step=load]").getAttribute("aria-pressed"), "true");
    await close();
  });

  it("opens a node's menu by keyboard, runs from it, and gives the focus back", async () => {
    const { page, asked, close } = await open(failing());
    await page.locator("[data-step=fit]").focus();
    await page.keyboard.press("Shift+F10");
    const items = page.getByRole("menuitem");
    assert.deepEqual(await items.locator(".label").allTextContents(), [
      "Run step",
      "Go to source",
      "Show log",
      "Show cards",
      "Centre in view",
    ]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    assert.deepEqual(asked.slice(1), ['showLog {"step":"fit"}']);
    assert.equal(await focused(page), "fit");
    await page.locator("[data-step=load]").click({ button: "right" });
    await page.keyboard.press("Escape");
    assert.equal(await page.getByRole("menu").isVisible(), false);
    assert.equal(await focused(page), "load");
    await close();
  });

  it("finds a step and goes there", async () => {
    const { page, close } = await open(failing());
    await page.locator("[data-step=start]").focus();
    await page.keyboard.press("/");
    await page.keyboard.type("FIT_");
    await settle(page);
    assert.equal(await page.locator("[data-step].found").getAttribute("data-step"), "fit_b");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    assert.equal(await focused(page), "fit_b");
    await close();
  });

  it("lists the steps on o, and shows a hover card after a moment", async () => {
    const { page, asked, close } = await open(failing());
    await page.locator("[data-step=fit_b]").hover();
    await page.waitForTimeout(450);
    const card = page.locator(".hover");
    assert.match((await card.textContent()) ?? "", /failed · 3 of 100 tasks · attempt 3 of 3/);
    await card.getByText("Open log").click();
    await page.keyboard.press("o");
    await settle(page);
    const list = page.getByRole("region", { name: "List of steps" });
    assert.equal(await list.getByRole("button").count(), regionalTraining.nodes.length);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    assert.equal(await list.isVisible(), false);
    assert.deepEqual(asked.slice(1), ['showLog {"step":"fit_b"}', 'openStep {"step":"start"}']);
    await close();
  });
});
