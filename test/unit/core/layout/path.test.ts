import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { arrowHead, edgePath, edgePaths } from "../../../../runtime/core/layout/path";

const BENT = [
  { x: 0, y: 0 },
  { x: 14, y: 0 },
  { x: 14, y: 40 },
  { x: 28, y: 40 },
];
const STRAIGHT = [
  { x: 0, y: 10 },
  { x: 32, y: 10 },
];

describe("paths of edges", () => {
  it("rounds corners and ends before the tip", () => {
    assert.equal(edgePath(BENT, 6, 4), "M0 0L8 0Q14 0 14 6L14 34Q14 40 20 40L24 40");
  });

  it("takes a smaller radius where a piece is short", () => {
    const tight = [BENT[0], { x: 4, y: 0 }, { x: 4, y: 40 }].filter((p) => p !== undefined);
    assert.equal(edgePath(tight, 6), "M0 0L2 0Q4 0 4 2L4 40");
  });

  it("gives nothing for less than two points", () => {
    assert.deepEqual([edgePath([], 6), edgePath([{ x: 1, y: 1 }], 6), arrowHead([])], ["", "", ""]);
  });

  it("points the head along the last piece", () => {
    assert.equal(arrowHead(BENT), "M23 43.5L28 40L23 36.5z");
    assert.equal(
      arrowHead([
        { x: 5, y: 0 },
        { x: 5, y: 20 },
      ]),
      "M1.5 15L5 20L8.5 15z",
    );
  });

  it("draws a bundle as three lines that begin or end in one point", () => {
    const fan = edgePaths({ points: STRAIGHT, bundle: "fan" }, 6);
    assert.deepEqual(
      fan.map((path) => /^M\S+ \S+?(?=C)/.exec(path)?.[0]),
      ["M0 10", "M0 10", "M0 10"],
    );
    assert.deepEqual(
      fan.map((path) => path.split("L").at(-1)),
      ["31 6", "28 10", "31 14"],
    );
    const gather = edgePaths({ points: STRAIGHT, bundle: "gather" }, 6);
    assert.deepEqual(
      gather.map((path) => [path.split("L")[0], path.split(" ").slice(-2).join(" ")]),
      [
        ["M0 6", "28 10"],
        ["M0 10", "28 10"],
        ["M0 14", "28 10"],
      ],
    );
    assert.equal(edgePaths({ points: BENT, bundle: null }, 6).length, 1);
  });

  it("lets the lines of a bundle meet before the edge turns", () => {
    for (const path of edgePaths({ points: BENT, bundle: "gather" }, 6)) {
      assert.ok(path.endsWith("L24 40"), path);
    }
  });
});
