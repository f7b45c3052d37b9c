import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Browser } from "playwright-core";
import { failingRun, fakeChoice, loopingRun, regionalTraining, viewOf } from "./fakes";
import { launch, openPanel, picture, settle } from "./harness";
import { themes } from "./themes";

const runs = [
  fakeChoice("k1", "Run 1741", "failing · 9m 41s"),
  fakeChoice("k0", "Run 1738", "26m"),
];

describe("pictures of the panel", () => {
  let browser: Browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser.close());

  for (const theme of themes) {
    it(`is drawn in ${theme.name}, wide and narrow`, async () => {
      const now = Date.now();
      const view = viewOf(regionalTraining, { selected: "load" });
      const sharp = true;
      const wide = await openPanel(browser, {
        ...{ theme, width: 1400, height: 560, sharp },
        state: { uri: "file:///flow.py", legend: true },
        events: { view, runs, run: failingRun(now) },
      });
      await wide.page.hover("[data-step=fit_b]");
      await settle(wide.page);
      await wide.page.waitForTimeout(300);
      await picture(wide.page, `${theme.name}-wide`);
      assert.deepEqual(wide.problems, []);
      await wide.close();
      const narrow = await openPanel(browser, {
        ...{ theme, width: 420, height: 1000, sharp },
        events: { view: { ...view, selected: "merge" }, runs, run: loopingRun(now) },
      });
      await picture(narrow.page, `${theme.name}-narrow`);
      assert.deepEqual(narrow.problems, []);
      await narrow.close();
    });
  }
});
