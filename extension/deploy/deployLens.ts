import type { DeployTarget } from "../../runtime/core/findings/deploy/deploy";
import type { CommandId } from "../contributions";
import type { DeployedTo } from "./deployStorage";

/**
 * What the lens *Deploy* does, by the setting `flowlens.deployTarget`; null where flows go to a
 * deployer that is not driven from here.
 */
export function deployCommand(target: "none" | DeployTarget): CommandId | null {
  if (target === "kubeflow") return "flowlens.deployToKubeflow";
  return target === "none" || target === "argo" ? "flowlens.deployToArgo" : null;
}

/** Where a deployed flow is looked for: where it was `last` deployed to from here, else by the setting. */
export function deployedWith(last: DeployedTo | null, target: "none" | DeployTarget): DeployedTo {
  return last ?? (target === "kubeflow" ? "kubeflow" : "argo");
}
