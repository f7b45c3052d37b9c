import { asked, fakeContext, isCancellation, script, user } from "./fakeEditor";
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { chooseOrigin } from "../../../extension/runs/originPick";
import { askParameters } from "../../../extension/runs/parameterInput";
import { RunStorage } from "../../../extension/runs/runStorage";
import { readFlow } from "../../../runtime/core/readFlow";

const root = mkdtempSync(join(tmpdir(), "flowlens questions "));
after(() => {
  rmSync(root, { recursive: true });
});

let storage: RunStorage;
beforeEach(() => {
  storage = new RunStorage(fakeContext(root));
});

/** Writes what Metaflow's local datastore keeps of a task. */
function task(run: string, id: string, fields: Readonly<Record<string, string>>): void {
  const folder = join(root, "F", run, "fit", id, "_meta");
  mkdirSync(folder, { recursive: true });
  for (const [name, value] of Object.entries({ attempt: "0", ...fields }))
    writeFileSync(join(folder, `sysmeta_${name}_1700000000000.json`), JSON.stringify({ value }));
  mkdirSync(join(root, "F", run, "_meta"), { recursive: true });
  const self = JSON.stringify({ ts_epoch: 1_700_000_000_000 + Number(run) });
  writeFileSync(join(root, "F", run, "_meta", "_self.json"), self);
}

describe("the run that feeds a step", () => {
  const target = { uri: "file:///f.py", flow: "F", step: "fit" };
  const choose = () => chooseOrigin(target, { root, datastore: null, own: [] }, storage);
  beforeEach(() => {
    rmSync(join(root, "F"), { recursive: true, force: true });
  });

  it("is not asked for when there is none or one", async () => {
    script();
    assert.equal(await choose(), null);
    task("1", "2", { attempt_ok: "True" });
    assert.equal(await choose(), "1/fit/2");
    assert.deepEqual(user.questions, []);
  });

  it("is the latest one first, whichever was used last", async () => {
    for (const run of ["1", "2", "3"]) task(run, "4", { attempt_ok: "True" });
    script("Run 1");
    assert.equal(await choose(), "1/fit/4");
    assert.deepEqual(
      asked().items.map((item) => item.slice(0, 5)),
      ["Run 3", "Run 2", "Run 1"],
    );
    script("Run 3");
    assert.equal(await choose(), "3/fit/4");
    const [latest = "", , first = ""] = asked().items;
    assert.match(latest, /^Run 3 /);
    assert.ok(!latest.includes("used last"));
    assert.match(first, /^Run 1 .* · used last$/);
  });

  it("names foreach tasks and failed ones, and Escape starts nothing", async () => {
    task("1", "2", {
      "foreach-stack": "",
      "foreach-execution-path": "start:0",
      attempt_ok: "True",
    });
    task("1", "3", { "foreach-execution-path": "start:1", attempt_ok: "False" });
    script(undefined);
    await assert.rejects(choose(), isCancellation);
    const [first = "", second = ""] = asked().items;
    assert.match(first, /^Run 1 item 1 · /);
    assert.match(second, /^Run 1 item 2 · failed · /);
  });
});

describe("askParameters", () => {
  const target = { uri: "file:///f.py", flow: "F" };
  const ask = (declarations: readonly string[]) => {
    const lines = declarations.map((line) => `    ${line}\n`).join("");
    const text = `from metaflow import *\nclass F(FlowSpec):\n${lines}    @step\n    def start(self):\n        pass\n`;
    const [flow] = readFlow(text).flows;
    assert.ok(flow);
    return askParameters(flow, target, storage);
  };

  it("asks only for what Metaflow would refuse to run without", async () => {
    script();
    assert.deepEqual(await ask([`a = Parameter("a", default=3)`]), []);
    script("yes", " 7 ");
    const values = await ask([
      `flag = Parameter("flag", type=bool, required=True, help="Really?")`,
      `n = Parameter("n", type=int, required=True)`,
    ]);
    assert.deepEqual(values, [
      { name: "flag", value: "True" },
      { name: "n", value: "7" },
    ]);
    assert.deepEqual(
      user.questions.map(({ title, prompt }) => [title, prompt]),
      [
        ["F (1 of 2)", "Parameter flag (bool): Really?"],
        ["F (2 of 2)", "Parameter n (int)"],
      ],
    );
  });

  it("offers the last answer, and says what an empty one means", async () => {
    const optional = [`a = Parameter("a")`];
    script("x");
    assert.deepEqual(await ask(optional), [{ name: "a", value: "x" }]);
    assert.equal(asked().placeHolder, "Empty: not passed (None)");
    script("");
    assert.deepEqual(await ask(optional), []);
    assert.equal(asked().value, "x");
    script("y");
    await ask([`b = Parameter("b", required=True)`]);
    assert.equal(asked().placeHolder, undefined);
  });

  it("Escape starts nothing", async () => {
    script(undefined);
    await assert.rejects(ask([`a = Parameter("a")`]), isCancellation);
  });
});
