import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Debounced, Disposables, Throttled } from "../../../extension/disposable";

describe("Disposables", () => {
  it("frees in reverse order, once", () => {
    const order: number[] = [];
    const owner = new Disposables();
    owner.add({ dispose: () => order.push(1) });
    owner.add({ dispose: () => order.push(2) });
    owner.dispose();
    owner.dispose();
    assert.deepEqual(order, [2, 1]);
  });

  it("frees at once what comes too late", () => {
    const owner = new Disposables();
    owner.dispose();
    const late = mock.fn();
    owner.add({ dispose: late });
    assert.equal(late.mock.callCount(), 1);
  });
});

describe("Debounced", () => {
  it("acts once, after the last call", async () => {
    const action = mock.fn();
    const debounced = new Debounced(15, action);
    for (let i = 0; i < 3; i++) debounced.call();
    assert.equal(action.mock.callCount(), 0);
    await sleep(60);
    assert.equal(action.mock.callCount(), 1);
  });

  it("does nothing after dispose", async () => {
    const action = mock.fn();
    const debounced = new Debounced(5, action);
    debounced.call();
    debounced.dispose();
    await sleep(30);
    assert.equal(action.mock.callCount(), 0);
  });
});

describe("Throttled", () => {
  it("acts at most once per interval and loses no call", async () => {
    const times: number[] = [];
    const throttled = new Throttled(40, () => times.push(performance.now()));
    for (let i = 0; i < 20; i++) {
      throttled.call();
      await sleep(5);
    }
    await sleep(80);
    assert.ok(times.length >= 2 && times.length <= 6, String(times.length));
    for (let i = 1; i < times.length; i++) assert.ok(times[i]! - times[i - 1]! >= 35);
  });
});
