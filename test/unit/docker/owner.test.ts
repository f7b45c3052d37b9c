import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { stillWaits, waiter } from "../../../runtime/docker/owner";

describe("who waits for a container", () => {
  it("is a process that lives, of this machine", async () => {
    const label = await waiter();
    assert.equal(await stillWaits(label), true);
    assert.equal(await stillWaits(label.replace(/^\d+/, "999999999")), false);
  });

  it("is unknown, and so counts as waiting, on another machine or in a container of this one", async () => {
    const [, start, host, namespace] = (await waiter()).split(" ");
    assert.equal(await stillWaits(`999999999 ${start} elsewhere ${namespace}`), true);
    assert.equal(await stillWaits(`999999999 ${start} ${host} pid:[1]`), true);
  });
});
