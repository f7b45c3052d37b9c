import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Bench } from "../local/localRun";
import {
  becomes,
  containersOf,
  docker,
  dockerRequest,
  flowFolder,
  runner,
  skip,
  watchInDocker,
} from "./dockerRun";

interface Registry {
  readonly address: string;
  rate: number;
  stop(): Promise<void>;
}

describe("images of real Docker", { skip, timeout: 240_000 }, () => {
  let bench: Bench;
  let registry: Registry;
  before(async () => {
    bench = await Bench.make(flowFolder);
    const bed = join(process.cwd(), "test/bed/docker/registry.mjs");
    const { startRegistry } = (await import(bed)) as {
      readonly startRegistry: () => Promise<Registry>;
    };
    registry = await startRegistry();
  });
  after(async () => {
    await registry.stop();
    await bench.remove();
  });

  const requestWith = (image: string) =>
    dockerRequest(bench, "plain.py", "Plain", {
      environment: { METAFLOW_KUBERNETES_CONTAINER_IMAGE: image },
    });

  for (const { name, reason, remedy } of [
    { name: "missing/train:2", reason: "not found", remedy: "Correct the name" },
    { name: "private/train:2", reason: "not pulled: no access", remedy: "docker login" },
    {
      name: "limited/train:2",
      reason: "not pulled: the registry's rate limit is reached",
      remedy: "wait a while",
    },
  ]) {
    it(`a registry's refusal is a reason and a remedy: ${reason}`, async () => {
      const image = `${registry.address}/${name}`;
      const request = await requestWith(image);
      const { state, output } = await watchInDocker(bench, request);
      assert.equal(state.status, "failed", output);
      const start = state.steps.find((step) => step.name === "start");
      assert.equal(start?.reason, `image ${image} ${reason}`);
      assert.ok(output.includes(remedy), output);
    });
  }

  it("an image without Python, and a registry that is not there", async () => {
    const empty = await watchInDocker(bench, await requestWith("flowlens-test/no-python:1"));
    assert.equal(empty.state.reason, "start: image flowlens-test/no-python:1 has no Python");
    const gone = await watchInDocker(bench, await requestWith("127.0.0.1:1/train:2"));
    assert.equal(
      gone.state.reason,
      "start: image 127.0.0.1:1/train:2 not pulled: the registry cannot be reached",
    );
  });

  it("a missing image is pulled with progress, and its task runs", async () => {
    const image = `${registry.address}/python:3.11`;
    registry.rate = 40e6;
    const waits = new Set<string>();
    const { state, output } = await watchInDocker(bench, await requestWith(image), (_, now) => {
      const [task] = now.steps[0]?.tasks ?? [];
      if (task?.state === "queued") waits.add((task.reason ?? "").replace(/\d+ of/, "N of"));
    });
    assert.equal(state.status, "succeeded", output);
    assert.ok(waits.has(`pulling ${image}`));
    assert.ok(waits.has(`pulling ${image}: N of 128 MB`));
    assert.match(output, /Pulling \S+python:3\.11: \d+ of 128 MB/);
    assert.match(output, /Pulled \S+python:3\.11/);
    await docker("rmi", image);
  });

  it("cancelling ends a pull and leaves nothing", async () => {
    const image = `${registry.address}/python:3.11`;
    registry.rate = 2e6;
    const request = await requestWith(image);
    const cancel = new AbortController();
    const { state, output } = await watchInDocker(
      bench,
      request,
      (event) => {
        if (event.type === "output" && / of 128 MB/.test(event.text)) cancel.abort();
      },
      cancel.signal,
    );
    assert.equal(state.status, "cancelled", output);
    assert.deepEqual(await containersOf(request.key), []);
    registry.rate = Infinity;
    assert.ok(await becomes(async () => !(await docker("images")).includes(registry.address), 5));
  });

  it("says before the start that there is no engine", async () => {
    const request = await requestWith("any");
    const environment = { ...request.environment, DOCKER_HOST: "unix:///nowhere/docker.sock" };
    const [obstacle, ...more] = await runner.check({ ...request, environment });
    assert.deepEqual(more, []);
    assert.deepEqual(obstacle, {
      severity: "stop",
      id: "docker/engine",
      sentence:
        "The Docker engine at unix:///nowhere/docker.sock is not running: start Docker, then run again.",
      action: null,
    });
  });
});
