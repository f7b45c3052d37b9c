import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { runMetaflow, type MetaflowCommand } from "../../../runtime/deploy/metaflowProcess";

const folder = mkdtempSync(join(tmpdir(), "flowlens process "));
after(() => {
  rmSync(folder, { recursive: true });
});

/** A program of Node's in the place of Python. */
function program(name: string, text: string, limit = 20_000): MetaflowCommand {
  const file = join(folder, `${name}.js`);
  writeFileSync(file, text);
  return { python: process.execPath, args: [file, "a b"], cwd: folder, env: process.env, limit };
}

const never = new AbortController().signal;

describe("a command of Metaflow", () => {
  it("is heard to its end, both streams", async () => {
    const heard: string[] = [];
    const text = `console.error("to err"); console.log(process.argv[2]); process.exitCode = 3;`;
    const result = await runMetaflow(program("ends", text), never, (piece) => heard.push(piece));
    assert.equal(result.code, 3);
    assert.equal(result.ended, "itself");
    assert.equal(result.stdout, "a b\n");
    assert.ok(result.output.includes("to err\n") && result.output.includes("a b\n"));
    assert.equal(heard.join(""), result.output);
  });

  /** Starts a child that lives on by itself; the file tells its id. */
  const stubborn = `
    const { spawn } = require("node:child_process");
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    require("node:fs").writeFileSync("child", String(child.pid));
    process.on("SIGINT", () => process.exit(1));
    setInterval(() => {}, 1000);`;

  const childIsGone = async (): Promise<void> => {
    const pid = Number(readFileSync(join(folder, "child"), "utf8"));
    for (let tries = 0; tries < 50; tries++) {
      try {
        process.kill(pid, 0);
      } catch {
        return;
      }
      await sleep(50);
    }
    assert.fail("the child lives on");
  };

  it("is ended with all it started when it is cancelled", async () => {
    const control = new AbortController();
    const running = runMetaflow(program("cancelled", stubborn), control.signal);
    while (!existsSync(join(folder, "child"))) await sleep(20);
    await sleep(100);
    control.abort();
    assert.equal((await running).ended, "cancelled");
    await childIsGone();
    rmSync(join(folder, "child"));
  });

  it("is ended when it takes too long", async () => {
    const running = runMetaflow(program("late", stubborn, 1500), never);
    assert.equal((await running).ended, "limit");
    await childIsGone();
  });

  it("that was cancelled before does not go on", async () => {
    const running = runMetaflow(
      program("never", "setInterval(() => {}, 1000)"),
      AbortSignal.abort(),
    );
    assert.equal((await running).ended, "cancelled");
  });

  it("that can't be started rejects", async () => {
    const command = { ...program("missing", ""), python: join(folder, "no-python") };
    await assert.rejects(runMetaflow(command, never), /ENOENT/);
  });
});
