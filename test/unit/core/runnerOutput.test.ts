import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { serialize } from "node:v8";
import type { RunEvent } from "../../../runtime/core/run";
import { RunnerOutput, cancelMark, stripAnsi } from "../../../runtime/core/runnerOutput";

/** What Metaflow's runner really printed (see test/fixtures/runner), told in short words. */
function told(lines: readonly string[], kind: "run" | "spin" = "run") {
  const reader = new RunnerOutput(kind);
  const events = lines.flatMap((line) => reader.read(line, 0));
  const end = reader.end(0);
  const words = [...events, ...end.events].map(inShort).filter((word) => word !== "");
  return { words, ending: end.ending, events };
}

function recorded(name: string) {
  const text = readFileSync(`test/fixtures/runner/${name}.log`, "utf8");
  return told(text.split("\n").slice(0, -1), name.startsWith("spin") ? "spin" : "run");
}

function inShort(event: RunEvent): string {
  switch (event.type) {
    case "task-started":
      return `${event.step}/${event.task} starts ${event.attempt}`;
    case "task-succeeded":
      return `${event.step}/${event.task} succeeds`;
    case "task-failed":
      return `${event.step}/${event.task} fails${event.final ? " for good" : ""}: ${event.reason ?? "?"}`;
    case "fan-out":
      return `${event.step}/${event.task} yields ${event.count}`;
    case "run-id":
    case "cancel-requested":
      return event.type;
    default:
      return "";
  }
}

const sameWithAndWithoutColours = (
  name: string,
  check: (seen: ReturnType<typeof told>) => void,
) => {
  for (const style of ["colours", "plain"]) {
    it(`${name}, ${style}`, () => {
      check(recorded(`${name}.${style}`));
    });
  }
};

