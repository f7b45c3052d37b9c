import type { Disposables } from "../disposable";
import type { RunService } from "../runs/runService";
import type { ClusterChoice } from "./clusterChoice";
import { ClusterSources } from "./clusterSource";
import { ClusterView } from "./clusterView";
import { PodDocuments } from "./podDocuments";
import { RunPods } from "./runPods";
import { TaskLabels } from "./taskLabels";

/** Everything about clusters. */
export interface Cluster {
  readonly choice: ClusterChoice;
  readonly sources: ClusterSources;
  readonly view: ClusterView;
  readonly documents: PodDocuments;
}

/** Registers the view Cluster; no kubeconfig is read before it is seen. */
export function createCluster(
  choice: ClusterChoice,
  runs: RunService,
  owner: Disposables,
): Cluster {
  const sources = owner.add(new ClusterSources());
  const documents = owner.add(new PodDocuments(choice, sources));
  owner.add(new RunPods(choice, sources, runs));
  const view = owner.add(new ClusterView(choice, sources, new TaskLabels(runs)));
  return { choice, sources, view, documents };
}
