import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { clockOf, recurringLine, type Clock } from "../../../../runtime/core/deploy/recurringRun";
import { readFlow } from "../../../../runtime/core/readFlow";

function clock(decorator: string): Clock {
  const text = `from metaflow import FlowSpec, schedule, step

${decorator}
class F(FlowSpec):
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass
`;
  const [flow] = readFlow(text).flows;
  assert.ok(flow !== undefined);
  return clockOf(flow);
}

describe("the clock of a recurring run", () => {
  it("is what metaflow-kubeflow makes of the schedule", () => {
    assert.deepEqual(clock(""), { cron: null });
    assert.deepEqual(clock("@schedule"), { cron: "0 0 0 * * ?" });
    assert.deepEqual(clock("@schedule(hourly=True)"), { cron: "0 0 * * * ?" });
    assert.deepEqual(clock("@schedule(weekly=True, daily=True)"), { cron: "0 0 0 ? * SUN" });
    assert.deepEqual(clock("@schedule(daily=False)"), { cron: null });
    assert.deepEqual(clock('@schedule(cron="0 10 * * ? *")'), { cron: "0 10 * * ? *" });
  });

  it("is not guessed where code works it out", () => {
    for (const options of ["cron=when()", "daily=often", "**options"])
      assert.equal(clock(`@schedule(${options})`), "unknown", options);
  });

  it("is told beside the one there is", () => {
    const daily = { cron: "0 0 0 * * ?" };
    const line = "Recurring run: 0 0 0 * * ?, seconds first";
    assert.equal(recurringLine(daily, []), `${line} (now: none)`);
    assert.equal(recurringLine(daily, ["0 0 0 * * ?"]), `${line} (as now)`);
    assert.equal(recurringLine(daily, ["1 * * * * ?"]), `${line} (now: 1 * * * * ?)`);
    assert.equal(recurringLine(daily, null), `${line} (now: not known)`);
    assert.match(
      recurringLine("unknown", []) ?? "",
      /^Recurring run: as @schedule says \(now: none/,
    );
    assert.match(recurringLine({ cron: null }, ["1"]) ?? "", /none \(now: 1; it will be deleted\)/);
    assert.equal(recurringLine({ cron: null }, []), null);
    assert.equal(recurringLine({ cron: null }, null), null);
  });
});
