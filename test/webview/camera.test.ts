import assert from "node:assert/strict";
import { it } from "node:test";
import { failingRun, loopingRun, regionalTraining, viewOf } from "./fakes";
import { panelSuite, settle, type OpenPanel, type OpenOptions } from "./harness";

const failing = (): Partial<OpenOptions> => ({
  events: { view: viewOf(regionalTraining), run: failingRun(Date.now()) },
});

panelSuite("the view of the drawing", (open) => {
  it("leaves out what would be too small to read", async () => {
    const { page, close } = await open(failing());
    const texts = (): Promise<number> => page.locator("[data-step=fit] text").count();
    const smallest = (): Promise<number> =>
      page.evaluate(() => {
        const world = document.querySelector(".world");
        const zoom = Number(/scale\((.*)\)/.exec(world?.getAttribute("transform") ?? "")?.[1]);
        const shown = [...document.querySelectorAll(".nodes text, .labels text")];
        return Math.min(...shown.map((text) => parseFloat(getComputedStyle(text).fontSize) * zoom));
      });
    const counts: number[] = [];
    for (let i = 0; i < 5; i++) {
      counts.push(await texts());
      assert.ok((await smallest()) > 10.9, `smallest text at step ${i}: ${await smallest()}`);
      await page.keyboard.press("-");
      await settle(page);
    }
    assert.equal(counts.at(-1), 0);
    assert.ok((counts[0] ?? 0) > 5);
    await close();
  });

  it("pans by scroll and drag, zooms at the pointer with Ctrl, and fits again", async () => {
    const { page, saved, close } = await open(failing());
    const box = async (): Promise<{ x: number; y: number }> => {
      const found = await page.locator("[data-step=merge] .card").boundingBox();
      assert.ok(found);
      return { x: Math.round(found.x), y: Math.round(found.y) };
    };
    const start = await box();
    await page.mouse.move(start.x, start.y - 120);
    await page.mouse.wheel(30, 40);
    assert.deepEqual(await box(), { x: start.x - 30, y: start.y - 40 });
    await page.mouse.down();
    await page.mouse.move(start.x + 30, start.y - 80);
    await page.mouse.up();
    assert.deepEqual(await box(), start);
    await page.mouse.move(start.x, start.y);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -100);
    await page.keyboard.up("Control");
    await settle(page);
    const zoomed = await box();
    assert.ok(Math.abs(zoomed.x - start.x) <= 2 && Math.abs(zoomed.y - start.y) <= 2);
    const state = (await saved()) as { zoom: number | null };
    assert.ok((state.zoom ?? 0) > 1);
    await page.keyboard.press("0");
    await settle(page);
    assert.deepEqual(await box(), start);
    assert.equal(((await saved()) as { zoom: number | null }).zoom, null);
    await close();
  });

  it("goes down in a narrow panel, and as the user chose after a reload", async () => {
    const events = { view: viewOf(regionalTraining), run: loopingRun(Date.now()) };
    const narrow = await open({ width: 420, height: 900, events });
    const above = async ({ page }: OpenPanel): Promise<boolean> => {
      const [load, merge] = await Promise.all(
        ["load", "merge"].map((step) => page.locator(`[data-step=${step}]`).boundingBox()),
      );
      return (load?.y ?? 0) + (load?.height ?? 0) < (merge?.y ?? 0);
    };
    assert.ok(await above(narrow));
    await narrow.page.getByRole("button", { name: "More" }).click();
    await narrow.page.getByRole("menuitemradio", { name: "Left to right" }).click();
    await settle(narrow.page);
    assert.ok(!(await above(narrow)));
    const state = await narrow.saved();
    assert.deepEqual(state, {
      ...{ uri: "file:///flow.py", flow: "RegionalTraining", zoom: null },
      ...{ direction: "right", legend: false },
    });
    await narrow.close();
    const again = await open({ width: 420, height: 900, events, state });
    assert.ok(!(await above(again)));
    await again.close();
  });
});
