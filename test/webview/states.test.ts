import assert from "node:assert/strict";
import { it } from "node:test";
import type { Page } from "playwright-core";
import { bigDag, failingRun, fakeRun, regionalTraining, viewOf } from "./fakes";
import { panelSuite, settle, type OpenOptions } from "./harness";

const failing = (): Partial<OpenOptions> => ({
  events: { view: viewOf(regionalTraining), run: failingRun(Date.now()) },
});

/** The step that has the keyboard's focus. */
const focused = (page: Page): Promise<string | null> =>
  page.evaluate(() => document.activeElement?.getAttribute("data-step") ?? null);

const redraw = (page: Page): Promise<number> =>
  page.evaluate(() => performance.getEntriesByName("redraw").at(-1)?.duration ?? 0);

/** Notes from now on which nodes' elements are touched. */
const watchNodes = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const nodes = [...document.querySelectorAll("[data-step]")];
    const changed: string[] = [];
    Object.assign(window, { nodes, changed });
    const kinds = { attributes: true, childList: true, subtree: true, characterData: true };
    for (const node of nodes) {
      const note = (): number => changed.push(node.getAttribute("data-step") ?? "");
      new MutationObserver(note).observe(node, kinds);
    }
  });

const changedNodes = (page: Page): Promise<string[]> =>
  page.evaluate(() => [...new Set((window as unknown as { changed: string[] }).changed)]);

panelSuite("the panel while a run goes on", (open) => {
  it("keeps every element and the focus while states change", async () => {
    const { page, tell, close } = await open(failing());
    await page.locator("[data-step=fit]").focus();
    await settle(page);
    await watchNodes(page);
    const run = failingRun(Date.now());
    const steps = run.steps.map((step) =>
      step.name === "train_b" ? { ...step, state: "failed" as const, reason: "boom" } : step,
    );
    await tell("run", { ...run, status: "failed", endedAt: Date.now(), steps });
    const same = await page.evaluate(() =>
      (window as unknown as { nodes: Element[] }).nodes.every((node) => node.isConnected),
    );
    const changed = await changedNodes(page);
    assert.ok(same);
    assert.ok(changed.includes("train_b"));
    for (const quiet of ["start", "quick", "merge", "end"]) assert.ok(!changed.includes(quiet));
    assert.equal(await focused(page), "fit");
    assert.equal(await page.locator("[data-step=train_b]").getAttribute("class"), "node is-failed");
    await close();
  });

  it("draws a burst of states a few times only, and ends with the last", async () => {
    const { page, host, close } = await open(failing());
    await page.evaluate(() => {
      const draws: number[] = [];
      Object.assign(window, { draws });
      new PerformanceObserver((list) => draws.push(...list.getEntries().map(() => 1))).observe({
        type: "measure",
      });
    });
    const now = Date.now();
    for (let done = 1; done <= 100; done++) {
      const fit = {
        state: "running",
        seconds: 9,
        expected: 100,
        tasks: { succeeded: done },
      } as const;
      host.tell("run", fakeRun("RegionalTraining", now, { fit }));
    }
    await settle(page);
    await settle(page);
    const draws = await page.evaluate(
      () => (window as unknown as { draws: number[] }).draws.length,
    );
    assert.ok(draws < 20, `${draws} redraws`);
    const name = await page.locator("[data-step=fit]").getAttribute("aria-label");
    assert.match(name ?? "", /100 succeeded/);
    await close();
  });

  it("counts a running step's seconds", async () => {
    const { page, close } = await open(failing());
    const clock = page.locator("[data-step=fit] .face-meta", { hasText: /8m 2\d/ });
    const first = (await clock.textContent()) ?? "";
    await clock.filter({ hasNotText: first }).waitFor();
    await close();
  });

  it("prints how long a keystroke's redraw takes, and touches one node of a thousand", async () => {
    for (const count of [50, 1000]) {
      const dag = bigDag(count);
      const { page, tell, close } = await open({ events: { view: viewOf(dag) } });
      const first = await redraw(page);
      await watchNodes(page);
      const times: number[] = [];
      for (let i = 0; i < 5; i++) {
        const nodes = dag.nodes.map((node) =>
          node.id === "train_b_1" ? { ...node, resources: [`${i + 3} cpu`] } : node,
        );
        await tell("view", viewOf({ ...dag, nodes }));
        times.push(await redraw(page));
      }
      const [median] = times.sort((a, b) => a - b).slice(2);
      const said = [first, median ?? 0].map((time) => `${time.toFixed(1)} ms`);
      console.log(`${dag.nodes.length} steps: first drawing ${said[0]}, redraw ${said[1]}`);
      assert.deepEqual(await changedNodes(page), ["train_b_1"]);
      await close();
    }
  });
});
