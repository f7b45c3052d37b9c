import { refused, refusedHere, type Deployment } from "./deployment";
import type { Finding } from "../../finding";
import type { FlowGraph, GraphNode } from "../../graph";

/** Airflow maps one task over a list: no foreach in a foreach, and one step between it and its join. */
export function judgeAirflowForeaches(deployment: Deployment): Finding[] {
  const { graph, clean } = deployment;
  if (!clean) return [];
  const nested = [...graph.nodes.values()].filter((node) => isForeach(node) && node.insideForeach);
  if (nested.length > 0) {
    return nested.map((node) =>
      refused(
        deployment,
        "deploy/nested-foreach",
        node.step.nameSpan,
        `Airflow cannot run a foreach inside a foreach: go through the inner list in '${node.name}' itself.`,
        { step: node.name },
      ),
    );
  }
  // A switch is refused before anything behind it is looked at.
  if ([...graph.nodes.values()].some(({ kind }) => kind === "split-switch")) return [];
  return foreachBodies(graph)
    .flatMap(([, second]) => second ?? [])
    .map((node) =>
      refused(
        deployment,
        "deploy/foreach-body",
        node.step.nameSpan,
        `On Airflow a join must follow right after the first step of a foreach: move what '${node.name}' does into that step.`,
        { step: node.name },
      ),
    );
}

/** For each foreach, the linear steps between it and its join, in the order they are met. */
function foreachBodies(graph: FlowGraph): GraphNode[][] {
  return [...graph.nodes.values()].filter(isForeach).map((foreach) => {
    const body: GraphNode[] = [];
    const seen = new Set<string>();
    const open = [...foreach.outgoing].reverse();
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      const node = graph.nodes.get(name);
      if (node === undefined || seen.has(name) || name === foreach.matchingJoin) continue;
      seen.add(name);
      if (node.kind === "linear") body.push(node);
      open.push(...[...node.outgoing].reverse());
    }
    return body;
  });
}

/** AWS Step Functions counts the tasks of a foreach in a table of DynamoDB. */
export function judgeForeachTable(deployment: Deployment): Finding[] {
  const { nodes, configuration } = deployment;
  if (configuration?.has("METAFLOW_SFN_DYNAMO_DB_TABLE") === true) return [];
  return nodes.flatMap(({ step }) => {
    const { transition } = step;
    if (transition.form !== "foreach") return [];
    const message =
      "A foreach on AWS Step Functions needs a DynamoDB table: set METAFLOW_SFN_DYNAMO_DB_TABLE.";
    const at = { step: step.name };
    return [refusedHere(deployment, "deploy/foreach-table", transition.span, message, at)];
  });
}

function isForeach(node: GraphNode): boolean {
  return node.kind === "foreach";
}
