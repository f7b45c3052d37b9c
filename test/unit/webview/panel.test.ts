import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Box } from "../../../runtime/core/layout/types";
import { announcement } from "../../../webview/dag/announce";
import { fitStand, fitZoom, zoomedAt, zoomStop } from "../../../webview/dag/camera";
import { levelOf, textScale } from "../../../webview/dag/drawing";
import { edgeLook, passedBy } from "../../../webview/dag/edgeView";
import { neighboursOf, nodeName, runSentence, runTitle } from "../../../webview/dag/nodeWords";
import { stepsOf } from "../../../webview/dag/progress";
import { readSaved } from "../../../webview/dag/saved";
import { stepToward, type Arrow } from "../../../webview/dag/walk";
import { failingRun, fakeRun, loopingRun, regionalTraining } from "../../webview/fakes";

const now = 1_000_000;

describe("the view", () => {
  it("fits between 60 and 100 %, centred, or hanging from the top when it goes down", () => {
    const view = { width: 1000, height: 400 };
    assert.equal(fitZoom(view, { width: 100, height: 100 }), 1);
    assert.equal(fitZoom(view, { width: 9000, height: 100 }), 0.6);
    assert.deepEqual(fitStand(view, { width: 100, height: 100 }, null), {
      x: 450,
      y: 150,
      zoom: 1,
    });
    assert.equal(fitStand(view, { width: 100, height: 100, down: true }, null).y, 16);
  });

  it("shows the focus of what does not fit, and no emptiness beyond its ends", () => {
    const view = { width: 1000, height: 400 };
    const drawing = { width: 9000, height: 100 };
    const at = (x: number): number =>
      fitStand(view, drawing, { x, y: 0, width: 100, height: 50 }).x;
    assert.equal(fitStand(view, drawing, null).x, 16);
    assert.equal(at(0), 16);
    assert.equal(at(4950), 500 - 5000 * 0.6);
    assert.equal(at(8900), 1000 - 9000 * 0.6 - 16);
  });

  it("zooms around a point, within its limits", () => {
    const zoomed = zoomedAt({ x: 10, y: 20, zoom: 1 }, 2, 110, 70);
    assert.deepEqual(zoomed, { x: -90, y: -30, zoom: 2 });
    assert.equal(zoomedAt(zoomed, 99, 0, 0).zoom, 3);
    assert.deepEqual(
      [zoomStop(0.93, true), zoomStop(0.93, false), zoomStop(1, true)],
      [1, 0.8, 1.25],
    );
  });

  it("leaves out details below 80 %, names below 45 %, and grows text until then", () => {
    assert.deepEqual([1, 0.8, 0.6, 0.45, 0.3].map(levelOf), [
      ...["full", "full", "names", "names", "blocks"],
    ]);
    for (let zoom = 0.45; zoom <= 1; zoom += 0.01) {
      assert.ok(textScale(zoom) * zoom >= 0.999 && textScale(zoom) * zoom < 1.05);
    }
  });
});

describe("edges", () => {
  it("are walked, live, not taken, or yet to come", () => {
    const steps = stepsOf(loopingRun(now));
    const look = (from: string, to: string, kind: "linear" | "back" = "linear"): string =>
      edgeLook({ from, to, kind }, steps);
    assert.equal(look("load", "train_a"), "walked");
    assert.equal(look("choose", "refine"), "live");
    assert.equal(look("choose", "quick"), "skipped");
    assert.equal(look("quick", "report"), "skipped");
    assert.equal(look("refine", "report"), "plain");
    assert.equal(look("refine", "refine", "back"), "live");
    const first = stepsOf(fakeRun("F", now, { refine: { state: "running", seconds: 1 } }));
    assert.equal(edgeLook({ from: "refine", to: "refine", kind: "back" }, first), "plain");
  });
});

