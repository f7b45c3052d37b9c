import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { runRecord } from "../../../runtime/runners/local";
import type { RunRecord } from "../../../runtime/runners/runner";
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
} from "./dockerRun";
import { processesWith, runWaiting, saysWaiting } from "./waiting";

describe("the life of a run in real Docker", { skip, timeout: 240_000 }, () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.make(flowFolder);
  });
  after(() => bench.remove());

  it("a cancelled run leaves no container, however stubborn its tasks", async () => {
    const request = await dockerRequest(bench, "waiting.py", "Waiting");
    const cancel = new AbortController();
    let running = 0;
    const { state } = await runWaiting(
      bench,
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
    const { state } = await runWaiting(bench, request, (pid) => {
      process.kill(pid, "SIGKILL");
    });
    assert.equal(state.status, "failed");
    assert.deepEqual(await containersOf(request.key), []);
  });

  it("containers end with the program that holds them, whoever watches", async () => {
    const request = await dockerRequest(bench, "waiting.py", "Waiting");
    const { state } = await runWaiting(bench, request, async () => {
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
    const { readlink } = await import("node:fs/promises");
    const namespace = await readlink("/proc/self/ns/pid");
    const create = (owner: string) =>
      docker(
        ...["create", "--label", "flowlens=orphan", "--label", `flowlens.owner=${owner}`],
        ...["--network", "none", image, "python"],
      );
    const orphan = await create(`4194304 1 ${hostname()} ${namespace}`);
    const elsewhere = await create(`4194304 1 another-host ${namespace}`);
    await runner.check(await dockerRequest(bench, "plain.py", "Plain"));
    const left = await docker("ps", "--all", "--quiet", "--no-trunc");
    assert.ok(!left.includes(orphan));
    assert.ok(left.includes(elsewhere));
    await docker("rm", elsewhere);
  });
});
