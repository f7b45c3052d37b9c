import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { it } from "node:test";

const root = resolve(__dirname, "../../../..");
const reporter = join(root, "test/support/reporter.mjs");

interface Outcome {
  readonly outcome: string;
  readonly name: string;
  readonly reason?: string;
  readonly error?: string;
}

/** What the reporter prints and counts for a test file of the given text. */
function report(text: string): { readonly printed: string; readonly outcomes: readonly Outcome[] } {
  const folder = mkdtempSync(join(tmpdir(), "flowlens-reporter-"));
  try {
    const file = join(folder, "sample.test.js");
    const tally = join(folder, "tally");
    writeFileSync(file, `const { it, describe } = require("node:test");\n${text}`);
    writeFileSync(tally, "");
    const own = { NODE_TEST_CONTEXT: undefined, FLOWLENS_TALLY: tally, FLOWLENS_VERBOSE: "" };
    const env = { ...process.env, ...own };
    const args = ["--test", `--test-reporter=${reporter}`, file];
    const { stdout } = spawnSync(process.execPath, args, { cwd: root, env, encoding: "utf8" });
    const lines = readFileSync(tally, "utf8").split("\n").filter(Boolean);
    return { printed: stdout, outcomes: lines.map((line) => JSON.parse(line) as Outcome) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const summary = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.map(({ outcome, name }) => `${outcome} ${name}`);

it("counts tests, not the suites that hold them, and prints no closing lines", () => {
  const text = 'describe("a", () => { it("b", () => {}); it("c", () => {}); });';
  const { printed, outcomes } = report(text);
  assert.deepEqual(summary(outcomes), ["passed a › b", "passed a › c"]);
  assert.equal(printed, "");
});

it("prints a failure with its name, its difference and what the file said", () => {
  const text =
    'it("d", () => { console.log("hint"); require("node:assert/strict").deepEqual({ x: 1 }, { x: 2 }); });';
  const { printed, outcomes } = report(text);
  assert.deepEqual(summary(outcomes), ["failed d"]);
  assert.match(printed, /✗ d\n/);
  assert.match(printed, /\+ {3}x: 1/);
  assert.match(printed, /hint/);
});

it("says why a test was skipped", () => {
  const { printed, outcomes } = report('it("e", { skip: "no moon" }, () => {});');
  assert.deepEqual(outcomes[0]?.reason, "no moon");
  assert.match(printed, /e: skipped, no moon/);
});

it("counts a file without tests, and one that breaks on loading, as failures", () => {
  assert.deepEqual(
    report("").outcomes.map(({ outcome }) => outcome),
    ["failed"],
  );
  const { outcomes } = report('throw new Error("broken file");');
  assert.deepEqual(
    outcomes.map(({ outcome }) => outcome),
    ["failed"],
  );
});

it("tells what passed only when it was tried again", () => {
  const text = 'it("f", (test) => test.diagnostic("passed at the second try: f\\nError: once"));';
  const { printed, outcomes } = report(text);
  assert.deepEqual(summary(outcomes), ["passed f"]);
  assert.equal(printed, "  ~ passed at the second try: f\n    Error: once\n");
});
