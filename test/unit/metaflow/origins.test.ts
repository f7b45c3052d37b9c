import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { runsWithStep } from "../../../runtime/metaflow/localDatastore";
import { oneTaskTag } from "../../../runtime/metaflow/oneTask";

describe("the runs that can feed a step in a remote datastore", () => {
  let root = "";
  before(async () => {
    root = await mkdtemp(join(tmpdir(), "flowlens origins "));
    await run("30", []);
    await run("31", [oneTaskTag]);
    await task("30", "1", "local");
    await task("30", "2", "s3");
    await task("31", "1", "s3");
  });
  after(() => rm(root, { recursive: true }));

  async function run(id: string, tags: readonly string[]): Promise<void> {
    await write(["F", id, "_meta"], "_self.json", { ts_epoch: 1, tags });
  }

  async function task(id: string, name: string, datastore: string): Promise<void> {
    const folder = ["F", id, "fit", name, "_meta"];
    await write(folder, "sysmeta_attempt_1.json", { value: "0" });
    await write(folder, "sysmeta_ds-type_1.json", { value: datastore });
  }

  async function write(folder: readonly string[], name: string, value: object): Promise<void> {
    await mkdir(join(root, ...folder), { recursive: true });
    await writeFile(join(root, ...folder, name), JSON.stringify(value));
  }

  async function found(datastore: string | null): Promise<readonly string[]> {
    const runs = await runsWithStep(root, "F", "fit", { datastore });
    return runs.flatMap(({ tasks }) => tasks.map(({ pathspec }) => pathspec));
  }

  it("have their data there", async () => {
    assert.deepEqual(await found("s3"), ["30/fit/2"]);
    assert.deepEqual(await found("gs"), []);
  });

  it("are never those that hold one task alone: its inputs are in another run", async () => {
    assert.deepEqual(await found(null), ["30/fit/1", "30/fit/2"]);
  });
});
