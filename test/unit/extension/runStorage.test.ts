import { fakeContext } from "./fakeEditor";
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { ExtensionContext } from "vscode";
import type { Run } from "../../../extension/runs/run";
import { RunService } from "../../../extension/runs/runService";
import { RunStorage } from "../../../extension/runs/runStorage";
import { localRunner } from "../../../runtime/runners/local";
import { readStoredRun } from "../../../extension/runs/storedRun";
import { storedRun } from "./storedRuns";

const root = mkdtempSync(join(tmpdir(), "flowlens storage "));
after(() => {
  rmSync(root, { recursive: true });
});

let count = 0;
let folder = "";
let context: ExtensionContext;
let storage: RunStorage;
beforeEach(() => {
  folder = join(root, `w${count++}`);
  mkdirSync(join(folder, "runs"), { recursive: true });
  context = fakeContext(folder);
  storage = new RunStorage(context);
});

const nobody: ReadonlySet<string> = new Set();
const keysOf = (runs: readonly { readonly record: { readonly key: string } }[]) =>
  runs.map(({ record }) => record.key);
const filesOf = (key: string) =>
  ["json", "log"].filter((end) => existsSync(join(folder, "runs", `${key}.${end}`)));

/** Keeps a run, with a log. */
async function keep(key: string, active = nobody): Promise<readonly string[]> {
  writeFileSync(storage.logFile(key), "");
  const status = active.has(key) ? "running" : "succeeded";
  return storage.save(storedRun(key, status, join(folder, "runs")), active);
}

describe("RunStorage", () => {
  it("gives back what a later window needs", async () => {
    await keep("a");
    const later = new RunStorage(context);
    assert.ok(later.hasRuns);
    assert.deepEqual(await later.load(), [storedRun("a", "succeeded", join(folder, "runs"))]);
  });

  it("keeps thirty, and never drops a run that goes on", async () => {
    const active = new Set(["a-long"]);
    await keep("a-long", active);
    const dropped: string[] = [];
    for (let i = 10; i < 45; i++) dropped.push(...(await keep(`b${i}`, active)));
    assert.deepEqual(dropped, ["b10", "b11", "b12", "b13", "b14"]);
    assert.deepEqual(filesOf("b10"), []);
    assert.deepEqual(filesOf("a-long"), ["json", "log"]);
    assert.equal((await storage.load()).length, 31);
    // Having ended, it counts as the newest.
    assert.deepEqual(await keep("a-long"), ["b15"]);
    assert.deepEqual(await keep("b45"), ["b16"]);
    assert.ok(keysOf(await storage.load()).includes("a-long"));
  });

  it("removes a run with its log", async () => {
    await keep("a");
    await keep("b");
    await storage.remove("a");
    assert.deepEqual(filesOf("a"), []);
    assert.deepEqual(keysOf(await storage.load()), ["b"]);
  });

  it("leaves out what cannot be read", async () => {
    for (const key of ["good", "cut", "old", "odd", "gone"]) await keep(key);
    const write = (key: string, text: string) => {
      writeFileSync(join(folder, "runs", `${key}.json`), text);
    };
    const text = JSON.stringify(storedRun("x", "succeeded"));
    write("cut", text.slice(0, 200));
    write("old", text.replace(`"version":1`, `"version":0`));
    write("odd", text.replace(`"steps":[]`, `"steps":[{"name":"start"}]`));
    rmSync(join(folder, "runs", "gone.json"));
    assert.deepEqual(keysOf(await storage.load()), ["good"]);
    await context.workspaceState.update("runs", "nonsense");
    assert.deepEqual(await storage.load(), []);
  });

  it("fills in options that an older version did not know", async () => {
    const target = { uri: "file:///f.py", flow: "F" };
    await context.workspaceState.update("options:file:///f.py#F", { branch: "b" });
    assert.equal(storage.options(target).branch, "b");
    assert.deepEqual(storage.options(target).configs, []);
  });
});

describe("readStoredRun", () => {
  it("takes nothing that lacks a part the views use", () => {
    const whole = storedRun("a", "succeeded");
    assert.ok(readStoredRun(JSON.stringify(whole)));
    for (const part of Object.keys(whole)) {
      const without = Object.fromEntries(Object.entries(whole).filter(([name]) => name !== part));
      assert.equal(readStoredRun(JSON.stringify(without)), null, part);
    }
    for (const text of ["", "null", "[]", "{}", "7"]) assert.equal(readStoredRun(text), null);
  });
});

describe("RunService", () => {
  const service = (): RunService => new RunService(new RunStorage(context), () => localRunner);
  const keys = (runs: readonly Run[]) => runs.map(({ key }) => key).sort();

  it("shows the runs of earlier windows, whatever became of one of them", async () => {
    await keep("good");
    await keep("bad");
    writeFileSync(join(folder, "runs", "bad.json"), `{"state":{}}`);
    const runs = service();
    await runs.restore();
    assert.deepEqual(keys(runs.list()), ["good"]);
    runs.dispose();
  });

  it("reads the runs anew when that failed once", async () => {
    await keep("good");
    let fails = true;
    const flaky = new RunStorage(context);
    const load = flaky.load.bind(flaky);
    flaky.load = () => (fails ? Promise.reject(new Error("no")) : load());
    const runs = new RunService(flaky, () => localRunner);
    await runs.restore();
    assert.deepEqual(keys(runs.list()), []);
    fails = false;
    await runs.restore();
    assert.deepEqual(keys(runs.list()), ["good"]);
    runs.dispose();
  });

  it("forgets what the storage dropped, and a removed run for good", async () => {
    for (let i = 10; i < 40; i++) await keep(`b${i}`);
    // It had not ended when the last window was closed; its process is gone and its log is done.
    const log = "2026-11-22 10:00:00.000 Done!\n";
    const going = storedRun("c", "running", join(folder, "runs"));
    await storage.save(going, new Set(["c", "b10"]));
    writeFileSync(storage.logFile("c"), log);
    const runs = service();
    await runs.restore();
    assert.equal(runs.list().length, 31);
    const ended = runs.get("c");
    const deadline = Date.now() + 5000;
    while ((ended?.active === true || runs.get("b10") !== undefined) && Date.now() < deadline)
      await sleep(20);
    assert.equal(ended?.state.status, "failed");
    assert.equal(runs.list().length, 30);
    await Promise.all(runs.list().map((run) => runs.remove(run)));
    assert.deepEqual(runs.list(), []);
    assert.deepEqual(await storage.load(), []);
    runs.dispose();
  });
});
