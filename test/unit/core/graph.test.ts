import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { lintsClean } from "../../../runtime/core/findings/graphLint";
import { buildGraph, type FlowGraph, type GraphNode } from "../../../runtime/core/graph";
import { readFlow } from "../../../runtime/core/readFlow";
import { flowText, steps } from "./findings/flows";

function graphOf(body: string): FlowGraph {
  const [flow] = readFlow(flowText(body)).flows;
  assert.ok(flow);
  return buildGraph(flow);
}

function kinds(graph: FlowGraph): Record<string, string | null> {
  return Object.fromEntries([...graph.nodes].map(([name, { kind }]) => [name, kind]));
}

describe("start and end", () => {
  it("are found by name or by mark; one step is both", () => {
    const named = graphOf(steps("start -> self.end", "end"));
    assert.deepEqual([named.start, named.end], ["start", "end"]);
    const marked = graphOf(
      "    @step(start=True)\n    def a(self):\n        self.next(self.b)\n\n    @step(end=True)\n    def b(self):\n        pass\n",
    );
    assert.deepEqual([marked.start, marked.end], ["a", "b"]);
    const single = graphOf(steps("only"));
    assert.deepEqual([single.start, single.end, kinds(single)["only"]], ["only", "only", "end"]);
    const none = graphOf(steps("a -> self.b", "b"));
    assert.deepEqual([none.start, none.end, none.order], [null, null, []]);
  });

  it("keep a kind that splits, and get theirs otherwise", () => {
    assert.equal(kinds(graphOf(steps("start -> self.end", "end")))["start"], "start");
    assert.equal(kinds(graphOf(steps("start -> 'x'", "end")))["start"], "start");
    const split = graphOf(
      steps("start -> self.a, foreach='x'", "a -> self.j", "j(inputs) -> self.end", "end"),
    );
    assert.deepEqual(kinds(split), { a: "linear", end: "end", j: "join", start: "foreach" });
  });
});

describe("what the walk finds", () => {
  const nested = graphOf(
    steps(
      "start -> self.a, self.b",
      "a -> self.c, foreach='xs'",
      "c -> self.k",
      "k(inputs) -> self.j",
      "b -> {'x': self.b, 'y': self.d, 'z': self.e}, condition='c'",
      "d -> self.e",
      "e -> self.j",
      "j(inputs) -> self.end",
      "end",
    ),
  );

  it("nodes in alphabetical order, reachable ones in Metaflow's", () => {
    assert.deepEqual([...nested.nodes.keys()], ["a", "b", "c", "d", "e", "end", "j", "k", "start"]);
    assert.deepEqual(nested.order, ["start", "a", "c", "k", "b", "d", "e", "j", "end"]);
  });

  it("matching joins, open splits and branches", () => {
    const node = (name: string): GraphNode => {
      const found = nested.nodes.get(name);
      assert.ok(found);
      return found;
    };
    assert.equal(node("start").matchingJoin, "j");
    assert.equal(node("a").matchingJoin, "k");
    assert.deepEqual(node("c").splitParents, ["start", "a"]);
    assert.deepEqual(node("c").splitBranches, ["a", "c"]);
    assert.deepEqual(node("k").splitParents, ["start", "a"]);
    assert.deepEqual(node("k").splitBranches, ["a"]);
    assert.deepEqual(node("e").incoming, ["b", "d"]);
    assert.deepEqual(node("b").incoming, ["start"]);
    assert.deepEqual(
      [...nested.nodes.values()]
        .filter(({ insideForeach }) => insideForeach)
        .map(({ name }) => name),
      ["c"],
    );
  });

  it("a join shared by two splits that a switch chooses from", () => {
    const graph = graphOf(
      steps(
        "start -> {'x': self.p, 'y': self.q}, condition='c'",
        "p -> self.a, self.b",
        "q -> self.a, self.b",
        "a -> self.j",
        "b -> self.j",
        "j(inputs) -> self.end",
        "end",
      ),
    );
    assert.equal(graph.nodes.get("p")?.matchingJoin, "j");
    assert.equal(graph.nodes.get("q")?.matchingJoin, "j");
    assert.equal(lintsClean(graph), true);
  });
});

describe("a flow with unseen parts", () => {
  const graph = (body: string): FlowGraph => {
    const text = `from metaflow import FlowSpec, step\nfrom elsewhere import Base\nclass F(Base, FlowSpec):\n${body}`;
    const [flow] = readFlow(text).flows;
    assert.equal(flow?.partial, true);
    return buildGraph(flow);
  };

  it("is clean when what can be seen is", () => {
    assert.equal(lintsClean(graph(steps("start -> self.end", "end"))), true);
    assert.equal(lintsClean(graph(steps("start -> self.elsewhere", "end"))), false);
  });
});

describe("any flow at all", () => {
  const chain = (count: number, next: (i: number) => string): string =>
    steps(
      ...Array.from({ length: count }, (_, i) => `${i === 0 ? "start" : `s${i}`} -> ${next(i)}`),
      "end",
    );

  it("may be 5,000 steps long", () => {
    const graph = graphOf(chain(5000, (i) => (i === 4999 ? "self.end" : `self.s${i + 1}`)));
    assert.equal(graph.order.length, 5001);
    assert.equal(graph.order.at(-1), "end");
    assert.equal(lintsClean(graph), true);
  });

  it("may loop", () => {
    const graph = graphOf(chain(300, (i) => `self.s${(i + 1) % 300}, self.s${(i * 7) % 300}`));
    assert.equal(lintsClean(graph), false);
    assert.ok(graph.order.length <= 301);
  });

  it("may leave splits open in ever more ways", () => {
    const graph = graphOf(
      chain(400, (i) =>
        i % 2 === 0
          ? `{'a': self.s${i + 1}, 'b': self.s${i + 2}}, condition='c'`
          : `self.s${i + 1}, self.s${i + 1}`,
      ).replace("self.s400", "self.end"),
    );
    assert.equal(lintsClean(graph), false);
  });
});
