import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RunOutput, taskText } from "../../../extension/runs/runOutput";
import { newRunKey } from "../../../extension/runs/runPlan";
import {
  headerText,
  outcomeText,
  quoted,
  terminalLines,
} from "../../../extension/runs/terminalText";
import type { RunState } from "../../../runtime/core/run";
import { stripAnsi } from "../../../runtime/core/runnerOutput";

const ended = (more: Partial<RunState>): RunState => ({
  key: "k",
  flow: "F",
  kind: "run",
  runId: null,
  status: "succeeded",
  startedAt: 0,
  endedAt: 4000,
  steps: [],
  reason: null,
  ...more,
});

describe("the terminal of a run", () => {
  it("shows the command as one would type it, and the notices", () => {
    const text = stripAnsi(headerText(["python", "my flow.py", "run"], ["@retry is left out"]));
    assert.match(text, /^\$ python 'my flow.py' run\n! @retry is left out\n/);
  });

  it("quotes what a shell would take apart", () => {
    assert.equal(quoted("--alpha=1.5"), "--alpha=1.5");
    assert.equal(quoted("a;b"), "'a;b'");
    assert.equal(quoted("it's"), `'it'\\''s'`);
    assert.equal(quoted("$(x)"), "'$(x)'");
    assert.equal(quoted(""), "''");
  });

  it("ends with the outcome", () => {
    assert.equal(stripAnsi(outcomeText(ended({}))), "\n✓ succeeded · 4s\n");
    const failed = ended({ status: "failed", reason: "ValueError: no rows" });
    assert.equal(stripAnsi(outcomeText(failed)), "\n✗ failed · 4s · ValueError: no rows\n");
    const cancelled = ended({ status: "cancelled" });
    assert.equal(stripAnsi(outcomeText(cancelled)), "\n⊘ cancelled by you · 4s\n");
  });

  it("ends lines as a terminal needs it", () => {
    assert.equal(terminalLines("a\nb\r\nc"), "a\r\nb\r\nc");
  });
});

describe("a run's output", () => {
  it("is told apart by step and task", () => {
    const output = new RunOutput("/logs/k.log");
    output.add({ step: null, task: null, text: "head\n" });
    output.add({ step: "fit", task: "1", text: "one\n" });
    output.add({ step: "fit", task: "2", text: "two\n" });
    assert.equal(output.text(), "head\none\ntwo\n");
    assert.equal(output.text("fit"), "one\ntwo\n");
    assert.equal(output.text("fit", "2"), "two\n");
    assert.equal(output.text("end"), "");
  });

  it("lets the oldest go when there is too much, and says so", () => {
    const output = new RunOutput("/logs/k.log", 100);
    for (let i = 0; i < 50; i++) output.add({ step: "s", task: "1", text: `line ${i}\n` });
    assert.match(output.text("s"), /^… earlier output is in \/logs\/k\.log\n/);
    assert.match(output.text("s"), /line 49\n$/);
    assert.ok(output.text("s").length < 200);
  });

  it("loses its colours in a document", () => {
    assert.equal(stripAnsi("\u001b[1;31mred\u001b[0m \u001b]8;;x\u0007link\u001b[K"), "red link");
  });

  it("loses what every line of one task repeats", () => {
    assert.equal(
      taskText("2026-11-22 02:20:49.145 [17/fit/3 (pid 78)] two [x] words\nplain\n"),
      "02:20:49.145 two [x] words\nplain\n",
    );
  });
});

describe("run keys", () => {
  it("sort by time and differ within a millisecond", () => {
    assert.ok(newRunKey(1_700_000_000_000, 0.5) < newRunKey(1_700_000_000_001, 0.1));
    assert.notEqual(newRunKey(1, 0.1), newRunKey(1, 0.2));
  });
});
