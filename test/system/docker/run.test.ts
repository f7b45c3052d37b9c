import assert from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { stripAnsi } from "../../../runtime/core/runnerOutput";
import { runsWithStep } from "../../../runtime/metaflow/localDatastore";
import { Bench, states } from "../local/localRun";
import { containersOf, dockerRequest, flowFolder, runner, skip, watchInDocker } from "./dockerRun";
import { processesWith } from "./waiting";

/** Looks again and again, while a container comes and goes. */
async function commandLinesWith(word: string, looks: number): Promise<readonly number[]> {
  const found = new Set<number>();
  for (let i = 0; i < looks; i++) {
    for (const pid of await processesWith(word)) found.add(pid);
    await sleep(100);
  }
  return [...found];
}

interface Seen {
  readonly host: string;
  readonly memory: number;
  readonly cpu: number;
  readonly shared: number;
  readonly scratch: number;
  readonly greeting: string;
  readonly temporary: string;
  readonly given: string | null;
  readonly inherited: string | null;
}

describe("runs in real Docker", { skip, timeout: 240_000 }, () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.make(flowFolder);
  });
  after(() => bench.remove());

  it("each task of a foreach has a container and limits of its own, other steps run here", async () => {
    process.env["FROM_EDITOR"] = "secret";
    const request = await dockerRequest(bench, "limits.py", "Limits", {
      environment: { FROM_ENV_FILE: "yes" },
    });
    assert.deepEqual(await runner.check(request), []);
    const { state, output } = await watchInDocker(bench, request);
    assert.equal(state.status, "succeeded", output);
    assert.deepEqual(states(state), {
      ...{ start: "succeeded", measure: "succeeded", join: "succeeded", end: "succeeded" },
    });
    const seen = JSON.parse(/SEEN (.*\])/.exec(output)?.[1] ?? "") as readonly Seen[];
    assert.equal(new Set(seen.map(({ host }) => host)).size, 3);
    const [, one, other] = /HERE (\S+) (\S+)/.exec(stripAnsi(output)) ?? [];
    assert.equal(one, other);
    assert.ok(!seen.some(({ host }) => host === one));
    for (const { memory, cpu, shared, scratch, greeting, temporary, given, inherited } of seen) {
      assert.ok(Math.abs(memory - 300e6) < 4096, `memory ${memory}`);
      assert.equal(cpu, 0.5);
      assert.equal(shared, 16 * 1024 * 1024);
      assert.equal(scratch, 8 * 1024 * 1024);
      assert.equal(greeting, `it's "here"`);
      assert.equal(temporary, "/scratch");
      assert.equal(given, "yes");
      assert.equal(inherited, null);
    }
    assert.deepEqual(
      (await readdir(bench.folder)).filter((name) => name.startsWith("written")),
      [...["written-1", "written-2", "written-3"]],
    );
    assert.deepEqual(await containersOf(request.key), []);
  });

  it("names a task that was out of memory, with its limit", async () => {
    const request = await dockerRequest(bench, "memory.py", "Memory");
    const { state, events, output } = await watchInDocker(bench, request);
    assert.equal(state.status, "failed", output);
    const eat = state.steps.find(({ name }) => name === "eat");
    assert.equal(eat?.reason, "OOMKilled: limit 128 MB");
    assert.equal(state.reason, "eat: OOMKilled: limit 128 MB");
    const failures = events.flatMap((event) => (event.type === "task-failed" ? [event] : []));
    assert.deepEqual(
      failures.map(({ reason, final }) => [reason, final]),
      [
        ["OOMKilled: limit 128 MB", false],
        ["OOMKilled: limit 128 MB", true],
      ],
    );
    assert.deepEqual(await containersOf(request.key), []);
  });

  it("spins a step in its container, and one without the decorator too", async () => {
    const first = await watchInDocker(bench, await dockerRequest(bench, "limits.py", "Limits"));
    assert.equal(first.state.status, "succeeded", first.output);
    const root = `${bench.folder}/.metaflow`;
    const [found] = await runsWithStep(root, "Limits", "measure");
    const [origin] = found?.tasks ?? [];
    const measure = await dockerRequest(bench, "limits.py", "Limits", {
      ...{ kind: "spin", step: "measure", pathspec: origin?.pathspec ?? null },
      stepDecorators: ["environment", "kubernetes"],
    });
    assert.deepEqual(await runner.check(measure), []);
    let watched = 0;
    const spun = await watchInDocker(bench, measure, (event) => {
      if (event.type === "output" && event.text.includes("measured")) watched++;
    });
    assert.equal(spun.state.status, "succeeded", spun.output);
    assert.equal(watched, 1);
    assert.ok(!spun.output.includes("Ignoring Step decorator"), spun.output);

    const [joined] = (await runsWithStep(root, "Limits", "join"))[0]?.tasks ?? [];
    const join = await dockerRequest(bench, "limits.py", "Limits", {
      ...{ kind: "spin", step: "join", pathspec: joined?.pathspec ?? null },
    });
    const plain = await watchInDocker(bench, join);
    assert.equal(plain.state.status, "succeeded", plain.output);
    const [, start, here] = /HERE (\S+) (\S+)/.exec(stripAnsi(plain.output)) ?? [];
    assert.notEqual(start, here);
    assert.deepEqual(await containersOf(join.key), []);
  });

  it("keeps secrets out of the log and off command lines", async () => {
    const request = await dockerRequest(bench, "plain.py", "Plain", {
      environment: { API_TOKEN: "t0p-secret" },
    });
    const looks: Promise<readonly number[]>[] = [];
    const { state } = await watchInDocker(bench, request, (event) => {
      if (event.type === "task-started") looks.push(commandLinesWith("t0p-secret", 40));
    });
    assert.equal(state.status, "succeeded");
    assert.deepEqual((await Promise.all(looks)).flat(), []);
    assert.ok(!(await readFile(request.logFile, "utf8")).includes("t0p-secret"));
  });
});
