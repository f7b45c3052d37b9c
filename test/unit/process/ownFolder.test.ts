import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { makeOwnFolder, sweepOwnFolders } from "../../../runtime/process/ownFolder";

/** No process has such an id. */
const gone = 2_147_483_600;

const ownersIn = (folder: string): string[] =>
  readdirSync(folder).filter((name) => name.startsWith("owner-"));

/** As if its processes had ended. */
function leave(folder: string): void {
  for (const name of ownersIn(folder)) rmSync(join(folder, name));
  writeFileSync(join(folder, `owner-${gone}-1`), "");
}

describe("a temporary folder of our own", () => {
  it("is for this user alone, and can be removed twice", async () => {
    const own = await makeOwnFolder("trigger");
    assert.equal(statSync(own.path).mode & 0o777, 0o700);
    own.remove();
    own.remove();
    assert.ok(!existsSync(own.path));
  });

  it("is swept when its processes are gone, and only then", async () => {
    const living = await makeOwnFolder("metaflow-home");
    const left = await makeOwnFolder("cards");
    writeFileSync(join(left.path, `owner-${gone}-1`), "");
    await sweepOwnFolders();
    assert.ok(existsSync(left.path), "its own process still runs");
    leave(left.path);
    await sweepOwnFolders();
    assert.ok(!existsSync(left.path));
    await living.keepWhile(gone);
    await sweepOwnFolders();
    assert.ok(existsSync(living.path));
    living.remove();
  });

  it("is swept by whoever makes the next one, whatever for", async () => {
    const left = await makeOwnFolder("kubeconfig");
    leave(left.path);
    const next = await makeOwnFolder("run");
    for (let i = 0; i < 100 && existsSync(left.path); i++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(!existsSync(left.path));
    next.remove();
  });

  it("is not what somebody else calls so", async () => {
    const other = mkdtempSync(join(tmpdir(), "flowlens-run-of-a-test-"));
    await sweepOwnFolders();
    assert.ok(existsSync(other));
    rmSync(other, { recursive: true });
  });
});
