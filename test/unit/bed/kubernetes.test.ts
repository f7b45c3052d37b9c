import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, it } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = resolve(__dirname, "../../../..");
const scratch = mkdtempSync(join(tmpdir(), "flowlens-programs-"));
after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

const moduleUrl = (name: string): string =>
  pathToFileURL(join(root, "test/bed/kubernetes", name)).href;

interface Job {
  readonly kind: string;
  readonly metadata: {
    readonly generateName: string;
    readonly labels: object;
    readonly annotations: object;
  };
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly object[] } };
  };
}

it("what is not built is told in a sentence, and nothing is built unasked", async () => {
  const script = `
    const { ensurePrograms } = await import(${JSON.stringify(moduleUrl("programs.mjs"))});
    await ensurePrograms().catch(({ message }) => console.log(message));`;
  const env: NodeJS.ProcessEnv = { ...process.env, FLOWLENS_SHARED_CACHE: scratch };
  delete env["CI"];
  const { stdout } = await run(process.execPath, ["--input-type=module", "-e", script], { env });
  const expected = process.platform === "linux" ? /npm run setup:cluster/ : /Linux only/;
  assert.match(stdout, expected);
  assert.equal(stdout.trim().split("\n").length, 1);
});

it("a Job of the bed is one that Metaflow made", async () => {
  const recorded = readFileSync(join(root, "test/cluster/ok.jsonl"), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { object: Job }).object)
    .find(({ kind }) => kind === "Job")!;
  const { metaflowJob } = (await import(moduleUrl("objects.mjs"))) as {
    metaflowJob: (options: object) => Job;
  };
  const size = { cpu: "500m", memory: "256M", image: "docker.io/library/mfpod:1" };
  const made = metaflowJob({ flow: "OkFlow", run: "1795308040004114", ...size });
  assert.deepEqual(made.metadata.labels, recorded.metadata.labels);
  assert.deepEqual(made.metadata.annotations, recorded.metadata.annotations);
  assert.match(made.metadata.generateName, /^t-[0-9a-f]{8}-$/);
  assert.match(recorded.metadata.generateName, /^t-[0-9a-f]{8}-$/);
  // The recording has less of the container than Metaflow sends.
  const container = JSON.parse(JSON.stringify(made.spec.template.spec.containers[0])) as object;
  for (const [name, value] of Object.entries(recorded.spec.template.spec.containers[0]!)) {
    assert.deepEqual(container[name as keyof typeof container], value, name);
  }
});
