import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, it } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = resolve(__dirname, "../../../..");
const installer = pathToFileURL(join(root, "test/bed/install.mjs")).href;
const scratch = mkdtempSync(join(tmpdir(), "flowlens-install-"));
after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

/** Installs a part whose building writes a line to `built`, in a process of its own. */
async function install(cache: string): Promise<void> {
  const script = `
    import { appendFileSync } from "node:fs";
    import { join } from "node:path";
    const { installOnce } = await import(${JSON.stringify(installer)});
    await installOnce("part", "1.0", async (folder) => {
      await new Promise((resolve) => setTimeout(resolve, 200));
      appendFileSync(join(folder, "..", "built"), "once\\n");
    });`;
  const env = { ...process.env, FLOWLENS_CACHE: cache };
  await run(process.execPath, ["--input-type=module", "-e", script], { env });
}

const times = (cache: string): number =>
  readFileSync(join(cache, "built"), "utf8").split("\n").filter(Boolean).length;

it("a part is installed once, also when two ask at the same time", async () => {
  const cache = join(scratch, "twice");
  await Promise.all([install(cache), install(cache)]);
  await install(cache);
  assert.equal(times(cache), 1);
});

it("a half-done installation is begun again, and a dead owner's lock is taken over", async () => {
  const cache = join(scratch, "half");
  const part = join(cache, "part-1.0");
  mkdirSync(part, { recursive: true });
  writeFileSync(join(part, "left over"), "");
  mkdirSync(`${part}.lock`);
  writeFileSync(join(`${part}.lock`, "pid"), "999999999");
  await install(cache);
  assert.equal(times(cache), 1);
  assert.ok(!existsSync(join(part, "left over")));
});
