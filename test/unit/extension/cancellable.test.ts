import { isCancellation, script, user } from "./fakeEditor";
import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { cancellable } from "../../../extension/runs/cancellable";

describe("work that can be cancelled", () => {
  beforeEach(() => {
    script();
  });

  it("is not announced when it is done at once", async () => {
    assert.equal(await cancellable("Checking", () => Promise.resolve(1)), 1);
    await assert.rejects(
      cancellable("Checking", () => Promise.reject(new Error("no"))),
      /no/,
    );
    assert.deepEqual(user.announced, []);
  });

  it("is announced when it takes long, and gives its answer", async () => {
    assert.equal(await cancellable("Checking", () => sleep(900, 2)), 2);
    assert.deepEqual(user.announced, ["Checking"]);
  });

  it("is over as soon as it is cancelled, and is told", async () => {
    let told = false;
    const work = cancellable("Checking", (signal) => {
      signal.addEventListener("abort", () => {
        told = true;
      });
      return new Promise<never>(() => undefined);
    });
    while (user.announced.length === 0) await sleep(50);
    await sleep(0);
    user.cancel();
    await assert.rejects(work, isCancellation);
    assert.ok(told);
  });
});
