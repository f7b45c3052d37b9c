import assert from "node:assert/strict";
import { it } from "node:test";
import {
  failingRun,
  fakeChoice,
  fakeEdge,
  fakeNode,
  fakeRun,
  regionalTraining,
  viewOf,
} from "./fakes";
import { panelSuite, type OpenOptions } from "./harness";

const failing = (): Partial<OpenOptions> => ({
  events: { view: viewOf(regionalTraining), run: failingRun(Date.now()) },
});

panelSuite("the panel's page", (open) => {
  it("asks for everything once, under a policy that refuses inline code and styles", async () => {
    const { asked, problems, page, close } = await open(failing());
    assert.deepEqual(asked, ["ready"]);
    assert.deepEqual(problems, []);
    assert.equal(await page.locator("[data-step]").count(), regionalTraining.nodes.length);
    await close();
  });

  it("opens the source on click, and shows where the cursor is without moving the view", async () => {
    const { page, asked, tell, close } = await open(failing());
    await page.locator("[data-step=merge]").click();
    assert.deepEqual(asked.slice(1), ['openStep {"step":"merge"}']);
    const stage = page.locator(".stage");
    const at = await stage.evaluate((element) => element.style.transform);
    await tell("selected", { step: "report" });
    assert.equal(await page.locator("[data-step].selected").getAttribute("data-step"), "report");
    assert.equal(await stage.evaluate((element) => element.style.transform), at);
    await close();
  });

  it("says that the drawing is stale and leads to the line", async () => {
    const stale = { line: 48, message: "expected ':'" };
    const { page, asked, tell, close } = await open({
      events: { view: viewOf(regionalTraining, { stale }) },
    });
    const banner = page.locator(".banner");
    assert.match((await banner.textContent()) ?? "", /Stale\. Line 48 does not parse/);
    await banner.getByRole("button", { name: "Go to line 48" }).click();
    assert.deepEqual(asked.slice(1), ['openLine {"line":48}']);
    await tell("view", viewOf(regionalTraining));
    assert.equal(await banner.isVisible(), false);
    await close();
  });

  it("offers a sample where there is nothing to draw", async () => {
    const { page, asked, close } = await open({ events: { view: viewOf(null) } });
    await page.getByRole("button", { name: "Create a sample flow" }).click();
    await page.getByRole("button", { name: "Open a flow…" }).click();
    assert.deepEqual(asked.slice(1), ["createSample", "openFlow"]);
    assert.equal(await page.locator(".toolbar").isVisible(), false);
    await close();
  });

  it("names a flow that is gone, offers the file's others, and keeps its name", async () => {
    const view = viewOf(null, { missing: "Old", flows: ["First", "Second"] });
    const { page, asked, saved, close } = await open({ events: { view } });
    const said = (await page.locator(".empty").textContent()) ?? "";
    assert.match(said, /Old is not in this file any more/);
    assert.doesNotMatch(said, /No flow in this file/);
    await page.getByRole("button", { name: "Second" }).click();
    assert.deepEqual(asked.slice(1), ['chooseFlow {"flow":"Second"}']);
    assert.equal(((await saved()) as { flow: string }).flow, "Old");
    await close();
  });

  it("runs, cancels, and chooses runs and flows from the toolbar", async () => {
    const runs = [fakeChoice("k0", "Run 1738", "26m")];
    const view = viewOf(regionalTraining, { flows: ["RegionalTraining", "Other"] });
    const { page, asked, tell, close } = await open({ events: { view, runs, run: null } });
    await page.getByRole("button", { name: "Run", exact: true }).click();
    await page.getByRole("button", { name: "From the text" }).click();
    await page.getByRole("menuitemradio", { name: "Run 1738" }).click();
    await page.locator("[data-command=pickFlow]").click();
    await page.getByRole("menuitemradio", { name: "Other" }).click();
    await tell("run", failingRun(Date.now()));
    await page.getByRole("button", { name: "Cancel" }).click();
    assert.deepEqual(asked.slice(1), [
      "runFlow",
      'chooseRun {"key":"k0"}',
      'chooseFlow {"flow":"Other"}',
      'cancelRun {"key":"k1"}',
    ]);
    await close();
  });

  it("shows markup in names and reasons as text", async () => {
    const evil = `<img src=x onerror="window.hit=1">`;
    const nodes = [
      fakeNode(evil, {
        isStart: true,
        kind: "foreach",
        foreach: evil,
        doc: evil,
        matchingJoin: "j",
      }),
      fakeNode("b", { resources: [evil], depth: 1, badges: { timeout: evil } }),
      fakeNode("j", { kind: "join", joins: "foreach", isEnd: true, condition: evil }),
    ];
    const edges = [fakeEdge(evil, "b", "foreach", evil), fakeEdge("b", "j", "join")];
    const flow = evil;
    const run = fakeRun(flow, Date.now(), { b: { state: "failed", seconds: 1, reason: evil } });
    const view = viewOf({ flow, nodes, edges }, { flows: [evil, "x"], uri: evil });
    const runs = [fakeChoice("k", evil, evil)];
    const panel = await open({ events: { view, run, runs } });
    const { page, problems, tell, close } = panel;
    await page.locator("[data-step=b]").hover();
    await page.waitForTimeout(450);
    await page.keyboard.press("o");
    await page.locator("[data-command=pickRun]").click();
    await tell("view", { ...view, stale: { line: 3, message: evil } });
    assert.equal(await page.locator("img").count(), 0);
    assert.equal(await page.evaluate(() => "hit" in window), false);
    assert.deepEqual(problems, []);
    await close();
  });
});

panelSuite("a node's links", (open) => {
  it("leads to the cards of a step that has some", async () => {
    const nodes = [
      fakeNode("plot", { kind: "start", isStart: true, badges: { cards: 2 } }),
      fakeNode("end", { kind: "end", isEnd: true }),
    ];
    const edges = [fakeEdge("plot", "end")];
    const { page, asked, close } = await open({
      events: { view: viewOf({ flow: "F", nodes, edges }) },
    });
    const link = page.locator(".hover").getByText("Show cards");
    await page.locator("[data-step=end]").hover();
    await page.waitForTimeout(450);
    assert.equal(await link.count(), 0);
    await page.locator("[data-step=plot]").hover();
    await page.waitForTimeout(450);
    await link.click();
    await page.locator("[data-step=end]").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Show cards" }).click();
    assert.deepEqual(asked.slice(1), ['showCards {"step":"plot"}', 'showCards {"step":"end"}']);
    await close();
  });
});
