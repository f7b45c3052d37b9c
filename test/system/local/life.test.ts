import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunEvent } from "../../../runtime/core/run";
import { isAlive } from "../../../runtime/process/identity";
import { localRunner, runRecord } from "../../../runtime/runners/local";
import type { RunRecord, RunRequest } from "../../../runtime/runners/runner";
import { Bench, foldAll, skip, states, watch } from "./localRun";

/** Pids of the processes (zombies apart) in the group that a run's process leads. */
async function groupOf(leader: number): Promise<readonly number[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found: number[] = [];
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    const [state, , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (Number(group) === leader && state !== "Z") found.push(Number(pid));
  }
  return found;
}

const pidOf = (events: readonly RunEvent[]) => {
  const started = events.find((event) => event.type === "started");
  return started?.pid ?? 0;
};

/** Starts a run and stops watching (not the run) once `enough` says so. */
async function abandon(
  request: RunRequest,
  enough: (event: RunEvent) => boolean,
): Promise<RunRecord> {
  let record: RunRecord | null = null;
  for await (const event of localRunner.start(request, new AbortController().signal)) {
    if (event.type === "started") record = await runRecord(request, event);
    if (enough(event)) break;
  }
  assert.ok(record !== null);
  return record;
}

describe("the life of a real local run", { skip }, () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.make();
  });
  after(() => bench.remove());

  it("a cancelled run leaves no process behind, however stubborn", async () => {
    const request = await bench.request("stubborn.py", "Stubborn");
    const cancel = new AbortController();
    let ready = 0;
    let members: readonly number[] = [];
    const { state, events } = await watch(
      bench,
      request,
      (event, now) => {
        if (event.type !== "output" || !event.text.includes("is ready")) return;
        ready++;
        members = now.steps.flatMap(({ tasks }) => tasks.map(({ pid }) => pid ?? 0));
        if (ready === 2) cancel.abort();
      },
      cancel.signal,
    );
    assert.equal(members.length, 3);
    const group = pidOf(events);
    assert.deepEqual(await groupOf(group), []);
    for (const pid of members) assert.equal(await isAlive({ pid, start: null }), false);
    assert.equal(state.status, "cancelled");
    assert.deepEqual(states(state), {
      start: "succeeded",
      polite: "cancelled",
      rude: "cancelled",
      join: "pending",
      end: "pending",
    });
  });

  it("a run goes on without its window and is found again", async () => {
    const request = await bench.request("fan_out.py", "FanOut");
    const record = await abandon(request, (event) => event.type === "task-started");
    assert.notDeepEqual(await groupOf(record.pid), []);
    const again = JSON.parse(JSON.stringify(record)) as RunRecord;
    const source = localRunner.follow(again, new AbortController().signal);
    const { state, output } = await foldAll(bench, request, source);
    assert.equal(state.status, "succeeded");
    assert.equal(output, await readFile(request.logFile, "utf8"));
    const work = state.steps.find(({ name }) => name === "work");
    assert.deepEqual(
      work?.tasks.map(({ label, attempt }) => [label, attempt]),
      [
        ["regions=eu", 0],
        ["regions=us", 1],
        ["regions=ap", 0],
      ],
    );
    // Once more, long after its end.
    const late = await foldAll(
      bench,
      request,
      localRunner.follow(again, new AbortController().signal),
    );
    assert.deepEqual(states(late.state), states(state));
    assert.equal(late.state.status, "succeeded");
  });

  it("a run found again can be cancelled, and stays cancelled for the next window", async () => {
    const request = await bench.request("stubborn.py", "Stubborn");
    const record = await abandon(
      request,
      (event) => event.type === "output" && event.text.includes("polite is ready"),
    );
    const cancel = new AbortController();
    setTimeout(() => {
      cancel.abort();
    }, 500);
    const { state } = await foldAll(bench, request, localRunner.follow(record, cancel.signal));
    assert.equal(state.status, "cancelled");
    assert.deepEqual(await groupOf(record.pid), []);
    const next = await foldAll(
      bench,
      request,
      localRunner.follow(record, new AbortController().signal),
    );
    assert.equal(next.state.status, "cancelled");
  });

  it("several runs at once do not mix", async () => {
    const requests = await Promise.all(
      ["one", "two", "three"].map((value) =>
        bench.request("fan_out.py", "FanOut", { parameters: [{ name: "text", value }] }),
      ),
    );
    const runs = await Promise.all(requests.map((request) => watch(bench, request)));
    assert.deepEqual(
      runs.map(({ state }) => state.status),
      ["succeeded", "succeeded", "succeeded"],
    );
    assert.equal(new Set(runs.map(({ state }) => state.runId)).size, 3);
    for (const [i, value] of ["one", "two", "three"].entries()) {
      const texts = runs[i]?.output.match(/text is '\w+'/g);
      assert.deepEqual(texts, [`text is '${value}'`]);
    }
  });
});

describe("a runner killed from outside", { skip }, () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.make();
  });
  after(() => bench.remove());

  it("is told as such", async () => {
    const request = await bench.request("failing.py", "Failing");
    const { state, events } = await watch(bench, request, (event) => {
      if (event.type === "started") void sleep(300).then(() => process.kill(event.pid, "SIGKILL"));
    });
    assert.deepEqual([state.status, state.reason], ["failed", "ended by SIGKILL"]);
    assert.deepEqual(await groupOf(pidOf(events)), []);
  });

  it("leaves no task behind", async () => {
    const request = await bench.request("stubborn.py", "Stubborn");
    let runner = 0;
    const { state, events } = await watch(bench, request, (event) => {
      if (event.type === "started") runner = event.pid;
      if (event.type === "output" && event.text.includes("polite is ready"))
        process.kill(runner, "SIGKILL");
    });
    assert.equal(state.status, "failed");
    assert.deepEqual(await groupOf(pidOf(events)), []);
  });
});

describe("a file that starts another flow", { skip }, () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.make();
  });
  after(() => bench.remove());

  it("a run of another flow than the one asked for is ended and told, now and later", async () => {
    const request = await bench.request("two_flows.py", "Second");
    const record = await abandon(request, (event) => event.type === "started");
    const signal = new AbortController().signal;
    for (let times = 0; times < 2; times++) {
      const run = await foldAll(bench, request, localRunner.follow(record, signal));
      assert.equal(run.state.status, "failed", run.output);
      assert.match(run.state.reason ?? "", /started First, not Second/);
      assert.equal(run.state.runId, null);
    }
    assert.deepEqual(await groupOf(record.pid), []);
  });
});
