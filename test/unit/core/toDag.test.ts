import assert from "node:assert/strict";
import { describe, it } from "node:test";

import type { Dag, DagNode } from "../../../runtime/core/dag";
import type { Finding } from "../../../runtime/core/finding";
import { buildGraph } from "../../../runtime/core/graph";
import { readFlow } from "../../../runtime/core/readFlow";
import { toDag } from "../../../runtime/core/toDag";

function draw(body: string, findings: readonly Finding[] = []): Dag {
  const names = "FlowSpec, step, kubernetes, batch, resources, retry, timeout, card, catch";
  const text = `from metaflow import ${names}\n\nclass F(FlowSpec):\n${body}`;
  const flow = readFlow(text).flows[0];
  assert.ok(flow);
  return toDag(buildGraph(flow), findings);
}

/** Steps given as `name: self.next(...)`; decorators in front, separated by spaces. */
function flow(...steps: readonly string[]): string {
  return steps.map(stepText).join("\n");
}

function stepText(line: string): string {
  const [, decorators = "", name = "", next = ""] = /^((?:@\S+ )*)(\w+): ?(.*)$/.exec(line) ?? [];
  const above = decorators.split(" ").filter(Boolean);
  const inputs = name.startsWith("join") ? ", inputs" : "";
  const lines = [...above, "@step", `def ${name}(self${inputs}):`];
  return [...lines, `    ${next ? `self.next(${next})` : "pass"}`]
    .map((l) => `    ${l}\n`)
    .join("");
}

function find(dag: Dag, id: string): DagNode {
  const found = dag.nodes.find((one) => one.id === id);
  assert.ok(found, id);
  return found;
}

function arrows(dag: Dag): string[] {
  return dag.edges.map(
    (e) => `${e.from}>${e.to} ${e.kind}${e.label === null ? "" : ` [${e.label}]`}`,
  );
}

function finding(step: string | null, severity: Finding["severity"], of = "F"): Finding {
  const span = { start: 0, end: 1 };
  return { rule: "r", severity, message: "m", span, flow: of, step, metaflow: null };
}

describe("toDag", () => {
  it("keeps steps and targets in source order, not in alphabetical order", () => {
    const dag = draw(
      flow("start: self.z, self.b", "z: self.join", "b: self.join", "join: self.end", "end:"),
    );
    assert.deepEqual(
      dag.nodes.map((n) => n.id),
      ["start", "z", "b", "join", "end"],
    );
    assert.deepEqual(arrows(dag), [
      "start>z split",
      "start>b split",
      "z>join join",
      "b>join join",
      "join>end linear",
    ]);
    const start = find(dag, "start");
    assert.deepEqual([start.isStart, start.kind, start.matchingJoin], [true, "split", "join"]);
    assert.equal(find(dag, "join").joins, "split");
    assert.equal(find(dag, "end").isEnd, true);
  });

  it("tells how many foreaches are open around a step", () => {
    const dag = draw(
      flow(
        'start: self.outer, foreach="files"',
        "outer: self.inner, foreach='rows'",
        "inner: self.join_rows",
        "join_rows: self.join_files",
        "join_files: self.end",
        "end:",
      ),
    );
    const depths = dag.nodes.map((n) => `${n.id} ${n.depth} ${n.joins ?? "-"} ${n.foreach ?? "-"}`);
    assert.deepEqual(depths, [
      "start 0 - files",
      "outer 1 - rows",
      "inner 2 - -",
      "join_rows 1 foreach -",
      "join_files 0 foreach -",
      "end 0 - -",
    ]);
    assert.equal(find(dag, "start").matchingJoin, "join_files");
    assert.equal(find(dag, "outer").matchingJoin, "join_rows");
  });

  it("labels the cases of a switch, and puts several that lead to one step on one arrow", () => {
    const dag = draw(
      flow(
        'start: {"a": self.x, "b": self.y, "c": self.x, 1: self.start2}, condition="mode"',
        "x: self.end",
        "y: self.end",
        'start2: {"again": self.start2, "done": self.end}, condition="state"',
        "end:",
      ),
    );
    assert.deepEqual(arrows(dag), [
      "start>x switch [a, c]",
      "start>y switch [b]",
      "start>start2 switch [1]",
      "x>end linear",
      "y>end linear",
      "start2>start2 back [again]",
      "start2>end switch [done]",
    ]);
    assert.deepEqual([find(dag, "start").condition, find(dag, "start").recursive], ["mode", false]);
    assert.equal(find(dag, "start2").recursive, true);
    assert.equal(find(dag, "start2").kind, "switch");
  });

  it("takes the number of tasks from a literal num_parallel only", () => {
    const dag = draw(
      flow("start: self.a, num_parallel=4", "a: self.join", "join: self.end", "end:"),
    );
    assert.deepEqual([find(dag, "start").tasks, find(dag, "start").foreach], [4, "num_parallel"]);
    const open = draw(
      flow("start: self.a, num_parallel=N", "a: self.join", "join: self.end", "end:"),
    );
    assert.equal(find(open, "start").tasks, null);
  });

  it("survives unknown targets, loops, missing steps and half a step", () => {
    const dag = draw(flow("start: self.a, self.nowhere", "a: self.b", "b: self.a", "c:"));
    assert.deepEqual(arrows(dag), ["start>a split", "a>b linear", "b>a back"]);
    assert.equal(find(dag, "c").kind, "unknown");
    assert.deepEqual(draw("    pass\n").nodes, []);
  });
});

