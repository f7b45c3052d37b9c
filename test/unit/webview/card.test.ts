import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { DagNode } from "../../../runtime/core/dag";
import type { RunState } from "../../../runtime/core/run";
import { cardContent, type CardContent } from "../../../webview/dag/cardContent";
import { cardHeight, cardWidth, growth, layoutCard } from "../../../webview/dag/cardLayout";
import { cutEnd, cutMiddle, type Measure } from "../../../webview/dag/measure";
import { stepsOf } from "../../../webview/dag/progress";
import { stripPieces } from "../../../webview/dag/strip";
import { failingRun, fakeNode, fakeRun, loopingRun, regionalTraining } from "../../webview/fakes";

const now = 1_000_000;
/** Every character is six pixels wide. */
const measure: Measure = (text) => text.length * 6;

const say = (node: DagNode, run: RunState | null): CardContent =>
  cardContent(node, { dag: regionalTraining, run, steps: stepsOf(run), now });
const step = (id: string): DagNode => regionalTraining.nodes.find((node) => node.id === id)!;
const written = (content: CardContent, width = 184): string[] =>
  layoutCard(content, width, measure).texts.map(({ text }) => text);

describe("what a card says", () => {
  it("leads with the type from the text, and with the state in a run", () => {
    assert.deepEqual(
      [say(step("load"), null).lead, say(step("load"), null).trailing],
      ["split", null],
    );
    const inRun = say(step("load"), failingRun(now));
    assert.deepEqual([inRun.lead, inRun.trailing], ["succeeded", "split"]);
    assert.equal(say(step("quick"), null).lead, null);
  });

  it("draws start and end as circles only while they have nothing more to say", () => {
    assert.equal(say(step("start"), null).shape, "circle");
    assert.equal(say(step("end"), null).shape, "double-circle");
    const end = { kind: "end", isEnd: true } as const;
    assert.equal(say(fakeNode("end", { ...end, badges: { cards: 1 } }), null).shape, "round");
    const failed = fakeRun("F", now, { end: { state: "failed", reason: "boom" } });
    assert.equal(say(fakeNode("end", end), failed).shape, "round");
    const only = fakeNode("start", { kind: "end", isStart: true, isEnd: true });
    assert.equal(say(only, null).shape, "round");
  });

  it("gives the lines of a failed body in order", () => {
    assert.deepEqual(written(say(step("fit_b"), failingRun(now))), [
      ...["fit_b", "×100", "OOMKilled: limit 4 GB", "3m 48s", "2 cpu · 4 GB", "2 of 2"],
      ...["61", "3", "of 100"],
    ]);
  });

  it("gives reasons only to what failed or waits", () => {
    const reason = "no node has 1 free GPU";
    const told = (state: "queued" | "failed" | "running"): string | null =>
      say(step("quick"), fakeRun("F", now, { quick: { state, reason } })).reason;
    assert.deepEqual(
      [told("queued"), told("failed"), told("running")],
      [`waits: ${reason}`, reason, null],
    );
  });

  it("says how a switch went, which pass a loop is in, and what was not taken", () => {
    const run = loopingRun(now);
    assert.deepEqual(say(step("choose"), null).notes, ["by mode"]);
    assert.deepEqual(say(step("choose"), run).notes, ["mode = full"]);
    assert.equal(say(step("refine"), run).pass, "pass 4");
    assert.deepEqual(written(say(step("quick"), run)), ["quick", "not taken"]);
  });

  it("counts attempts from one", () => {
    const node = fakeNode("a", { badges: { retries: 2 } });
    const run = fakeRun("F", now, { a: { state: "retrying", seconds: 8, attempt: 1 } });
    assert.deepEqual(say(node, run).notes, ["attempt 2 of 3"]);
  });
});

describe("a card's size and places", () => {
  it("is 36 high, 16 for each further line, 27 for the progress", () => {
    assert.equal(cardHeight(say(step("quick"), null)), 52);
    assert.equal(cardHeight(say(step("fit"), null)), 68);
    assert.equal(cardHeight(say(step("fit"), failingRun(now))), 95);
    assert.equal(cardHeight(say(step("fit_b"), failingRun(now))), 111);
  });

  it("keeps room for what a run may add, and none once nothing can come", () => {
    assert.equal(growth(say(step("fit"), null)), 0);
    assert.equal(growth(say(step("quick"), failingRun(now))), 16);
    assert.equal(growth(say(step("fit"), failingRun(now))), 16);
    assert.equal(growth(say(step("fit"), loopingRun(now))), 0);
  });

  it("is as wide from the text as in a run, from 100 to 200 in steps of 4", () => {
    for (const node of regionalTraining.nodes) {
      const width = cardWidth(say(node, null), measure);
      assert.ok(width >= 100 && width <= 200 && width % 4 === 0);
    }
    const [plain, run] = [say(step("load"), null), say(step("load"), loopingRun(now))];
    assert.equal(cardWidth(plain, measure), cardWidth(run, measure));
  });

  it("drops the word first, and never cuts a number", () => {
    const content = say(step("load"), null);
    assert.ok(written(content, 184).includes("Docker · 2 GB"));
    assert.ok(written(content, 100).includes("2 GB"));
    const fit = say(step("fit"), null);
    for (let width = 60; width < 220; width += 4)
      for (const part of written(fit, width).join("|").split(/[|·]/))
        assert.doesNotMatch(part, /\d[^ ]*…/);
  });

  it("keeps every text inside the card", () => {
    for (const run of [null, failingRun(now), loopingRun(now)])
      for (const node of regionalTraining.nodes)
        for (const scale of [1, 1.1, 1.25]) {
          const content = say(node, run);
          const width = cardWidth(content, measure);
          for (const { text, x, end, face } of layoutCard(content, width, measure, scale).texts) {
            const grown = face === "name" || face === "pending" ? 1.06 : scale;
            const right = end ? x : x + measure(text, face) * grown;
            assert.ok(right <= width - 4, `${text} in ${node.id} at ${scale}`);
          }
        }
  });

  it("keeps findings when there is no room for all badges", () => {
    const badges = { retries: 2, timeout: "10m", cards: 3, catches: true, warnings: 1, errors: 2 };
    const glyphs = layoutCard(say(fakeNode("a", { badges }), null), 100, measure).glyphs;
    const shown = glyphs.map(({ glyph }) => glyph);
    assert.ok(shown.includes("warning") && shown.includes("error") && !shown.includes("catch"));
  });

  it("shortens names in the middle and reasons at the end", () => {
    const width = (text: string): number => text.length;
    assert.equal(cutMiddle("normalise_customers_v2", 16, width), "normalise…ers_v2");
    assert.equal(cutMiddle("train_a_1", 7, width), "tra…a_1");
    assert.equal(cutMiddle("short", 16, width), "short");
    assert.equal(cutMiddle("name", 2, width), "");
    assert.equal(cutEnd("no rows after", 9, width), "no rows…");
  });

  it("fills the strip in proportion, with no piece under 3 px and none outside", () => {
    const counts = { total: 1000, succeeded: 996, failed: 1, running: 1, retrying: 1 };
    const pieces = stripPieces(counts, 184);
    assert.deepEqual(
      pieces.map(({ tone }) => tone),
      ["succeeded", "failed", "running"],
    );
    for (const { width } of pieces) assert.ok(width >= 3);
    const last = pieces.at(-1)!;
    assert.ok(last.x + last.width <= 174.001);
  });
});
