import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { layoutDag } from "../../../../runtime/core/layout/layoutDag";
import type { Direction, Layout } from "../../../../runtime/core/layout/types";
import { dagOf, sizesOf } from "./sample";

/** The drawing in short lines: `step x,y`, `from>to x,y x,y …`, `band f x,y w×h`. */
function written(direction: Direction, ...lines: readonly string[]): string[] {
  const dag = dagOf(...lines);
  return describeLayout(layoutDag(dag, sizesOf(dag), { direction }));
}

function describeLayout(layout: Layout): string[] {
  const at = (p: { x: number; y: number }): string => `${p.x},${p.y}`;
  return [
    ...[...layout.nodes].map(([id, box]) => `${id} ${at(box)}`),
    ...layout.edges.map((edge) => {
      const label = edge.labelAt ? ` [${edge.label ?? ""} ${at(edge.labelAt)}]` : "";
      const bundle = edge.bundle ? ` ${edge.bundle}` : "";
      return `${edge.from}>${edge.to} ${edge.points.map(at).join(" ")}${label}${bundle}`;
    }),
    ...layout.bands.map((b) => `band ${b.foreach} ${at(b.box)} ${b.box.width}×${b.box.height}`),
    `${layout.width}×${layout.height}`,
  ];
}

const FLOWS = {
  linear: ["start > a", "a > end"],
  split: ["start > s", "s > a b", "a > js", "b > js", "js > end"],
  foreach: ["start > f", "f * body", "body > jf", "jf > end"],
  "nested foreach": ["start > f", "f * f2", "f2 * w", "w > jf2", "jf2 > jf", "jf > end"],
  switch: ["start ? yes:a no:b", "a > end", "b > end"],
  recursion: ["start > a", "a ? again:a done:end"],
} as const;

type Name = keyof typeof FLOWS;

const RIGHT: Readonly<Record<Name, readonly string[]>> = {
  linear: [
    "start 0,4",
    "a 52,0",
    "end 176,4",
    "start>a 28,18 52,18",
    "a>end 152,18 176,18",
    "204×52",
  ],
  split: [
    "start 0,42",
    "s 52,38",
    "a 180,0",
    "b 180,76",
    "js 308,38",
    "end 432,42",
    "start>s 28,56 52,56",
    "s>a 152,56 166,56 166,18 180,18",
    "s>b 152,56 166,56 166,94 180,94",
    "a>js 280,18 294,18 294,56 308,56",
    "b>js 280,94 294,94 294,56 308,56",
    "js>end 408,56 432,56",
    "460×128",
  ],
  foreach: [
    "start 0,34",
    "f 52,30",
    "body 184,30",
    "jf 318,30",
    "end 442,34",
    "start>f 28,48 52,48",
    "f>body 152,48 184,48 fan",
    "body>jf 284,48 318,48 gather",
    "jf>end 418,48 442,48",
    "band f 43,0 384×96",
    "470×96",
  ],
  "nested foreach": [
    "start 0,64",
    "f 52,60",
    "f2 184,60",
    "w 316,60",
    "jf2 450,60",
    "jf 584,60",
    "end 708,64",
    "start>f 28,78 52,78",
    "f>f2 152,78 184,78 fan",
    "f2>w 284,78 316,78 fan",
    "w>jf2 416,78 450,78 gather",
    "jf2>jf 550,78 584,78 gather",
    "jf>end 684,78 708,78",
    "band f 43,0 650×140",
    "band f2 175,30 384×96",
    "736×140",
  ],
  switch: [
    "start 0,42",
    "a 87,0",
    "b 87,76",
    "end 215,42",
    "start>a 28,56 40,56 40,18 87,18 [yes 60.5,18]",
    "start>b 28,56 40,56 40,94 87,94 [no 60.5,94]",
    "a>end 187,18 201,18 201,56 215,56",
    "b>end 187,94 201,94 201,56 215,56",
    "243×128",
  ],
  recursion: [
    "start 0,32",
    "a 52,28",
    "end 210,32",
    "start>a 28,46 52,46",
    "a>end 152,46 210,46 [done 178.5,46]",
    "a>a 128,28 128,8 76,8 76,28 [again 102,8]",
    "238×80",
  ],
};

const DOWN: Readonly<Record<Name, readonly string[]>> = {
  linear: [
    "start 36,0",
    "a 0,46",
    "end 36,116",
    "start>a 50,28 50,46",
    "a>end 50,98 50,116",
    "100×144",
  ],
  split: [
    "start 98,0",
    "s 62,46",
    "a 0,128",
    "b 124,128",
    "js 62,210",
    "end 98,280",
    "start>s 112,28 112,46",
    "s>a 112,98 112,113 50,113 50,128",
    "s>b 112,98 112,113 174,113 174,128",
    "a>js 50,180 50,194 112,194 112,210",
    "b>js 174,180 174,194 112,194 112,210",
    "js>end 112,262 112,280",
    "224×308",
  ],
  foreach: [
    "start 44,0",
    "f 8,84",
    "body 8,166",
    "jf 8,248",
    "end 44,326",
    "start>f 58,28 58,84",
    "f>body 58,136 58,166 fan",
    "body>jf 58,218 58,248 gather",
    "jf>end 58,300 58,326",
    "band f 0,46 116×263",
    "116×354",
  ],
  "nested foreach": [
    "start 52,0",
    "f 16,84",
    "f2 16,204",
    "w 16,286",
    "jf2 16,368",
    "jf 16,458",
    "end 52,536",
    "start>f 66,28 66,84",
    "f>f2 66,136 66,204 fan",
    "f2>w 66,256 66,286 fan",
    "w>jf2 66,338 66,368 gather",
    "jf2>jf 66,420 66,458 gather",
    "jf>end 66,510 66,536",
    "band f 0,46 132×473",
    "band f2 8,166 116×263",
    "132×564",
  ],
  switch: [
    "start 98,0",
    "a 0,78",
    "b 124,78",
    "end 98,160",
    "start>a 112,28 112,42 50,42 50,78 [yes 50,57]",
    "start>b 112,28 112,42 174,42 174,78 [no 174,57]",
    "a>end 50,130 50,144 112,144 112,160",
    "b>end 174,130 174,144 112,144 112,160",
    "224×188",
  ],
  recursion: [
    "start 36,0",
    "a 0,46",
    "end 36,148",
    "start>a 50,28 50,46",
    "a>end 50,98 50,148 [done 50,120.5]",
    "a>a 100,84 120,84 120,64 100,64 [again 124,74]",
    "144.5×176",
  ],
};

describe("golden layouts", () => {
  for (const name of Object.keys(FLOWS) as Name[]) {
    it(`${name}, to the right`, () => {
      assert.deepEqual(written("right", ...FLOWS[name]), RIGHT[name]);
    });
    it(`${name}, downwards`, () => {
      assert.deepEqual(written("down", ...FLOWS[name]), DOWN[name]);
    });
  }
});
