import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  countsOf,
  reasonOf,
  runDescription,
  runWord,
  spokenRow,
  stateLook,
  statusLook,
  stepDescription,
  stepRows,
  taskDescription,
  taskLabel,
  taskRows,
} from "../../../extension/runs/runRows";
import type { RunState, StepRun, TaskRun, TaskState } from "../../../runtime/core/run";

const task = (id: string, state: TaskState, more: Partial<TaskRun> = {}): TaskRun => ({
  id,
  step: "fit",
  index: null,
  label: null,
  attempt: 0,
  state,
  startedAt: 0,
  endedAt: state === "running" ? null : 4000,
  reason: null,
  pid: null,
  ...more,
});

const step = (name: string, tasks: readonly TaskRun[], more: Partial<StepRun> = {}): StepRun => ({
  name,
  state: tasks[0]?.state ?? "pending",
  tasks,
  expected: null,
  startedAt: tasks.length === 0 ? null : 0,
  endedAt: null,
  reason: null,
  ...more,
});

const run = (more: Partial<RunState> = {}): RunState => ({
  key: "k",
  flow: "F",
  kind: "run",
  runId: "1741",
  status: "running",
  startedAt: 0,
  endedAt: null,
  steps: [],
  reason: null,
  ...more,
});

describe("a run's row", () => {
  it("says state, time and id", () => {
    assert.equal(runDescription(run(), 12_000), "running · 12s · 1741");
    assert.equal(
      runDescription(run({ status: "succeeded", endedAt: 72_000 }), 0),
      "succeeded · 1m 12s · 1741",
    );
    assert.equal(runDescription(run(), 12_000, "docker"), "running · Docker · 12s · 1741");
  });

  it("says the reason instead of failed", () => {
    const failed = run({
      status: "failed",
      endedAt: 4000,
      steps: [step("fit", [], { state: "failed", reason: "ValueError: no rows" })],
    });
    assert.equal(runDescription(failed, 0), "ValueError: no rows · 4s · 1741");
    assert.equal(reasonOf(failed), "ValueError: no rows");
  });

  it("says that a cancelled run is still winding up", () => {
    const winding = run({ status: "cancelled" });
    assert.match(runDescription(winding, 0), /^cancelling/);
    assert.equal(statusLook(winding).icon, "loading~spin");
    assert.equal(statusLook({ ...winding, endedAt: 1 }).icon, "circle-slash");
  });

  it("a failing run is running, in red", () => {
    assert.deepEqual(statusLook(run({ status: "failing" })), {
      icon: "loading~spin",
      color: "charts.red",
    });
  });
});

describe("what is said of a row", () => {
  it("has the state that only the icon shows", () => {
    const failed = run({ status: "failed", endedAt: 4000, reason: "ValueError: no rows" });
    assert.equal(
      spokenRow("F", runWord(failed), runDescription(failed, 0)),
      "F, failed, ValueError: no rows, 4s, 1741",
    );
    assert.equal(spokenRow("fit", "running", "1/3 · 1 running"), "fit, running, 1/3, 1 running");
  });

  it("says no state twice", () => {
    assert.equal(spokenRow("fit", "succeeded", "succeeded · 4s"), "fit, succeeded, 4s");
    assert.equal(spokenRow("end", "pending", ""), "end, pending");
  });
});

describe("a step's row", () => {
  it("is its task's when there is one", () => {
    assert.equal(
      stepDescription(step("fit", [task("1", "succeeded")]), run(), 0),
      "succeeded · 4s",
    );
  });

  it("counts many", () => {
    const many = step(
      "fit",
      [task("1", "succeeded"), task("2", "failed"), task("3", "running"), task("4", "running")],
      { expected: 100 },
    );
    assert.equal(countsOf(many), "1/100 · 1 failed · 2 running");
  });

  it("waits, or will not start once another step failed", () => {
    const waiting = step("end", []);
    assert.equal(stepDescription(waiting, run(), 0), "pending");
    const failed = run({ steps: [step("fit", [], { state: "failed" }), waiting] });
    assert.equal(stepDescription(waiting, failed, 0), "will not start: fit failed");
    assert.equal(stepDescription(waiting, run({ endedAt: 1 }), 0), "did not start");
  });

  it("comes in the order of starting, branches not taken last", () => {
    const rows = stepRows(
      run({
        steps: [
          step("skipped", [], { state: "not-taken" }),
          step("later", []),
          step("second", [], { startedAt: 2 }),
          step("first", [], { startedAt: 1 }),
        ],
      }),
    );
    assert.deepEqual(
      rows.map(({ name }) => name),
      ["first", "second", "later", "skipped"],
    );
  });
});

describe("a task's row", () => {
  it("is named by its foreach value, else its place, never by its id", () => {
    assert.equal(taskLabel(task("7", "running", { label: "region=eu" })), "region=eu");
    assert.equal(taskLabel(task("7", "running", { index: 2 })), "item 3");
    assert.equal(taskLabel(task("7", "running")), "fit");
  });

  it("says the reason and the attempt", () => {
    const failed = task("1", "failed", { reason: "KeyError: 'x'", attempt: 1 });
    assert.equal(taskDescription(failed, 0), "KeyError: 'x' · attempt 2 · 4s");
    assert.equal(
      taskDescription(task("1", "queued", { reason: "no free GPU" }), 0),
      "waits: no free GPU",
    );
  });

  it("shows failures first and folds many successes", () => {
    const states: TaskState[] = [...Array<TaskState>(6).fill("succeeded"), "running", "failed"];
    const { shown, folded } = taskRows(states.map((state, i) => task(String(i), state)));
    assert.deepEqual(
      shown.map(({ state }) => state),
      ["failed", "running"],
    );
    assert.equal(folded.length, 6);
    assert.equal(taskRows([task("1", "succeeded")]).folded.length, 0);
  });

  it("has the same glyph as the drawing", () => {
    assert.deepEqual(stateLook("succeeded"), { icon: "pass", color: "charts.green" });
    assert.deepEqual(stateLook("failed"), { icon: "error", color: "charts.red" });
    assert.equal(stateLook("pending").color, null);
  });
});
