import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { promisify } from "node:util";
import type { Workload } from "../../../runtime/core/cluster/workloads";
import { loadImages, loadObjects, noNode, startCluster, startRegistry, waitFor } from "../live/bed";
import type { Cluster, JobOptions } from "../live/bed";
import { taskIn, tasksIn } from "../live/record";

const execute = promisify(execFile);

describe("on a real node", { skip: noNode }, () => {
  let cluster: Cluster;
  let objects: Awaited<ReturnType<typeof loadObjects>>;
  let images: Awaited<ReturnType<typeof loadImages>>;
  let registry: Awaited<ReturnType<typeof startRegistry>>;
  before(async () => {
    [objects, images, registry] = [await loadObjects(), await loadImages(), await startRegistry()];
    cluster = await startCluster();
  });
  after(async () => {
    await registry.stop();
    await cluster.stop();
  });

  /** Runs a task of a namespace of its own and waits for its cause. */
  async function causeOf(name: string, job: JobOptions): Promise<Workload> {
    const namespace = await cluster.namespace(name);
    const small = { cpu: "0.1", memory: "64M", disk: "64M", image: images.taskImage };
    await cluster.api.create(objects.metaflowJob({ ...small, ...job, namespace }));
    return waitFor(
      `The cause in ${name}`,
      async () => {
        const found = await taskIn(cluster, namespace);
        return found?.cause != null && found;
      },
      { milliseconds: 120_000, every: 250 },
    );
  }

  const says = (text: string): readonly string[] => ["bash", "-c", text];

  it("an image that the registry does not have", async () => {
    const found = await causeOf("missing", { image: `${registry.host}/missing/tool:1` });
    assert.equal(found.cause, "image-pull/not-found");
    assert.equal(found.state, "pending");
    assert.ok(found.events.some(({ message }) => message.includes("/missing/tool:1")));
  });

  it("an image that needs a login", async () => {
    const found = await causeOf("private", { image: `${registry.host}/private/tool:1` });
    assert.equal(found.cause, "image-pull/unauthorized");
  });

  it("a registry that limits pulls", async () => {
    const found = await causeOf("limited", { image: `${registry.host}/limited/tool:1` });
    assert.equal(found.cause, "image-pull/rate-limit");
  });

  it("an image that may not be pulled", async () => {
    const container = { imagePullPolicy: "Never" };
    const found = await causeOf("never", { image: "docker.io/flowlens-test/none:1", container });
    assert.equal(found.cause, "image-never-pull");
  });

  it("a secret that is not there", async () => {
    const container = { envFrom: [{ secretRef: { name: "database" } }] };
    const found = await causeOf("no-secret", { container });
    assert.equal(found.cause, "secret");
    assert.match(found.reason ?? "", /database/);
  });

  it("more memory than the limit", async () => {
    const command = says("python -c 'bytearray(512 * 1024 * 1024)'");
    const found = await causeOf("memory", { command, limits: { memory: "64M" } });
    assert.equal(found.cause, "out-of-memory");
    assert.equal(found.state, "failed");
  });

  it("an image without bash", async () => {
    const found = await causeOf("no-bash", { image: images.busyboxImage });
    assert.equal(found.cause, "start-error");
  });

  it("an exception", async () => {
    const command = says(`python -c 'raise ValueError("seven")'`);
    const found = await causeOf("exception", { command });
    assert.equal(found.cause, "exception");
    assert.match(found.reason ?? "", /ValueError: seven/);
  });

  it("a task that takes too long", async () => {
    const found = await causeOf("deadline", { command: says("sleep 60"), deadline: 2 });
    assert.equal(found.cause, "deadline");
  });

  it("a flow with a foreach, run by Metaflow to its end", async () => {
    const namespace = await cluster.namespace("foreach");
    const folder = mkdtempSync(join(tmpdir(), "flowlens-foreach-"));
    try {
      writeFileSync(join(folder, "squares.py"), SQUARES);
      const env = { ...process.env, ...cluster.env, METAFLOW_KUBERNETES_NAMESPACE: namespace };
      const args = ["squares.py", "run", "--with", "kubernetes"];
      const { stdout } = await execute(cluster.s3.python, args, {
        ...{ cwd: folder, env, timeout: 10 * 60_000 },
      });
      assert.match(stdout, /The sum is 14\b/);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    const tasks = await tasksIn(cluster, namespace);
    assert.deepEqual(
      tasks.map(({ step, state, cause }) => [step, state, cause]).sort(),
      ["end", "join", "square", "square", "square", "start"].map((step) => [
        step,
        "succeeded",
        null,
      ]),
    );
    assert.equal(new Set(tasks.map(({ run }) => run)).size, 1);
  });
});

const SQUARES = `from metaflow import FlowSpec, step

class SquaresFlow(FlowSpec):
    @step
    def start(self):
        self.numbers = [1, 2, 3]
        self.next(self.square, foreach="numbers")

    @step
    def square(self):
        self.result = self.input ** 2
        self.next(self.join)

    @step
    def join(self, inputs):
        self.total = sum(one.result for one in inputs)
        self.next(self.end)

    @step
    def end(self):
        print("The sum is", self.total)

if __name__ == "__main__":
    SquaresFlow()
`;
