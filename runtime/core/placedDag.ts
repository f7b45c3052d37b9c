import type { Dag, DagNode } from "./dag";
import type { Where } from "./where";

/** Where a run's tasks go, and the one step that is run, if it is not the whole flow. */
export interface RunPlace {
  readonly where: Where;
  readonly step: string | null;
}

/**
 * The drawing with each node where the run puts it: on Kubernetes all of them (`run --with
 * kubernetes` leaves `@batch` alone), in Docker those with `@kubernetes`. A step that is run alone
 * goes there whatever its decorators say; here it is a plain process, since `spin` attaches no
 * decorator of a cluster (Metaflow 2.19, SPIN_ALLOWED_DECORATORS). The same drawing when nothing
 * differs from the text.
 */
export function placedDag(dag: Dag, place: RunPlace | null): Dag {
  if (place === null) return dag;
  const nodes = dag.nodes.map((node) => {
    const where = whereOf(node, place);
    return where === node.where ? node : { ...node, where };
  });
  return nodes.every((node, i) => node === dag.nodes[i]) ? dag : { ...dag, nodes };
}

const words: Readonly<Record<Where, DagNode["where"]>> = {
  here: "process",
  docker: "docker",
  kubernetes: "kubernetes",
};

function whereOf(node: DagNode, { where, step }: RunPlace): DagNode["where"] {
  if (step !== null) return node.id === step ? words[where] : node.where;
  if (where === "kubernetes") return node.where === "batch" ? "batch" : "kubernetes";
  return where === "docker" && node.where === "kubernetes" ? "docker" : node.where;
}
