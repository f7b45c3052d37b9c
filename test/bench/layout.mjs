// Placing the steps of large graphs, beside dagre.
import { flowText } from "./inputs.mjs";
import { load } from "./load.mjs";
import { time } from "./measure.mjs";

/** @returns {Promise<import("./measure.mjs").Row[]>} */
export async function layoutRows() {
  const core = await load(`
    export { readFlow } from "./runtime/core/readFlow";
    export { buildGraph } from "./runtime/core/graph";
    export { toDag } from "./runtime/core/toDag";
    export { layoutDag } from "./runtime/core/layout/layoutDag";
  `);
  const dagre = await import("@dagrejs/dagre").then(
    (module) => module.default ?? module,
    () => null,
  );
  return [
    row(core, 1000, 20, 20, (dag, sizes) => dagre && time(1, () => dagreLayout(dagre, dag, sizes))),
    row(core, 5000, 80, 10, () => null),
    redraw(core),
  ];
}

function row(core, count, budget, rounds, rivalTime) {
  const { dag, sizes } = drawing(core, count);
  const options = { direction: "right" };
  const measured = time(rounds, () => core.layoutDag(dag, sizes, options));
  const cost = rivalTime(dag, sizes);
  const what = `layout, ${count.toLocaleString("en")} steps`;
  return { what, budget, measured, unit: "ms", ...(cost && { rival: { what: "dagre", cost } }) };
}

/** Everything between a keystroke and the new geometry, for a flow of ordinary size. */
function redraw(core) {
  const text = flowText(40);
  const measured = time(100, () => {
    const [flow] = core.readFlow(text).flows;
    const dag = core.toDag(core.buildGraph(flow), []);
    core.layoutDag(dag, sizesOf(dag), { direction: "right" });
  });
  return { what: "read, graph and layout, 40 steps", budget: 50, measured, unit: "ms" };
}

function drawing(core, count) {
  const [flow] = core.readFlow(flowText(count)).flows;
  const dag = core.toDag(core.buildGraph(flow), []);
  return { dag, sizes: sizesOf(dag) };
}

const sizesOf = (dag) =>
  new Map(dag.nodes.map(({ id }, i) => [id, { width: 140 + (i % 5) * 12, height: 36, port: 18 }]));

function dagreLayout(dagre, dag, sizes) {
  const graph = new dagre.graphlib.Graph();
  graph.setGraph({ rankdir: "LR" });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id } of dag.nodes) graph.setNode(id, { ...sizes.get(id) });
  for (const { from, to } of dag.edges) graph.setEdge(from, to);
  dagre.layout(graph);
}
