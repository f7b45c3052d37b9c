import type { Dag, DagNode } from "./dag";
import type { Where } from "./where";

/** Which steps of a run that is started here become pods all the same: those with `@kubernetes`, or all. */
export type PodsHere = "marked" | "all";

/** Where a run's tasks go, and the one step that is run, if it is not the whole flow. */
export interface RunPlace {
  readonly where: Where;
  readonly step: string | null;
  /** Of a run here whose datastore pods reach, too; absent: none becomes a pod. */
  readonly pods?: PodsHere;
}

/**
 * The drawing with each node where the run puts it: on Kubernetes all of them (`run --with
 * kubernetes` leaves `@batch` alone), in Docker those with `@kubernetes`; here those are processes
 * (without what they ask a pod for) unless `pods` says otherwise. A step that is run alone goes to
 * the chosen place whatever its decorators say; here it is a plain process, since `spin` attaches
 * no decorator of a cluster (Metaflow 2.19, SPIN_ALLOWED_DECORATORS). The same drawing when
 * nothing differs from the text.
 */
export function placedDag(dag: Dag, place: RunPlace | null): Dag {
  if (place === null) return dag;
  const nodes = dag.nodes.map((node) => {
    const where = whereOf(node, place);
    if (where === node.where) return node;
    return where === "process" ? { ...node, where, resources: [] } : { ...node, where };
  });
  return nodes.every((node, i) => node === dag.nodes[i]) ? dag : { ...dag, nodes };
}

const words: Readonly<Record<Where, DagNode["where"]>> = {
  here: "process",
  docker: "docker",
  kubernetes: "kubernetes",
};

function whereOf(node: DagNode, { where, step, pods }: RunPlace): DagNode["where"] {
  if (step !== null) return node.id === step ? words[where] : node.where;
  if (node.where === "batch") return "batch";
  if (where === "kubernetes" || pods === "all") return "kubernetes";
  if (node.where !== "kubernetes") return node.where;
  return pods === "marked" ? "kubernetes" : words[where];
}
