import type * as vscode from "vscode";
import type { ClusterChoice } from "../cluster/clusterChoice";
import type { Handlers } from "../contributions";
import type { Disposables } from "../disposable";
import type { Flows } from "../flows/flows";
import type { RunStorage } from "../runs/runStorage";
import { ArgoDeployer } from "./argoDeploy";
import { DeployedFlows } from "./deployedFlows";
import { DeployStorage } from "./deployStorage";
import { DeployGate } from "./gate";
import { PreviewDocuments } from "./previewDocuments";

type DeployCommandId =
  | "flowlens.deployToArgo"
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
  const argo = new ArgoDeployer(services, gate, owner.add(new PreviewDocuments()));
  const deployed = new DeployedFlows(services);
  return {
    "flowlens.deployToArgo": async (subject) => {
      await argo.preview(await pick.runnableFlow(subject));
    },
    "flowlens.deployPreviewed": (subject) => argo.deploy(subject),
    "flowlens.deployOptions": (subject) => argo.changeOptions(subject),
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
