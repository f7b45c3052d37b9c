import assert from "node:assert/strict";
import { appendFile, mkdtemp, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunEvent } from "../../../runtime/core/run";
import type { Exit } from "../../../runtime/process/spawn";
import { EventQueue } from "../../../runtime/runners/eventQueue";
import { followRun } from "../../../runtime/runners/follow";
import type { RunRecord } from "../../../runtime/runners/runner";

let root = "";
before(async () => {
  root = await mkdtemp(join(tmpdir(), "flowlens follow "));
});
after(() => rm(root, { recursive: true }));

const record = (log: string, kind: "run" | "spin" = "run"): RunRecord => ({
  key: "k",
  kind,
  flow: "F",
  file: "/f.py",
  step: null,
  pid: 1,
  processStart: null,
  startedAt: 5,
  logFile: join(root, log),
  datastoreRoot: join(root, ".metaflow"),
});

async function collect(from: RunRecord, exit: Promise<Exit | null>): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of followRun(from, exit)) events.push(event);
  return events;
}
const lastOf = (events: readonly RunEvent[]) => {
  const last = events.at(-1);
  return last?.type === "exited" ? [last.code, last.reason] : last?.type;
};
const recorded = (name: string) => readFile(`test/fixtures/runner/${name}.log`, "utf8");

describe("followRun", () => {
  it("begins with started, ends with exited, and takes lost exit codes from the log", async () => {
    await writeFile(join(root, "good.log"), await recorded("switchy.colours"));
    const good = await collect(record("good.log"), Promise.resolve(null));
    assert.deepEqual(good[0], { type: "started", at: 5, pid: 1 });
    assert.deepEqual(lastOf(good), [0, null]);
    await writeFile(join(root, "bad.log"), await recorded("fail.plain"));
    const bad = await collect(record("bad.log"), Promise.resolve(null));
    assert.deepEqual(lastOf(bad), [1, "work: NoRows: nothing: after the filter"]);
    await writeFile(join(root, "cut.log"), (await recorded("fail.plain")).slice(0, 500));
    const cut = await collect(record("cut.log"), Promise.resolve(null));
    assert.deepEqual(lastOf(cut), [null, null]);
  });

  it("the exit that was seen wins over what the log says", async () => {
    await writeFile(join(root, "seen.log"), await recorded("switchy.colours"));
    const killed: Exit = { code: null, signal: "SIGTERM" };
    const seen = await collect(record("seen.log"), Promise.resolve(killed));
    assert.deepEqual(lastOf(seen), [null, "ended by SIGTERM"]);
    await writeFile(join(root, "odd.log"), "");
    const odd = await collect(record("odd.log"), Promise.resolve({ code: 4, signal: null }));
    assert.deepEqual(lastOf(odd), [4, "exited with code 4"]);
    const silent = await collect(record("odd.log"), Promise.resolve({ code: 0, signal: null }));
    assert.deepEqual(lastOf(silent), [0, "nothing in the file runs F"]);
  });

  it("a run that ended unwatched ended when its log did, not when someone looked", async () => {
    const endOf = async (from: RunRecord, exit: Promise<Exit | null>) => {
      const last = (await collect(from, exit)).at(-1);
      return last?.at ?? 0;
    };
    const stamped = await recorded("switchy.plain");
    await writeFile(join(root, "past.log"), stamped);
    const stamp = stamped.match(/^\d{4}-\d\d-\d\d [\d:.]+/gm)?.at(-1) ?? "";
    const past = await endOf(record("past.log"), Promise.resolve(null));
    assert.equal(past, new Date(stamp.replace(" ", "T")).getTime());
    await writeFile(join(root, "import.log"), "ImportError: no module\n");
    await utimes(join(root, "import.log"), 1_000, 1_000);
    assert.equal(await endOf(record("import.log"), Promise.resolve(null)), 1_000_000);
    const before = Date.now();
    const seen: Exit = { code: 0, signal: null };
    assert.ok((await endOf(record("past.log"), Promise.resolve(seen))) >= before);
    const later = sleep(1_200).then(() => null);
    assert.ok((await endOf(record("past.log"), later)) >= before + 1_200);
  });

  it("a run whose log is gone stays unknown", async () => {
    const events = await collect(record("nowhere.log"), Promise.resolve(null));
    assert.deepEqual(lastOf(events), [null, null]);
  });

  it("tells events while they come, joins output, and lets go when nobody listens", async () => {
    const file = join(root, "live.log");
    await writeFile(file, "");
    const lines = (await recorded("switchy.plain")).split("\n");
    const seen: string[] = [];
    await appendFile(file, `${lines.slice(0, 5).join("\n")}\n2026`);
    for await (const event of followRun(record("live.log"), new Promise(() => undefined))) {
      seen.push(event.type);
      if (event.type === "task-started") break;
    }
    assert.deepEqual(seen, ["started", "output", "run-id", "output", "task-started"]);
  });
});

describe("EventQueue", () => {
  it("keeps the order, also of what comes while it is drained", async () => {
    const queue = new EventQueue<number>();
    queue.push(1, 2);
    const seen: number[] = [];
    for await (const value of queue.drain()) {
      seen.push(value);
      if (value === 2) queue.push(3);
      if (value === 3) {
        setTimeout(() => {
          queue.push(4);
          queue.close();
        }, 5);
      }
    }
    assert.deepEqual(seen, [1, 2, 3, 4]);
  });
});
