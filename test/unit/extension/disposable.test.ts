import assert from "node:assert/strict";
import { describe, it, mock } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Debounced, Disposables, OneAtATime, Throttled } from "../../../extension/disposable";

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
    let called = 0;
    for (let i = 0; i < 20; i++) {
      throttled.call();
      called = performance.now();
      await sleep(5);
    }
    await sleep(80);
    assert.ok(times.length >= 2 && times.at(-1)! >= called - 1, String(times));
    for (let i = 1; i < times.length; i++) assert.ok(times[i]! - times[i - 1]! >= 35);
  });
});

describe("OneAtATime", () => {
  it("never overlaps, and answers the calls of a turn with one more turn", async () => {
    let [running, turns] = [0, 0];
    const job = new OneAtATime(async () => {
      running++;
      assert.equal(running, 1);
      await sleep(10);
      turns++;
      running--;
    });
    const first = job.call();
    const later = [job.call(), job.call(), job.call()];
    await first;
    assert.equal(turns, 1);
    // The next turn has not begun here: this call may not begin one beside it.
    await Promise.all([...later, job.call()]);
    assert.equal(turns, 2);
    await job.call();
    assert.equal(turns, 3);
  });

  it("goes on after a turn that failed", async () => {
    let turns = 0;
    const job = new OneAtATime(async () => {
      await sleep(1);
      if (++turns === 1) throw new Error("boom");
    });
    const first = job.call();
    const second = job.call();
    await assert.rejects(first, /boom/);
    await second;
    assert.equal(turns, 2);
  });
});
