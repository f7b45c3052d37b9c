import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { advance, newRun } from "../../../runtime/core/advance";
import type { RunEvent } from "../../../runtime/core/run";
import { onlyFlow } from "../../../runtime/runners/startedFlow";

const at = 1;
const own = (text: string): RunEvent => ({ type: "output", at, step: null, task: null, text });
const header = (flow: string): RunEvent =>
  own(`warming up\n\u001b[35m\u001b[1mMetaflow 2.19.39\u001b[0m executing ${flow} for user:ada\n`);
const rest: readonly RunEvent[] = [
  { type: "run-id", at, runId: "17" },
  { type: "task-started", at, step: "start", task: "1", attempt: 0, pid: 7 },
  own("Metaflow 2.19.39 executing Printed for user:ada\n"),
  { type: "cancel-requested", at },
  { type: "exited", at, code: null, reason: "ended by SIGINT" },
];

async function told(
  flow: string,
): Promise<{ readonly events: readonly RunEvent[]; readonly stops: number }> {
  const events: RunEvent[] = [];
  let stops = 0;
  const source = [{ type: "started", at, pid: 5 } as const, header("First"), ...rest];
  const stop = (): void => {
    stops++;
  };
  for await (const event of onlyFlow(asyncOf(source), flow, stop)) events.push(event);
  return { events, stops };
}

async function* asyncOf(events: readonly RunEvent[]): AsyncGenerator<RunEvent> {
  for (const event of events) yield await Promise.resolve(event);
}

describe("onlyFlow", () => {
  it("tells everything of the flow that was asked for", async () => {
    const { events, stops } = await told("First");
    assert.equal(stops, 0);
    assert.deepEqual(events.slice(2), rest);
  });

  it("stops a run that began another flow, and records nothing of it as its own", async () => {
    const { events, stops } = await told("Second");
    assert.equal(stops, 1);
    let state = newRun({
      ...{ key: "k", flow: "Second", kind: "run" as const },
      ...{ steps: ["start"], startedAt: 0 },
    });
    for (const event of events) state = advance(state, event);
    assert.equal(state.status, "failed");
    assert.match(state.reason ?? "", /^this file started First, not Second: /);
    assert.equal(state.runId, null);
    assert.deepEqual(
      state.steps.map((step) => step.state),
      ["pending"],
    );
    assert.equal(events.filter(({ type }) => type === "output").length, 2);
  });
});
