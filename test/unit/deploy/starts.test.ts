import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Connection, ObjectRef } from "../../../runtime/cluster/connection";
import type { Json } from "../../../runtime/core/cluster/json";
import { readStarts } from "../../../runtime/deploy/starts";

const { signal } = new AbortController();
const template = (annotations: Json = {}): Json => ({
  metadata: { name: "a.b", namespace: "ml", annotations },
});

/** A cluster that has these objects, or troubles, by `resource namespace/name`. */
function holding(objects: Readonly<Record<string, Json | string>>): Connection {
  const get = ({ resource, namespace, name }: ObjectRef): Promise<Json> => {
    const found = objects[`${resource} ${namespace}/${name}`];
    if (typeof found === "object") return Promise.resolve(found);
    const detail = found === "no kind" ? "404 page not found" : `x.argoproj.io "${name}" not found`;
    const trouble = found === undefined || found === "no kind" ? "not-found" : found;
    const error = Object.assign(new Error(`about ${trouble}`), { trouble, detail });
    error.name = "ClusterError";
    return Promise.reject(error);
  };
  return { context: "kind-dev", get } as unknown as Connection;
}

const cronWorkflow = { spec: { schedule: "0 0 * * ?", suspend: false } };
const sensor = {
  spec: { dependencies: [{ filters: { exprs: [{ expr: "name == 'prices'" }] } }] },
};

describe("what starts a flow now", () => {
  it("is its CronWorkflow and its Sensor", async () => {
    const cluster = holding({ "cronworkflows ml/a.b": cronWorkflow, "sensors ml/a-b": sensor });
    const { schedule, events, deployed } = await readStarts(cluster, template(), null, signal);
    assert.deepEqual(schedule, { crons: ["0 0 * * ?"], timezone: null, suspended: false });
    assert.deepEqual(events, ["prices"]);
    assert.equal(deployed, false);
  });

  it("is the Sensor where the deployed template has it", async () => {
    const cluster = holding({ "sensors events/s": sensor });
    const told = { "metaflow/sensor_name": "s", "metaflow/sensor_namespace": "events" };
    const now = await readStarts(cluster, template(), template(told), signal);
    assert.deepEqual(now, { schedule: null, events: ["prices"], deployed: true });
  });

  it("is none, can be none, or is not known", async () => {
    const none = await readStarts(holding({}), template(), null, signal);
    assert.deepEqual([none.schedule, none.events], [null, null]);
    const bare = holding({ "cronworkflows ml/a.b": "forbidden", "sensors ml/a-b": "no kind" });
    const { schedule, events } = await readStarts(bare, template(), null, signal);
    assert.deepEqual(schedule, { sentence: "about forbidden" });
    assert.equal(events, "not-installed");
    const cancelled = holding({ "sensors ml/a-b": "cancelled" });
    await assert.rejects(readStarts(cancelled, template(), null, signal), /about cancelled/);
  });
});
