import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { stripAnsi } from "../../../runtime/core/runnerOutput";
import type { RunEvent } from "../../../runtime/core/run";
import { runRecord } from "../../../runtime/runners/local";
import type { RunRecord, RunRequest } from "../../../runtime/runners/runner";
import { Bench, foldAll } from "../local/localRun";
import {
  becomes,
  containersOf,
  docker,
  dockerRequest,
  flowFolder,
  image,
  runner,
  skip,
  watchInDocker,
} from "./dockerRun";

/** Pids of the processes whose command line has all the words. */
async function processesWith(...words: readonly string[]): Promise<readonly number[]> {
  const found: number[] = [];
  for (const name of await readdir("/proc")) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    const line = await readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "");
    if (words.every((word) => line.includes(word))) found.push(Number(name));
  }
  return found;
}

/** A task in its container has begun to wait. */
const saysWaiting = (event: RunEvent): boolean =>
  event.type === "output" && event.step === "wait" && /\bwaiting$/m.test(stripAnsi(event.text));

const pidOf = (events: readonly RunEvent[]): number => {
  const started = events.find((event) => event.type === "started");
  return started?.pid ?? 0;
};

describe("the life of a run in real Docker", { skip, timeout: 240_000 }, () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.make(flowFolder);
  });
  after(() => bench.remove());

  /** Runs the flow that never ends; calls `act` once both of its tasks wait in their containers. */
  async function runWaiting(
    request: RunRequest,
    act: (pid: number) => Promise<void> | void,
    signal = new AbortController().signal,
  ): ReturnType<typeof watchInDocker> {
    const seen: RunEvent[] = [];
    let waiting = 0;
    return watchInDocker(
      bench,
      request,
      (event) => {
        seen.push(event);
        if (!saysWaiting(event)) return;
        waiting++;
        if (waiting === 2) void act(pidOf(seen));
      },
      signal,
    );
  }

  it("a cancelled run leaves no container, however stubborn its tasks", async () => {
    const request = await dockerRequest(bench, "waiting.py", "Waiting");
    const cancel = new AbortController();
    let running = 0;
    const { state } = await runWaiting(
      request,
      async () => {
        running = (await containersOf(request.key)).length;
        cancel.abort();
      },
      cancel.signal,
    );
    assert.equal(running, 2);
    assert.equal(state.status, "cancelled");
    assert.deepEqual(await containersOf(request.key), []);
    assert.deepEqual(await processesWith("docker.js", bench.folder), []);
  });

  it("a killed runner leaves no container", async () => {
    const request = await dockerRequest(bench, "waiting.py", "Waiting");
    const { state } = await runWaiting(request, (pid) => {
      process.kill(pid, "SIGKILL");
    });
    assert.equal(state.status, "failed");
    assert.deepEqual(await containersOf(request.key), []);
  });

  it("containers end with the program that holds them, whoever watches", async () => {
    const request = await dockerRequest(bench, "waiting.py", "Waiting");
    const { state } = await runWaiting(request, async () => {
      const holders = await processesWith("docker.js", "task", bench.folder);
      assert.equal(holders.length, 2);
      for (const pid of holders) process.kill(pid, "SIGKILL");
      // No sweep yet: the runner is alive.
      assert.ok(await becomes(async () => (await containersOf(request.key)).length === 0, 10));
    });
    assert.equal(state.status, "failed");
    assert.deepEqual(await containersOf(request.key), []);
  });

  it("a run goes on without its window, is found again and cancelled", async () => {
    const request = await dockerRequest(bench, "waiting.py", "Waiting");
    let record: RunRecord | null = null;
    for await (const event of runner.start(request, new AbortController().signal)) {
      if (event.type === "started") record = await runRecord(request, event);
      if (saysWaiting(event)) break;
    }
    assert.ok(record !== null);
    assert.ok((await containersOf(request.key)).length > 0);
    const cancel = new AbortController();
    const { state } = await foldAll(
      bench,
      request,
      runner.follow(record, cancel.signal),
      (event) => {
        if (saysWaiting(event)) cancel.abort();
      },
    );
    assert.equal(state.status, "cancelled");
    assert.deepEqual(await containersOf(request.key), []);
  });

  it("the next check removes what nobody waits for, and nothing else", async () => {
    const { hostname } = await import("node:os");
    const create = (owner: string) =>
      docker(
        ...["create", "--label", "flowlens=orphan", "--label", `flowlens.owner=${owner}`],
        ...["--network", "none", image, "python"],
      );
    const orphan = await create(`4194304 1 ${hostname()}`);
    const elsewhere = await create("4194304 1 another-host");
    await runner.check(await dockerRequest(bench, "plain.py", "Plain"));
    const left = await docker("ps", "--all", "--quiet", "--no-trunc");
    assert.ok(!left.includes(orphan));
    assert.ok(left.includes(elsewhere));
    await docker("rm", elsewhere);
  });

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
        const { state, output } = await runWaiting(request, () => void end());
        assert.equal(state.status, "failed");
        assert.equal(state.reason, "wait: the Docker engine stopped", output);
        await begin();
        await runner.check(request);
        const left = await docker("--host", engine.host, "ps", "--all", "--quiet");
        assert.equal(left, "");
      }
    } finally {
      await engine.stop();
    }
  });
});

interface EngineBed {
  startEngine(folder: string): Promise<{
    readonly host: string;
    start(this: void): Promise<void>;
    stop(this: void): Promise<void>;
    kill(this: void): Promise<void>;
  }>;
}

interface ImagesBed {
  ensureImages(host: string): Promise<void>;
}
