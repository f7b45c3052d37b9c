import "./fakeEditor";
import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";
import { PodLogs } from "../../../extension/cluster/podLogs";
import { FakeApi, status } from "../cluster/fakeApi";
import { until } from "../cluster/watching";

const place = { part: "log", namespace: "ml", name: "p", container: "train" };

describe("a pod's log", () => {
  let api: FakeApi;
  let logs: PodLogs;
  let grown = 0;
  beforeEach(async () => {
    api = new FakeApi();
    await api.start();
    grown = 0;
    logs = new PodLogs(() => grown++);
  });
  afterEach(async () => {
    logs.dispose();
    await api.close();
  });

  it("that could not be had is read again, and so is one that ended", async () => {
    const answers = ["", "one\n", "one\ntwo\n"];
    api.override = (_url, _request, response) => {
      const text = answers.shift() ?? "";
      if (text !== "") response.end(text);
      else status(response, 400, "container train is waiting to start: ContainerCreating");
      return true;
    };
    const connection = await api.connect();
    assert.match(await logs.follow("a", connection, place), /is waiting to start/);
    assert.equal(logs.isGrowing("a"), false, "it may be read again");
    assert.equal(await logs.follow("a", connection, place), "one\n");
    assert.equal(logs.isGrowing("a"), false);
    assert.equal(await logs.follow("a", connection, place), "one\ntwo\n");
    assert.equal(logs.text("a"), "one\ntwo\n");
  });

  it("grows until its container ends, or nobody reads it any more", async () => {
    let write: (text: string) => void = () => undefined;
    api.override = (_url, _request, response) => {
      write = (text) => void response.write(text);
      return true;
    };
    const connection = await api.connect();
    assert.equal(await logs.follow("a", connection, place), "Nothing printed yet.\n");
    assert.equal(logs.isGrowing("a"), true);
    write("one\n");
    await until(() => grown === 1);
    assert.equal(logs.text("a"), "one\n");
    api.drop();
    await until(() => !logs.isGrowing("a"));
    assert.match(logs.text("a") ?? "", /^one\n\nThe connection to the cluster at .* broke/);
    await logs.follow("a", connection, place);
    logs.end("a");
    assert.equal(logs.text("a"), undefined);
    await until(() => api.open === 0);
  });
});
