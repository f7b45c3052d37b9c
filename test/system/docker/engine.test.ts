import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Bench } from "../local/localRun";
import { dockerAt, dockerRequest, flowFolder, runner, skip } from "./dockerRun";
import { runWaiting } from "./waiting";

interface EngineBed {
  readonly startEngine: (folder: string) => Promise<{
    readonly host: string;
    readonly start: () => Promise<void>;
    readonly stop: () => Promise<void>;
    readonly kill: () => Promise<void>;
    readonly remove: () => Promise<void>;
  }>;
}

interface ImagesBed {
  readonly ensureImages: (host: string) => Promise<void>;
}

describe("an engine that goes away", { skip, timeout: 300_000 }, () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.make(flowFolder);
  });
  after(() => bench.remove());

  it("a stopped engine is named as the reason, and leaves no container", async () => {
    const bed = join(process.cwd(), "test/bed/docker");
    const { startEngine } = (await import(join(bed, "engine.mjs"))) as EngineBed;
    const { ensureImages } = (await import(join(bed, "images.mjs"))) as ImagesBed;
    const engine = await startEngine(join(bench.root, "engine"));
    try {
      await ensureImages(engine.host);
      for (const [end, begin] of [
        [engine.stop, engine.start],
        [engine.kill, engine.start],
      ] as const) {
        const request = await dockerRequest(bench, "waiting.py", "Waiting", {
          environment: { DOCKER_HOST: engine.host },
        });
        const { state, output } = await runWaiting(bench, request, () => void end());
        assert.equal(state.status, "failed");
        assert.equal(state.reason, "wait: the Docker engine stopped", output);
        await begin();
        await runner.check(request);
        const left = await dockerAt(engine.host, "ps", "--all", "--quiet");
        assert.equal(left, "");
      }
    } finally {
      await engine.remove();
    }
  });
});