describe("recorded output of the runner", () => {
  sameWithAndWithoutColours("fail", ({ words, ending }) => {
    assert.deepEqual(words.slice(0, 4), [
      "run-id",
      "start/1 starts 0",
      "start/1 yields 3",
      "start/1 succeeds",
    ]);
    assert.ok(words.includes("work/3 fails for good: NoRows: nothing: after the filter"));
    // The other two were told to stop and finished all the same.
    assert.deepEqual(words.slice(-2).toSorted(), ["work/2 succeeds", "work/4 succeeds"]);
    assert.deepEqual(ending, { code: 1, reason: "work: NoRows: nothing: after the filter" });
  });

  sameWithAndWithoutColours("catchy", ({ words, ending }) => {
    assert.deepEqual(words, [
      "run-id",
      "start/1 starts 0",
      "start/1 fails: ValueError: boom",
      "start/1 starts 1",
      "start/1 succeeds",
      "end/2 starts 0",
      "end/2 fails for good: timed out after 1s",
    ]);
    assert.equal(ending.reason, "end: timed out after 1s");
  });

  sameWithAndWithoutColours("killed", ({ words, ending }) => {
    assert.equal(words.at(-1), "start/1 fails for good: ?");
    assert.deepEqual(ending, { code: 1, reason: "start failed" });
  });

  sameWithAndWithoutColours("switchy", ({ words, ending }) => {
    const started = words.filter((word) => word.includes("starts"));
    assert.deepEqual(
      started.map((word) => word.split(" ")[0]),
      ["start/1", "fast/2", "done/3", "done/4", "done/5", "end/6"],
    );
    assert.deepEqual(ending, { code: 0, reason: null });
  });

  sameWithAndWithoutColours("badswitch", ({ ending }) => {
    assert.match(ending.reason ?? "", /^start: RuntimeError: .*'mode' has value 'none'/);
  });

  it("keeps what comes before the start of a run as its reason", () => {
    const reasons = ["lint", "param", "imp", "deco"].map(
      (name) => recorded(`${name}.colours`).ending,
    );
    const expected = [
      /unknown step, nope$/,
      /^Missing option '--n'$/,
      /^ModuleNotFoundError: No module named 'nothing_like_that'$/,
      /^InvalidDecoratorAttribute: Decorator 'kubernetes'/,
    ];
    for (const [i, { code, reason }] of reasons.entries()) {
      assert.equal(code, 1);
      assert.match(reason ?? "", expected[i]!);
    }
  });

  it("tells retries from failures for good, though a task prints the runner's words", () => {
    const { words } = recorded("retry.colours");
    const own = words.filter((word) => word.startsWith("work/3"));
    assert.deepEqual(own, [
      "work/3 starts 0",
      "work/3 fails: ValueError: no rows",
      "work/3 starts 1",
      "work/3 succeeds",
    ]);
    assert.equal(words.filter((word) => word === "work/2 succeeds").length, 1);
  });

  it("without colours, mends what such a task made it believe", () => {
    const { words, ending } = recorded("retry.plain");
    assert.deepEqual(words.filter((word) => word.startsWith("work/3")).slice(-2), [
      "work/3 starts 1",
      "work/3 succeeds",
    ]);
    assert.equal(ending.code, 0);
  });

  it("reads a spin", () => {
    const failed = recorded("spin.colours");
    assert.deepEqual(failed.words, [
      "run-id",
      "work/0 starts 0",
      "work/0 fails for good: ValueError: no rows",
    ]);
    assert.deepEqual(failed.ending, { code: 1, reason: "work: ValueError: no rows" });
    assert.deepEqual(recorded("spin.plain").ending, { code: 0, reason: null });
  });

  it("reads a cancelled run", () => {
    const { words, ending } = recorded("cancelled.colours");
    assert.ok(words.includes("cancel-requested"));
    assert.equal(words.filter((word) => word.includes("fails")).length, 1);
    assert.equal(ending.code, 1);
  });

  it("keeps every byte of the output, colours included, and says whose it is", () => {
    const text = readFileSync("test/fixtures/runner/retry.colours.log", "utf8");
    const { events } = recorded("retry.colours");
    const output = events.filter((event) => event.type === "output");
    assert.equal(output.map((event) => event.text).join(""), text);
    const greeting = output.find((event) => event.text.includes("hello"));
    assert.deepEqual([greeting?.step, greeting?.task], ["start", "1"]);
    assert.match(greeting?.text ?? "", /\u001b\[31mred/);
  });

  it("takes times from the lines, so that a log read later tells the same", () => {
    const { events } = recorded("switchy.plain");
    const start = events.find((event) => event.type === "task-started");
    const line = readFileSync("test/fixtures/runner/switchy.plain.log", "utf8").split("\n")[4]!;
    assert.equal(start?.at, new Date(line.slice(0, 23).replace(" ", "T")).getTime());
  });
});

describe("lines that are none of Metaflow's", () => {
  const bold = (text: string) => `\u001b[35m2026-01-02 03:04:05.006 \u001b[0m${text}`;
  const starting = bold("\u001b[1mWorkflow starting (run-id 7):\u001b[0m");

  it("an import that prints like the runner is not believed once colours are known", () => {
    const { words } = told([starting, "2026-01-02 03:04:05.006 [7/start/1 (pid 3)] Task failed."]);
    assert.deepEqual(words, ["run-id"]);
  });

  it("a task that prints bold text itself is not believed", () => {
    const head = bold("\u001b[32m[7/start/1 (pid 3)] \u001b[0m");
    const { words } = told([
      starting,
      `${head}\u001b[1mTask is starting.\u001b[0m`,
      `${head}\u001b[22m\u001b[1mTask failed.\u001b[0m`,
    ]);
    assert.deepEqual(words, ["run-id", "start/1 starts 0"]);
  });

  it("our own mark says that the user cancelled", () => {
    assert.deepEqual(told([cancelMark]).words, ["cancel-requested"]);
  });

  it("a program that never says a word has no reason", () => {
    assert.deepEqual(told([]).ending, { code: null, reason: null });
  });

  it("an endless task does not keep its output in memory", () => {
    const reader = new RunnerOutput("run");
    reader.read("2026-01-02 03:04:05.006 [7/start/1 (pid 3)] Task is starting.", 0);
    for (let i = 0; i < 5_000; i++) {
      reader.read(`2026-01-02 03:04:05.006 [7/start/1 (pid 3)] line ${i}`, 0);
    }
    reader.read(
      "2026-01-02 03:04:05.006 [7/start/1 (pid 3)] Traceback (most recent call last):",
      0,
    );
    reader.read("2026-01-02 03:04:05.006 [7/start/1 (pid 3)] acme.errors.TooBig: 5 GB", 0);
    reader.read("2026-01-02 03:04:05.006 [7/start/1 (pid 3)] Task failed.", 0);
    assert.equal(reader.end(0).ending.reason, "start: TooBig: 5 GB");
  });
});

describe("our own lines in a task's log", () => {
  const line = (reader: RunnerOutput, text: string) =>
    reader.read(`2026-01-02 03:04:05.006 [7/start/1 (pid 3)] ${text}`, 0);

  it("say why it failed, before anything that Python printed", () => {
    const reader = new RunnerOutput("run");
    line(reader, "Task is starting.");
    line(reader, "[flowlens] Failed: OOMKilled: limit 512 MB");
    line(reader, "Traceback (most recent call last):");
    line(reader, "BrokenPipeError: a worker is gone");
    line(reader, "Task failed.");
    assert.equal(reader.end(0).ending.reason, "start: OOMKilled: limit 512 MB");
  });

  it("say that it waits for its image, and that it does no more", () => {
    const reader = new RunnerOutput("run");
    line(reader, "Task is starting.");
    const explained = ["Pulling acme/x", "Pulling acme/x: 2 of 9 MB", "Pulled acme/x", "Other"]
      .flatMap((text) => line(reader, `[flowlens] ${text}`))
      .flatMap((event) =>
        event.type === "task-explained" ? [[event.attempt, event.state, event.reason]] : [],
      );
    assert.deepEqual(explained, [
      [0, "queued", "pulling acme/x"],
      [0, "queued", "pulling acme/x: 2 of 9 MB"],
      [0, "running", null],
    ]);
  });
});

describe("memory", () => {
  it("lets go of the lines of a task that has ended, and of a failure that was told", () => {
    const reader = new RunnerOutput("run");
    const line = (task: number, text: string) =>
      reader.read(`2026-01-02 03:04:05.006 [7/start/${task} (pid 3)] ${text}`, 0);
    for (let task = 1; task <= 60; task++) {
      line(task, "Task is starting.");
      for (let i = 0; i < 300; i++) line(task, `line ${i}`);
      line(task, task % 2 === 0 ? "Task finished successfully." : "Task failed.");
      for (let i = 0; i < 3; i++) line(task, "late");
    }
    reader.end(0);
    assert.ok(serialize(reader).length < 20_000, `${serialize(reader).length} bytes`);
  });
});

describe("stripAnsi", () => {
  it("removes colours, cursor movement and links, nothing else", () => {
    assert.equal(stripAnsi("\u001b[1;31ma\u001b[0m\u001b[K b"), "a b");
    assert.equal(stripAnsi("\u001b]8;;http://x\u0007link\u001b]8;;\u0007"), "link");
    assert.equal(stripAnsi("[1/start/1] *x*"), "[1/start/1] *x*");
  });
});
