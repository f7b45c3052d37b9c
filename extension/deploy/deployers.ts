import * as vscode from "vscode";
import type { ClusterChoice } from "../cluster/clusterChoice";
import type { Disposables } from "../disposable";
import type { Flows } from "../flows/flows";
import type { RunStorage } from "../runs/runStorage";
import { ArgoDeployer } from "./argoDeploy";
import { DeployedFlows } from "./deployedFlows";
import { DeployStorage } from "./deployStorage";
import { DeployGate } from "./gate";
import { KubeflowDeployer } from "./kubeflowDeploy";
import { PreviewDocuments } from "./previewDocuments";

/** What deploying works with. */
export interface DeployServices {
  readonly state: vscode.Memento;
  readonly flows: Flows;
  readonly storage: RunStorage;
  readonly clusters: ClusterChoice;
}

/** All that deploys. Loaded with the first such command: most windows never deploy. */
export class Deployers {
  readonly argo: ArgoDeployer;
  readonly kubeflow: KubeflowDeployer;
  readonly deployed: DeployedFlows;

  constructor({ state, flows, storage, clusters }: DeployServices, owner: Disposables) {
    const { pick, interpreter, store } = flows;
    const deployStorage = new DeployStorage(state);
    const services = { pick, interpreter, deployStorage, storage, clusters };
    const gate = owner.add(new DeployGate(store, interpreter));
    const documents = owner.add(new PreviewDocuments());
    this.argo = new ArgoDeployer(services, gate, documents);
    this.kubeflow = new KubeflowDeployer(services, gate, documents);
    this.deployed = new DeployedFlows(services);
  }

  async deployPreviewed(uri: vscode.Uri | undefined): Promise<void> {
    const document = shown(uri);
    await this.deployerOf(document).deploy(document);
  }

  async changeOptions(uri: vscode.Uri | undefined): Promise<void> {
    const document = shown(uri);
    if (this.kubeflow.has(document)) await this.kubeflow.changeOptions(document);
    else await this.argo.previews.changeOptions(document);
  }

  private deployerOf(uri: vscode.Uri | undefined): ArgoDeployer | KubeflowDeployer {
    return this.kubeflow.has(uri) ? this.kubeflow : this.argo;
  }
}

/** The button above a preview gives its document, the palette nothing. */
function shown(uri: vscode.Uri | undefined): vscode.Uri | undefined {
  return uri ?? vscode.window.activeTextEditor?.document.uri;
}
