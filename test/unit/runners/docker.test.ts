import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { createDockerRunner } from "../../../runtime/runners/docker";
import type { FollowOptions, RunRecord } from "../../../runtime/runners/runner";

const folder = mkdtempSync(join(tmpdir(), "flowlens docker "));
const bundle = join(folder, "docker.js");
const told = join(folder, "told");
// In place of the program that talks to the engine: says what it was asked, and of which engine.
writeFileSync(
  bundle,
  `require("fs").appendFileSync(${JSON.stringify(told)}, process.argv.slice(2).join(" ") + " at " + process.env.DOCKER_HOST + "\\n");`,
);
after(() => {
  rmSync(folder, { recursive: true });
});

const logFile = join(folder, "log");
const record: RunRecord = {
  ...{ key: "k1", kind: "run", flow: "F", file: "/f.py", step: null, where: "docker" },
  ...{ pid: 2_147_483_600, processStart: "1", startedAt: 1, logFile, datastoreRoot: folder },
};

async function follow(options: FollowOptions): Promise<string> {
  writeFileSync(logFile, "");
  writeFileSync(told, "");
  const runner = createDockerRunner(bundle);
  const types: string[] = [];
  for await (const { type } of runner.follow(record, new AbortController().signal, options))
    types.push(type);
  assert.equal(types.at(-1), "exited");
  return readFileSync(told, "utf8");
}

describe("a run in Docker that an earlier window began", () => {
  it("is swept at its end, at the engine that today's variables name", async () => {
    const environment = (): Promise<{ DOCKER_HOST: string }> =>
      Promise.resolve({ DOCKER_HOST: "tcp://box:2375" });
    assert.equal(await follow({ environment }), "sweep k1 at tcp://box:2375\n");
  });

  it("whose end was seen is only read", async () => {
    assert.equal(await follow({ ended: true }), "");
  });
});
