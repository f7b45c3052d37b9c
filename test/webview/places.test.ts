import assert from "node:assert/strict";
import { it } from "node:test";
import { failingRun, fakeChoice, regionalTraining, viewOf } from "./fakes";
import { panelSuite } from "./harness";

panelSuite("the panel of a run that is elsewhere", (open) => {
  it("leads to the pods of a run on a cluster", async () => {
    const run = failingRun(Date.now());
    const runs = [fakeChoice(run.key, "Run 1741", "failing", "kubernetes")];
    const view = viewOf(regionalTraining, {});
    const { page, asked, close } = await open({ events: { view, runs, run } });
    await page.locator("[data-step=fit]").click({ button: "right" });
    await page.getByRole("menuitem", { name: "Show pods" }).click();
    assert.deepEqual(asked.slice(1), ['showPods {"step":"fit"}']);
    await close();
  });

  it("says of each step where the run that is shown puts it", async () => {
    const run = failingRun(Date.now());
    const runs = [fakeChoice(run.key, "Run 1741", "failing", "kubernetes")];
    const { page, tell, close } = await open({ events: { view: viewOf(regionalTraining), run } });
    const card = page.locator("[data-step=merge]");
    assert.match((await card.getAttribute("aria-label")) ?? "", /local/);
    await tell("runs", runs);
    assert.match((await card.getAttribute("aria-label")) ?? "", /Kubernetes/);
    const fit = page.locator("[data-step=fit]");
    await tell("runs", [fakeChoice(run.key, "Run 1741", "failing", "here")]);
    assert.doesNotMatch((await fit.getAttribute("aria-label")) ?? "", /Kubernetes/);
    await tell("run", null);
    assert.match((await fit.getAttribute("aria-label")) ?? "", /Kubernetes/);
    assert.match((await card.getAttribute("aria-label")) ?? "", /local/);
    await close();
  });
});