describe("cases of a switch", () => {
  const edge = (from: string, to: string, kind: "switch" | "linear") => ({ from, to, kind });
  const edges = [
    edge("gate", "publish", "switch"),
    edge("gate", "mend", "switch"),
    edge("mend", "publish", "linear"),
  ];
  const ran = { state: "succeeded", seconds: 1 } as const;

  it("are passed by when another case led to the same step", () => {
    const steps = stepsOf(fakeRun("F", now, { gate: ran, mend: ran, publish: ran }));
    assert.deepEqual([...passedBy(edges, steps)], ["gate publish"]);
  });

  it("are taken when the other case did not run", () => {
    const steps = stepsOf(fakeRun("F", now, { gate: ran, publish: ran }));
    assert.deepEqual([...passedBy(edges, steps)], []);
  });
});

describe("words", () => {
  it("name a node with its type, state, needs and ways", () => {
    const around = { dag: regionalTraining, run: null, steps: stepsOf(null), now };
    const ways = neighboursOf(regionalTraining);
    const name = (id: string): string =>
      nodeName(
        regionalTraining.nodes.find((node) => node.id === id)!,
        around,
        ways,
        null,
      );
    assert.equal(name("load"), "load, split; Docker 2 GB; from start, to train_a and train_b");
    assert.match(
      name("refine"),
      /^refine, switch, recursive; .* from choose, to refine and report$/,
    );
  });

  it("tell how a run stands", () => {
    const run = failingRun(now);
    assert.equal(runTitle(run), "Run 1741");
    assert.equal(runTitle({ ...run, kind: "spin", runId: null }), "Step run");
    assert.equal(runSentence(run, now), "failing · 3 tasks still run · 9m 41s");
  });

  it("announce the end first, then failures, then what succeeded", () => {
    const run = (state: "running" | "succeeded" | "failed"): ReturnType<typeof fakeRun> =>
      fakeRun("F", now, { a: { state, seconds: 1, reason: "boom" }, b: { state: "succeeded" } });
    assert.equal(announcement(null, run("running")), "Run running");
    assert.equal(announcement(run("running"), run("failed")), "a failed: boom");
    assert.equal(announcement(run("running"), run("succeeded")), "a succeeded");
    assert.equal(announcement(run("running"), run("running")), null);
    const over = { ...run("failed"), status: "failed", endedAt: now } as const;
    assert.equal(announcement(run("running"), over), "Run failed");
  });
});

describe("arrow keys", () => {
  const box = (x: number, y: number): Box => ({ x, y, width: 100, height: 50 });
  const boxes = new Map([
    ["load", box(0, 100)],
    ["train_a", box(200, 0)],
    ["train_b", box(200, 200)],
    ["fit", box(400, 0)],
  ]);
  const ways = neighboursOf(regionalTraining);
  const go = (arrow: Arrow, from: string, direction: "right" | "down" = "right"): string | null =>
    stepToward(arrow, from, direction, ways, boxes);

  it("follow edges and step between siblings", () => {
    assert.equal(go("ArrowRight", "load"), "train_a");
    assert.equal(go("ArrowLeft", "train_b"), "load");
    assert.equal(go("ArrowDown", "train_a"), "train_b");
    assert.equal(go("ArrowUp", "train_a"), null);
    assert.equal(go("ArrowLeft", "start"), null);
    assert.equal(go("ArrowRight", "end"), null);
  });

  it("turn with the drawing", () => {
    assert.equal(go("ArrowDown", "load", "down"), "train_a");
    assert.equal(go("ArrowUp", "train_b", "down"), "load");
  });

  it("leave a loop by its way out", () => {
    assert.equal(go("ArrowRight", "refine"), "report");
  });
});

describe("saved state", () => {
  it("is read with care", () => {
    assert.equal(readSaved(null), null);
    assert.equal(readSaved({ uri: 3 }), null);
    const odd = { uri: "file:///f.py", flow: 3, zoom: "x", direction: "up", legend: 1 };
    const plain = { uri: "file:///f.py", flow: null, zoom: null, direction: null, legend: false };
    assert.deepEqual(readSaved(odd), plain);
    const full = { uri: "u", flow: "F", zoom: 0.8, direction: "down", legend: true };
    assert.deepEqual(readSaved(full), full);
  });
});