describe("toDag: decorators and findings", () => {
  it("says what the decorators ask for, in this order and as written", () => {
    const dag = draw(
      flow(
        '@kubernetes(gpu="1",memory=16000,cpu=4) start: self.a',
        "@resources(memory=900) a: self.b",
        "@resources(cpu=2,memory=8000) @batch(memory=4096,cpu=0.5) b: self.c",
        "@kubernetes(memory=MEM) c: self.d",
        "@kubernetes(memory=4096) d: self.end",
        "end:",
      ),
    );
    assert.deepEqual(
      dag.nodes.map((n) => `${n.where}: ${n.resources.join(" · ")}`),
      [
        "kubernetes: 4 cpu · 16 GB · 1 gpu",
        "process: 900 MB",
        "batch: 2 cpu · 8 GB",
        "kubernetes: ",
        "kubernetes: 4.1 GB",
        "process: ",
      ],
    );
  });

  it("shows retries, timeouts, cards and catch", () => {
    const dag = draw(
      flow(
        "@retry @timeout(minutes=10) start: self.a",
        '@retry(times=2) @timeout(seconds=90) @card @card(type="html") @catch(var="e") a: self.b',
        "@timeout(hours=1,minutes=61) b: self.c",
        "@retry(times=N) @timeout(hours=2,seconds=5) c: self.end",
        "end:",
      ),
    );
    assert.deepEqual(
      dag.nodes.map(({ badges: b }) => [b.retries, b.timeout, b.cards, b.catches]),
      [
        [3, "10m", 0, false],
        [2, "1m 30s", 2, true],
        [null, "2h 1m", 0, false],
        [null, "2h", 0, false],
        [null, null, 0, false],
      ],
    );
  });

  it("counts errors and warnings of its own flow, not hints", () => {
    const dag = draw(flow("start: self.end", "end:"), [
      finding("start", "error"),
      finding("start", "warning"),
      finding("start", "warning"),
      finding("start", "hint"),
      finding("start", "error", "Other"),
      finding(null, "error"),
    ]);
    const { errors, warnings } = find(dag, "start").badges;
    assert.deepEqual([errors, warnings], [1, 2]);
  });

  it("takes no decorator that is known to come from elsewhere", () => {
    const body = flow("@retry(times=2) @card start: self.end", "end:");
    const text = `from metaflow import FlowSpec, step, card\nfrom tenacity import retry\n\nclass F(FlowSpec):\n${body}`;
    const read = readFlow(text).flows[0];
    assert.ok(read);
    const { badges } = find(toDag(buildGraph(read), []), "start");
    assert.deepEqual([badges.retries, badges.cards], [null, 1]);
  });

  it("gives the line of the def and the first line of the docstring", () => {
    const dag = draw(
      '    @step\n    def start(self):\n        """Load it.\n\n        More."""\n        self.next(self.end)\n\n    @step\n    def end(self):\n        pass\n',
    );
    assert.deepEqual([find(dag, "start").line, find(dag, "start").doc], [5, "Load it."]);
  });
});
