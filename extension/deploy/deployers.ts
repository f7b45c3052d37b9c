import * as vscode from "vscode";
import type { Cluster } from "../cluster/cluster";
import type { ClusterChoice } from "../cluster/clusterChoice";
import type { Disposables } from "../disposable";
import type { Flows } from "../flows/flows";
import type { FlowTarget } from "../flows/target";
import type { RunStorage } from "../runs/runStorage";
import { setting } from "../settings";
import type { DagPanels } from "../panels/dagPanels";
import { ArgoDeployer } from "./argoDeploy";
import { DeployedFlows } from "./deployedFlows";
import { deployedWith } from "./deployLens";
import { DeployStorage } from "./deployStorage";
import { DeployGate } from "./gate";
import { KubeflowDeployer } from "./kubeflowDeploy";
import { KubeflowRuns } from "./kubeflowRuns";
import { PreviewDocuments } from "./previewDocuments";
import { WatchedRun } from "./watchedRun";

/** What deploying works with. */
export interface DeployServices {
  readonly state: vscode.Memento;
  readonly flows: Flows;
  readonly storage: RunStorage;
  readonly clusters: ClusterChoice;
  readonly cluster: Pick<Cluster, "sources" | "view">;
  readonly panels: DagPanels;
}

/** All that deploys. Loaded with the first such command: most windows never deploy. */
export class Deployers {
  readonly argo: ArgoDeployer;
  readonly kubeflow: KubeflowDeployer;
  private readonly onArgo: DeployedFlows;
  private readonly onKubeflow: KubeflowRuns;
  private readonly storage: DeployStorage;

  constructor(
    { state, flows, storage, clusters, cluster, panels }: DeployServices,
    owner: Disposables,
  ) {
    const { pick, interpreter, store, diagnostics } = flows;
    const deployStorage = (this.storage = new DeployStorage(state));
    const services = { pick, interpreter, deployStorage, storage, clusters };
    const gate = owner.add(new DeployGate(store, diagnostics));
    const documents = owner.add(new PreviewDocuments());
    this.argo = new ArgoDeployer(services, gate, documents);
    this.kubeflow = new KubeflowDeployer(services, gate, documents);
    this.onArgo = new DeployedFlows(services, (facts) =>
      panels.showElsewhere(facts.target, new WatchedRun(facts, cluster.sources, cluster.view)),
    );
    this.onKubeflow = new KubeflowRuns(services);
  }

  /** What is done with a flow that is deployed already, where it is. */
  deployed(target: FlowTarget): DeployedFlows | KubeflowRuns {
    const wanted = setting("deployTarget", vscode.Uri.parse(target.uri));
    const where = deployedWith(this.storage.deployedTo(target), wanted);
    return where === "kubeflow" ? this.onKubeflow : this.onArgo;
  }

  async deployPreviewed(uri: vscode.Uri | undefined): Promise<void> {
    const document = shown(uri);
    await this.deployerOf(document).deploy(document);
  }

  async changeOptions(uri: vscode.Uri | undefined): Promise<void> {
    const document = shown(uri);
    await this.deployerOf(document).previews.changeOptions(document);
  }

  private deployerOf(uri: vscode.Uri | undefined): ArgoDeployer | KubeflowDeployer {
    return this.kubeflow.previews.has(uri) ? this.kubeflow : this.argo;
  }
}

/** The button above a preview gives its document, the palette nothing. */
function shown(uri: vscode.Uri | undefined): vscode.Uri | undefined {
  return uri ?? vscode.window.activeTextEditor?.document.uri;
}
