import * as vscode from "vscode";
import type { ClusterChoice } from "../cluster/clusterChoice";
import type { Handlers } from "../contributions";
import type { Disposables } from "../disposable";
import type { Flows } from "../flows/flows";
import type { RunStorage } from "../runs/runStorage";
import { ArgoDeployer } from "./argoDeploy";
import { DeployedFlows } from "./deployedFlows";
import { DeployStorage } from "./deployStorage";
import { DeployGate } from "./gate";
import { KubeflowDeployer } from "./kubeflowDeploy";
import { PreviewDocuments } from "./previewDocuments";

type DeployCommandId =
  | "flowlens.deployToArgo"
  | "flowlens.deployToKubeflow"
  | "flowlens.deployPreviewed"
  | "flowlens.deployOptions"
  | "flowlens.triggerDeployed"
  | "flowlens.deployedStatus"
  | "flowlens.terminateDeployed";

/** The commands that deploy flows, and those on deployed ones. */
export function createDeploy(
  context: vscode.ExtensionContext,
  { pick, interpreter, store }: Flows,
  other: { readonly storage: RunStorage; readonly clusters: ClusterChoice },
  owner: Disposables,
): Pick<Handlers, DeployCommandId> {
  const deployStorage = new DeployStorage(context.workspaceState);
  const services = { pick, interpreter, deployStorage, ...other };
  const gate = owner.add(new DeployGate(store, interpreter));
  const documents = owner.add(new PreviewDocuments());
  const argo = new ArgoDeployer(services, gate, documents);
  const kubeflow = new KubeflowDeployer(services, gate, documents);
  // The button above a preview gives its document, the palette nothing.
  const shown = (uri: vscode.Uri | undefined): vscode.Uri | undefined =>
    uri ?? vscode.window.activeTextEditor?.document.uri;
  const deployerOf = (uri: vscode.Uri | undefined): ArgoDeployer | KubeflowDeployer =>
    kubeflow.has(uri) ? kubeflow : argo;
  const deployed = new DeployedFlows(services);
  return {
    "flowlens.deployToArgo": async (subject) => {
      await argo.preview(await pick.runnableFlow(subject));
    },
    "flowlens.deployToKubeflow": async (subject) => {
      await kubeflow.preview(await pick.runnableFlow(subject));
    },
    "flowlens.deployPreviewed": async (uri) => {
      const document = shown(uri);
      await deployerOf(document).deploy(document);
    },
    "flowlens.deployOptions": async (uri) => {
      const document = shown(uri);
      await deployerOf(document).changeOptions(document);
    },
    "flowlens.triggerDeployed": async (subject) => {
      await deployed.trigger(await pick.runnableFlow(subject));
    },
    "flowlens.deployedStatus": async (subject) => {
      await deployed.status(await pick.runnableFlow(subject));
    },
    "flowlens.terminateDeployed": async (subject) => {
      await deployed.terminate(await pick.runnableFlow(subject));
    },
  };
}
