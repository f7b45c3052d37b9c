import type { Handlers } from "../contributions";
import type { Disposables } from "../disposable";
import type { Deployers, DeployServices } from "./deployers";

type DeployCommandId =
  | "flowlens.deployToArgo"
  | "flowlens.deployToKubeflow"
  | "flowlens.deployPreviewed"
  | "flowlens.deployOptions"
  | "flowlens.triggerDeployed"
  | "flowlens.deployedStatus"
  | "flowlens.terminateDeployed";

/** The commands that deploy flows, and those on deployed ones. */
export function deployCommands(
  services: DeployServices,
  owner: Disposables,
): Pick<Handlers, DeployCommandId> {
  const { pick } = services.flows;
  let loaded: Promise<Deployers> | undefined;
  const deployers = (): Promise<Deployers> =>
    (loaded ??= import("./deployers.js").then((part) => new part.Deployers(services, owner)));
  return {
    "flowlens.deployToArgo": async (subject) => {
      await (await deployers()).argo.preview(await pick.runnableFlow(subject));
    },
    "flowlens.deployToKubeflow": async (subject) => {
      await (await deployers()).kubeflow.preview(await pick.runnableFlow(subject));
    },
    "flowlens.deployPreviewed": async (uri) => (await deployers()).deployPreviewed(uri),
    "flowlens.deployOptions": async (uri) => (await deployers()).changeOptions(uri),
    "flowlens.triggerDeployed": async (subject) => {
      const target = await pick.runnableFlow(subject);
      await (await deployers()).deployed(target).trigger(target);
    },
    "flowlens.deployedStatus": async (subject) => {
      const target = await pick.runnableFlow(subject);
      await (await deployers()).deployed(target).status(target);
    },
    "flowlens.terminateDeployed": async (subject) => {
      const target = await pick.runnableFlow(subject);
      await (await deployers()).deployed(target).terminate(target);
    },
  };
}
