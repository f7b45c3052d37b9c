import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FullScan } from "../../../extension/flows/fullScan";

describe("FullScan", () => {
  it("misses what it did not see", () => {
    const scan = new FullScan();
    assert.ok(scan.takes("a.py"));
    assert.deepEqual([scan.misses("a.py"), scan.misses("gone.py")], [false, true]);
  });

  it("keeps a file that was created behind it", () => {
    const scan = new FullScan();
    scan.overtake("new.py");
    assert.equal(scan.misses("new.py"), false);
  });

  it("does not bring back what changed since it was read", () => {
    const scan = new FullScan();
    scan.overtake("a.py");
    assert.equal(scan.takes("a.py"), false);
  });
});
