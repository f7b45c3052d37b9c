import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { FakeApi, pod, podEvent, status } from "./fakeApi";
import { usualTiming } from "../../../runtime/cluster/watchKind";
import { pause, quick, until, Watching } from "./watching";

let api: FakeApi;
let watching: Watching | null = null;

beforeEach(async () => {
  api = new FakeApi();
  await api.start();
});

afterEach(async () => {
  await watching?.stop();
  watching = null;
  await api.close();
});

async function watch(timing = quick): Promise<Watching> {
  watching = new Watching(await api.connect(), timing);
  return watching;
}

async function live(timing = quick): Promise<Watching> {
  const made = await watch(timing);
  await until(() => made.status?.kind === "live");
  return made;
}

const count = (word: string): number => api.asked.filter((one) => one.startsWith(word)).length;

describe("watchCluster", () => {
  it("lists, then follows: pods, Jobs and events; Argo only where the cluster has it", async () => {
    api.put("pods", "ADDED", pod("t-1"));
    const made = await live();
    assert.deepEqual(made.pods, ["t-1"]);
    api.put("pods", "MODIFIED", pod("t-1", "ErrImagePull"));
    api.put("pods", "ADDED", pod("t-2"));
    api.put("events", "ADDED", podEvent("e1", "t-1", "Failed to pull"));
    await until(() => made.workloads.some(({ cause }) => cause === "image-pull/unauthorized"));
    assert.deepEqual(made.pods, ["t-1", "t-2"]);
    assert.deepEqual(
      made.statuses.map(({ kind }) => kind),
      ["connecting", "live"],
    );
    assert.deepEqual(made.status, { kind: "live", missing: [] });
    assert.ok(!api.asked.some((one) => one.startsWith("watch workflows")));
  });

  it("says soon that a server is silent, and gives it longer at the next try", async () => {
    assert.ok(usualTiming.firstAnswer <= 10_000);
    const began = Date.now();
    let answers = false;
    api.override = (url, _request, response) => {
      if (answers && url.searchParams.get("watch") === null)
        setTimeout(() => response.end('{"metadata":{"resourceVersion":"1"},"items":[]}'), 150);
      return !answers || url.searchParams.get("watch") === null;
    };
    const made = await watch({ ...quick, firstAnswer: 100 });
    await until(() => made.status?.kind === "retrying");
    assert.ok(Date.now() - began < 2000);
    assert.match(JSON.stringify(made.status), /did not answer within/);
    answers = true;
    await until(() => made.status?.kind === "live");
  });

  it("asks for Metaflow's alone, and keeps events of others out", async () => {
    let labels = "";
    api.override = (url) => {
      if (url.pathname.endsWith("/pods")) labels = url.searchParams.get("labelSelector") ?? "";
      return false;
    };
    api.put("events", "ADDED", podEvent("e1", "t-1", "ours, told before its pod"));
    api.put("events", "ADDED", podEvent("e2", "other", "somebody else's"));
    const made = await live();
    assert.equal(labels, "app.kubernetes.io/part-of=metaflow");
    api.put("pods", "ADDED", pod("t-1"));
    await until(() => made.workloads[0]?.events.length === 1);
    assert.deepEqual([...made.state.events.keys()], ["Pod/ml/t-1"]);
    assert.ok(!JSON.stringify(made.raw).includes("somebody else's"));
  });

  it("tells many changes at once", async () => {
    const made = await live({ ...quick, batch: 50 });
    const before = made.batches.length;
    for (let i = 0; i < 200; i++) api.put("pods", "ADDED", pod(`t-${i}`));
    await until(() => made.pods.length === 200);
    assert.ok(made.batches.length - before <= 5, `${made.batches.length - before} batches`);
  });

  it("reads a long list page by page", async () => {
    for (let i = 0; i < 25; i++) api.put("pods", "ADDED", pod(`t-${i}`));
    api.pageSize = 10;
    const made = await live();
    assert.equal(made.pods.length, 25);
    assert.equal(count("list pods"), 3);
  });
});

