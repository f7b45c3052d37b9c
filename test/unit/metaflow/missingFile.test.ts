import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { lacksFileIn } from "../../../runtime/metaflow/missingFile";

const root = mkdtempSync(join(tmpdir(), "flowlens-missing-"));
after(() => {
  rmSync(root, { recursive: true, force: true });
});
mkdirSync(join(root, "flows"));
writeFileSync(join(root, "here.txt"), "");
writeFileSync(join(root, "flows", "beside.txt"), "");

describe("a file that a flow names", () => {
  const lacks = lacksFileIn([root, join(root, "flows")], root);

  it("is looked for in each folder and at home", () => {
    for (const path of ["here.txt", "beside.txt", "~/here.txt", join(root, "here.txt")])
      assert.equal(lacks(path), false, path);
    for (const path of ["gone.txt", "flows/here.txt", "~/beside.txt", join(root, "gone.txt")])
      assert.equal(lacks(path), true, path);
  });

  it("is not looked for on other machines, nor in the homes of others", () => {
    for (const path of ["//server/share/a", String.raw`\\server\share\a`, "~somebody/a"])
      assert.equal(lacks(path), false, path);
  });
});
