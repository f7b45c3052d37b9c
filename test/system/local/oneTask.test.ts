import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { after, before, describe, it } from "node:test";
import type { RunEvent } from "../../../runtime/core/run";
import { runsWithStep } from "../../../runtime/metaflow/localDatastore";
import { oneTaskArguments } from "../../../runtime/metaflow/oneTask";
import { localRunner, startWith } from "../../../runtime/runners/local";
import type { RunRequest } from "../../../runtime/runners/runner";
import { Bench, skip } from "./localRun";

const packageFolder = resolve("runtime/metaflow/package");
const signal = new AbortController().signal;

/** What is run in pods, held to one task; here with the local datastore and as processes. */
describe("one task of a step", { skip, timeout: 240_000 }, () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.make("examples");
    const events = await all(localRunner.start(await request(), signal));
    assert.equal(ending(events), 0);
  });
  after(() => bench.remove());

  const request = () => bench.request("foreach_flow.py", "WeatherFlow");
  const ending = (events: readonly RunEvent[]) => {
    const last = events.at(-1);
    return last?.type === "exited" ? last.code : assert.fail("it did not end");
  };

  async function all(events: AsyncIterable<RunEvent>): Promise<readonly RunEvent[]> {
    const found: RunEvent[] = [];
    for await (const event of events) found.push(event);
    return found;
  }

  /** The tasks that ran, and the log. */
  async function runOne(asked: RunRequest, pathspec: string) {
    const args = oneTaskArguments(packageFolder, pathspec, asked);
    const events = await all(startWith(asked, args, signal));
    const log = await readFile(asked.logFile, "utf8");
    assert.equal(ending(events), 0, log);
    const tasks = events.filter(({ type }) => type === "task-started");
    return { log, tasks: tasks.map((event) => ("step" in event ? event.step : "")) };
  }

  for (const [step, index, said] of [
    ["start", null, /Foreach yields 3 child steps/],
    ["average", 1, /Lisbon: 16\.1/],
    ["average", 2, /Montreal: -5\.9/],
    ["compare", null, /Task finished successfully/],
    ["end", null, /Lisbon/],
  ] as const)
    it(`runs ${step}${index === null ? "" : ` ${index}`} with the inputs it had, and nothing else`, async () => {
      const latest = join(bench.folder, ".metaflow", "WeatherFlow", "latest_run");
      const before = await readFile(latest, "utf8");
      const runs = await runsWithStep(join(bench.folder, ".metaflow"), "WeatherFlow", step);
      assert.equal(runs.length, 1, "runs of one task feed nothing");
      const task = runs[0]?.tasks.find((each) => each.index === index) ?? assert.fail("no task");
      const { log, tasks } = await runOne(await request(), task.pathspec);
      assert.deepEqual(tasks, [step]);
      assert.match(log, said);
      assert.equal(await readFile(latest, "utf8"), before);
    });
});