describe("a watch that breaks", () => {
  it("resumes after a drop where it was: nothing lost, nothing told twice", async () => {
    api.put("pods", "ADDED", pod("t-1"));
    const made = await live();
    const lists = count("list pods");
    await api.stop();
    await until(() => made.status?.kind === "retrying");
    const { status: retrying } = made;
    assert.match(retrying?.kind === "retrying" ? retrying.sentence : "", /connection|reached/);
    api.put("pods", "MODIFIED", pod("t-1", "ErrImagePull"));
    api.put("pods", "ADDED", pod("t-2"));
    await pause(80);
    await api.start();
    await until(() => made.status?.kind === "live" && made.pods.length === 2);
    await pause(50);
    assert.equal(count("list pods"), lists);
    const told = made.raw.filter(({ kind }) => kind === "pods");
    assert.deepEqual(
      told.map(({ type }) => type),
      ["ADDED", "MODIFIED", "ADDED"],
    );
  });

  it("lists again after a 410: what went meanwhile is gone, its cause kept", async () => {
    api.put("pods", "ADDED", pod("t-1", "ErrImagePull"));
    const made = await live();
    await api.stop();
    api.put("pods", "DELETED", pod("t-1"));
    api.put("pods", "ADDED", pod("t-2"));
    api.compact();
    await api.start();
    await until(() => made.pods.join() === "t-2");
    const gone = made.workloads.find((one) => one.pod === "t-1");
    assert.equal(gone?.state, "stopped");
    assert.equal(gone.cause, "image-pull/unauthorized");
    await until(() => made.status?.kind === "live");
  });

  it("lists again after a 410 in the middle of a watch", async () => {
    const made = await live();
    api.put("pods", "ADDED", pod("t-1"));
    await until(() => made.pods.length === 1);
    const error = { kind: "Status", code: 410, reason: "Expired", message: "too old" };
    api.say("pods", `${JSON.stringify({ type: "ERROR", object: error })}\n`);
    await until(() => count("list pods") === 2 && made.status?.kind === "live");
    assert.deepEqual(made.pods, ["t-1"]);
  });

  it("takes bookmarks for where it was", async () => {
    const made = await live();
    for (let i = 0; i < 5; i++) api.put("jobs", "ADDED", pod(`t-${i}`));
    api.compact();
    api.bookmark("pods");
    await pause(30);
    api.drop();
    await until(() => count("watch pods") === 2 && made.status?.kind === "live");
    assert.equal(count("list pods"), 1);
    assert.deepEqual(
      api.asked.filter((one) => one.startsWith("watch pods")),
      ["watch pods from 10", "watch pods from 15"],
    );
  });

  it("goes on when the server ends a watch in order, without a word", async () => {
    const made = await live();
    api.endWatches();
    await until(() => count("watch pods") === 2);
    api.put("pods", "ADDED", pod("t-1"));
    await until(() => made.pods.length === 1);
    assert.deepEqual(
      made.statuses.map(({ kind }) => kind),
      ["connecting", "live"],
    );
  });

  it("takes a watch that fell silent for dead", async () => {
    const made = await live({ ...quick, idleLimit: 100 });
    await until(() => count("watch pods") >= 2);
    api.put("pods", "ADDED", pod("t-1"));
    await until(() => made.pods.length === 1);
    assert.match(JSON.stringify(made.statuses), /fell silent/);
  });

  it("puts characters and lines together that were cut", async () => {
    const made = await live();
    const whole = pod("t-ü", "ErrImagePull");
    Object.assign(whole["metadata"] as object, { resourceVersion: "99" });
    const line = Buffer.from(`${JSON.stringify({ type: "ADDED", object: whole })}\n`);
    const cut = line.indexOf(Buffer.from("ü")) + 1;
    api.say("pods", line.subarray(0, cut));
    await pause(30);
    api.say("pods", line.subarray(cut));
    await until(() => made.pods.join() === "t-ü");
  });

  it("does not take half a line for a change", async () => {
    const made = await live();
    api.say("pods", '{"type":"ADDED","object":{"metadata":{"name":"half"');
    await pause(20);
    api.endWatches();
    await until(() => count("watch pods") >= 2);
    assert.deepEqual(made.pods, []);
    assert.deepEqual(api.asked.filter((one) => one === "watch pods from 10").length, 2);
  });
});

describe("a cluster that does not answer as it should", () => {
  it("is not asked without a pause when it ends each watch at once", async () => {
    api.override = (url, _request, response) => {
      if (url.searchParams.get("watch") !== "1") return false;
      response.end();
      return true;
    };
    const made = await watch({ ...quick, shortest: 1000 });
    await pause(300);
    assert.ok(count("watch pods") < 20, `${count("watch pods")} times`);
    assert.match(JSON.stringify(made.status), /ends each connection at once/);
  });

  it("waits longer each time, up to a limit", async () => {
    const made = await live();
    await api.stop();
    await until(() => made.statuses.filter(({ kind }) => kind === "retrying").length >= 8);
    await api.start();
    await until(() => made.status?.kind === "live");
  });

  it("starts by itself once a dead API answers", async () => {
    await api.stop();
    const made = await watch();
    await until(() => made.status?.kind === "retrying");
    assert.match(JSON.stringify(made.status), /can't be reached \(connection refused\): start it/);
    await api.start();
    await until(() => made.status?.kind === "live");
  });

  it("stops at credentials that are not accepted, and never tells them", async () => {
    api.override = (_url, _request, response) => {
      status(response, 401, "Unauthorized");
      return true;
    };
    const made = await watch();
    await made.ended;
    assert.deepEqual(made.status, {
      kind: "stopped",
      sentence: "The cluster of context fake does not accept your credentials: log in to it again.",
    });
    assert.doesNotMatch(JSON.stringify(made.statuses), /hush/);
  });

  it("says which objects may not be seen, and shows the others", async () => {
    api.put("pods", "ADDED", pod("t-1"));
    api.override = (url, _request, response) => {
      if (!url.pathname.endsWith("/events")) return false;
      status(response, 403, "events is forbidden");
      return true;
    };
    const made = await live();
    assert.deepEqual(made.pods, ["t-1"]);
    const { status: said } = made;
    assert.match(said?.kind === "live" ? said.missing.join() : "", /no right to list events/);
  });

  it("stops when neither pods nor Jobs may be seen", async () => {
    api.override = (_url, _request, response) => {
      status(response, 403, "forbidden");
      return true;
    };
    const made = await watch();
    await made.ended;
    assert.match(
      JSON.stringify(made.status),
      /stopped.*no right to list (pods|jobs) in namespace ml/,
    );
  });

  it("ends at once when it is told to, and tells nothing after that", async () => {
    const made = await live();
    api.put("pods", "ADDED", pod("t-1"));
    await made.stop();
    const told = made.batches.length + made.statuses.length;
    await pause(60);
    assert.equal(made.batches.length + made.statuses.length, told);
    await until(() => api.open === 0);
  });

  it("ends at once while it waits, or before it began", async () => {
    await api.stop();
    const made = await watch({ ...quick, firstRetry: 60_000, longestRetry: 60_000 });
    await until(() => made.status?.kind === "retrying");
    await made.stop();
    await api.start();
  });
});
