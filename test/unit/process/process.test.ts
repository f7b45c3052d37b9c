import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { groupExists, isAlive, processStart } from "../../../runtime/process/identity";
import { startProgram } from "../../../runtime/process/spawn";
import { stopGroup } from "../../../runtime/process/stop";
import { tail } from "../../../runtime/process/tail";

let folder = "";
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "flowlens process '; $(x) ü "));
});
after(() => rm(folder, { recursive: true }));

const start = (script: string, name: string, ...args: readonly string[]) =>
  startProgram({
    command: process.execPath,
    args: ["-e", script, "--", ...args],
    cwd: folder,
    env: process.env,
    logFile: join(folder, "logs", name),
  });
const log = (name: string) => readFile(join(folder, "logs", name), "utf8");

async function until(condition: () => Promise<boolean> | boolean): Promise<void> {
  for (let i = 0; i < 200; i++) {
    if (await condition()) return;
    await sleep(25);
  }
  assert.fail("it never came true");
}

describe("startProgram", () => {
  it("passes arguments as they are and writes both outputs to the log, in order", async () => {
    const odd = ["a b", `'";$(touch x)\`id\``, "ü\n2", "--flag", ""];
    const script =
      'process.stdout.write(JSON.stringify(process.argv.slice(1))); process.stderr.write("!err"); process.exitCode = 3';
    const { exit } = await start(script, "args.log", ...odd);
    assert.deepEqual(await exit, { code: 3, signal: null });
    assert.equal(await log("args.log"), `${JSON.stringify(odd)}!err`);
    assert.equal((await stat(join(folder, "logs", "args.log"))).mode & 0o777, 0o600);
  });

  it("rejects with the system's code when there is no such program", async () => {
    const program = {
      command: join(folder, "nowhere"),
      args: [],
      cwd: folder,
      env: {},
      logFile: join(folder, "logs", "none.log"),
    };
    await assert.rejects(startProgram(program), { code: "ENOENT" });
  });

  it("gives the program a group of its own and an identity", async () => {
    const { id, exit } = await start("setTimeout(() => {}, 60000)", "group.log");
    assert.equal(id.start, await processStart(id.pid));
    assert.notEqual(id.start, null);
    assert.equal(await isAlive(id), true);
    assert.equal(await isAlive({ pid: id.pid, start: "0" }), false);
    assert.equal(groupExists(id.pid), true);
    await stopGroup(id);
    assert.deepEqual(await exit, { code: null, signal: "SIGINT" });
    assert.equal(await isAlive(id), false);
  });
});

describe("stopGroup", () => {
  const child = (body: string) =>
    `require("node:child_process").spawn(process.execPath, ["-e", ${JSON.stringify(body)}], { stdio: "inherit" });`;
  const stubborn =
    'process.on("SIGINT", () => {}); console.log("ready"); setInterval(() => {}, 1000)';

  it("lets a program wind up", async () => {
    const script =
      'process.on("SIGINT", () => { console.log("bye"); process.exit(7); }); console.log("ready"); setInterval(() => {}, 1000)';
    const { id, exit } = await start(script, "polite.log");
    await until(async () => (await log("polite.log")).includes("ready"));
    assert.equal(await stopGroup(id, 5_000), false);
    assert.deepEqual(await exit, { code: 7, signal: null });
    assert.match(await log("polite.log"), /bye/);
  });

  it("kills what ignores it, once the grace is over", async () => {
    const { id, exit } = await start(stubborn, "stubborn.log");
    await until(async () => (await log("stubborn.log")).includes("ready"));
    assert.equal(await stopGroup(id, 200), true);
    assert.deepEqual(await exit, { code: null, signal: "SIGKILL" });
    assert.equal(groupExists(id.pid), false);
  });

  it("reaches a child whose parent left at once", async () => {
    const script = `${child(stubborn)} process.on("SIGINT", () => process.exit(0)); setInterval(() => {}, 1000)`;
    const { id, exit } = await start(script, "orphan.log");
    await until(async () => (await log("orphan.log")).includes("ready"));
    assert.equal(await stopGroup(id, 5_000), true);
    assert.deepEqual(await exit, { code: 0, signal: null });
    assert.equal(groupExists(id.pid), false);
  });

  it("reaches a child that was orphaned long before", async () => {
    const script = `${child(stubborn)} setTimeout(() => process.exit(0), 300)`;
    const { id, exit } = await start(script, "left.log");
    await exit;
    await until(async () => (await log("left.log")).includes("ready"));
    assert.equal(await stopGroup(id, 200), true);
    assert.equal(groupExists(id.pid), false);
  });

  it("does not touch another process that got the same pid", async () => {
    const { id, exit } = await start("setTimeout(() => {}, 60000)", "other.log");
    assert.equal(await stopGroup({ pid: id.pid, start: "0" }, 100), false);
    assert.equal(await isAlive(id), true);
    await stopGroup(id);
    await exit;
  });
});

describe("tail", () => {
  it("reads what is there and what comes, whole characters only, to the very end", async () => {
    const file = join(folder, "tail.log");
    const bytes = Buffer.from("äöü\n");
    await writeFile(file, "first\n");
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const writer = (async () => {
      await sleep(60);
      await appendFile(file, bytes.subarray(0, 3));
      await sleep(60);
      await appendFile(file, bytes.subarray(3));
      await sleep(60);
      await appendFile(file, "last");
      end();
    })();
    const pieces: string[] = [];
    for await (const piece of tail(file, ended)) pieces.push(piece);
    await writer;
    assert.equal(pieces.join(""), "first\näöü\nlast");
    assert.ok(pieces.length > 2);
    assert.ok(!pieces.join("").includes("\uFFFD"));
  });

  it("stops when it is detached, though the file goes on", async () => {
    const file = join(folder, "detached.log");
    await writeFile(file, "x");
    const detached = new AbortController();
    setTimeout(() => {
      detached.abort();
    }, 50);
    const pieces: string[] = [];
    const never = new Promise(() => undefined);
    for await (const piece of tail(file, never, detached.signal)) pieces.push(piece);
    assert.deepEqual(pieces, ["x"]);
  });
});
