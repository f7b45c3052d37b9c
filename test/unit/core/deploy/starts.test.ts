import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Json } from "../../../../runtime/core/cluster/json";
import {
  eventsOf,
  scheduleOf,
  sensorPlace,
  startsLines,
  startsOf,
  type Schedule,
  type StartsNow,
} from "../../../../runtime/core/deploy/starts";

const template = (annotations: Json): Json => ({
  metadata: { name: "models.prod.f", namespace: "ml", annotations },
});
const cron = (tz: string): string => JSON.stringify({ schedule: "0 10 * * ?", tz });
const nothing: StartsNow = { schedule: null, events: null, deployed: true };
const schedule = (suspended: boolean, ...crons: readonly string[]): Schedule => ({
  ...{ crons, timezone: null, suspended },
});

/** The line about the schedule of a flow. */
function about(planned: string | null, now: StartsNow["schedule"], deployed = true): string {
  const plan = planned === null ? null : schedule(false, planned);
  const lines = startsLines(
    { schedule: plan, events: [] },
    { ...nothing, schedule: now, deployed },
  );
  assert.ok(lines.length < 2);
  return lines[0] ?? "";
}

/** The line about the events that a flow waits for. */
function waiting(events: readonly string[], now: StartsNow["events"], deployed = true): string {
  const lines = startsLines({ schedule: null, events }, { ...nothing, events: now, deployed });
  assert.ok(lines.length < 2);
  return lines[0] ?? "";
}

describe("what starts a deployed flow", () => {
  it("is in the annotations of its template", () => {
    const triggers = JSON.stringify([{ name: "prices", type: "event" }, { type: "run" }]);
    const annotations = { "metaflow/cron": cron("Europe/Berlin"), "metaflow/triggers": triggers };
    const { schedule, events } = startsOf(template(annotations));
    assert.deepEqual(schedule, {
      ...{ crons: ["0 10 * * ?"], timezone: "Europe/Berlin", suspended: false },
    });
    assert.deepEqual(events, ["prices"]);
    assert.equal(startsOf(template({ "metaflow/cron": cron("") })).schedule?.timezone, null);
    for (const damaged of [{}, { "metaflow/cron": "{", "metaflow/triggers": "7" }])
      assert.deepEqual(startsOf(template(damaged)), { schedule: null, events: [] });
  });

  it("has a Sensor where the template says, else beside it and without dots", () => {
    const told = { "metaflow/sensor_name": "s", "metaflow/sensor_namespace": "events" };
    assert.deepEqual(sensorPlace(template(told)), { name: "s", namespace: "events" });
    assert.deepEqual(sensorPlace(template({})), { name: "models-prod-f", namespace: "ml" });
  });

  it("is read from a CronWorkflow, in both spellings", () => {
    const read = (spec: Json): Schedule => scheduleOf({ spec });
    assert.deepEqual(read({ schedule: "1 * * * *", timezone: "", suspend: false }), {
      ...{ crons: ["1 * * * *"], timezone: null, suspended: false },
    });
    const several = read({ schedules: ["1 * * * *", "2 * * * *"], timezone: "UTC" });
    assert.deepEqual(several.crons, ["1 * * * *", "2 * * * *"]);
    assert.equal(several.timezone, "UTC");
    assert.equal(read({ schedule: "1 * * * *", suspend: true }).suspended, true);
    assert.equal(read({ schedule: null, suspend: false }).suspended, true);
  });

  it("is read from the filters of a Sensor", () => {
    const filter = (...exprs: readonly string[]): Json => ({
      filters: { exprs: exprs.map((expr) => ({ expr, fields: [] })) },
    });
    const dependencies = [
      filter("name == 'prices'", "true == true"),
      filter("field == 'x'", "name == 'metaflow.LoadFlow.end'"),
      { filters: null },
    ];
    assert.deepEqual(eventsOf({ spec: { dependencies } }), ["prices", "metaflow.LoadFlow.end"]);
    assert.deepEqual(eventsOf({}), []);
  });
});

describe("the line about a schedule", () => {
  const [daily, hourly] = ["0 0 * * ?", "0 * * * ?"];
  const unknown = { sentence: "You may not read cronworkflows." };

  it("says what is there now", () => {
    assert.equal(about(daily, null), "Schedule: 0 0 * * ? (now: none)");
    assert.equal(about(daily, schedule(false, daily)), "Schedule: 0 0 * * ? (as now)");
    assert.equal(about(daily, schedule(false, hourly)), "Schedule: 0 0 * * ? (now: 0 * * * ?)");
    assert.equal(about(daily, unknown), "Schedule: 0 0 * * ? (now: not known)");
    const zoned = { ...schedule(false, daily), timezone: "UTC" };
    assert.equal(about(daily, zoned), "Schedule: 0 0 * * ? (now: 0 0 * * ?, UTC)");
  });

  it("says that a deployment ends a suspension", () => {
    const again = "Schedule: 0 0 * * ? (now suspended: it will run again)";
    assert.equal(about(daily, schedule(true, daily)), again);
    const other = "Schedule: 0 0 * * ? (now: 0 * * * ?, suspended)";
    assert.equal(about(daily, schedule(true, hourly)), other);
    assert.equal(about(daily, schedule(true)), "Schedule: 0 0 * * ? (now: none)");
  });

  it("says that a deployment without one suspends what is there", () => {
    const suspended = "Schedule: none (now: 0 0 * * ?; it will be suspended)";
    assert.equal(about(null, schedule(false, daily)), suspended);
    assert.equal(about(null, schedule(true, daily)), "");
    assert.equal(about(null, null), "");
    assert.equal(about(null, unknown), "Schedule: none (now: not known)");
    assert.equal(about(null, unknown, false), "");
  });
});

describe("the line about triggers", () => {
  const unknown = { sentence: "You may not read sensors." };
  const load = "metaflow.models.prod.LoadFlow.end";

  it("names events, and flows that have to end", () => {
    assert.equal(waiting(["prices"], null), "Triggers: event prices (now: none)");
    const both = "Triggers: the end of models.prod.LoadFlow and event prices (as now)";
    assert.equal(waiting(["prices", load], [load, "prices"]), both);
    assert.equal(waiting(["prices"], ["rates"]), "Triggers: event prices (now: event rates)");
    assert.equal(waiting(["prices"], unknown), "Triggers: event prices (now: not known)");
    assert.match(waiting(["prices"], []), /\(now: events that Metaflow did not name\)$/);
  });

  it("says that they can't work without Argo Events", () => {
    const line = "Triggers: event prices (Argo Events is not installed there: this will fail)";
    assert.equal(waiting(["prices"], "not-installed"), line);
    assert.equal(waiting([], "not-installed"), "");
  });

  it("says what becomes of a Sensor that is no longer needed", () => {
    const gone = "Triggers: none (now: event prices; its Sensor will be deleted)";
    assert.equal(waiting([], ["prices"]), gone);
    const stays = "Triggers: none, but a Sensor of that name is there and stays (event prices)";
    assert.equal(waiting([], ["prices"], false), stays);
    assert.equal(waiting([], null), "");
    assert.equal(waiting([], unknown), "Triggers: none (now: not known)");
    assert.equal(waiting([], unknown, false), "");
  });
});
