import type * as vscode from "vscode";
import type { DeployOptions } from "../../runtime/deploy/deployment";
import type { FlowOptions } from "../../runtime/metaflow/commandLine";
import type { FlowTarget } from "../flows/target";

/** The deployers that are driven from here. */
export type DeployedTo = "argo" | "kubeflow";

/** How each flow of the workspace was last deployed. */
export class DeployStorage {
  constructor(private readonly kept: vscode.Memento) {}

  /** The options of a flow's deployments; what was never chosen is as for its runs. */
  options(target: FlowTarget, { branch, production, tags }: FlowOptions): DeployOptions {
    const chosen = this.kept.get<Partial<DeployOptions>>(keyOf(target), {});
    return { name: null, maxWorkers: null, branch, production, tags, ...chosen };
  }

  async setOptions(target: FlowTarget, options: DeployOptions): Promise<void> {
    await this.kept.update(keyOf(target), options);
  }

  /** Where a flow was last deployed to from here; null: never. */
  deployedTo({ uri, flow }: FlowTarget): DeployedTo | null {
    return this.kept.get<DeployedTo | null>(`deployed-to:${uri}#${flow}`, null);
  }

  async setDeployedTo({ uri, flow }: FlowTarget, deployer: DeployedTo): Promise<void> {
    await this.kept.update(`deployed-to:${uri}#${flow}`, deployer);
  }

  /** The address of Kubeflow Pipelines as last typed; empty: never. */
  get kubeflowUrl(): string {
    return this.kept.get<string>(kubeflowKey, "");
  }

  async setKubeflowUrl(url: string): Promise<void> {
    await this.kept.update(kubeflowKey, url);
  }
}

const kubeflowKey = "deploy:kubeflow-url";

function keyOf({ uri, flow }: FlowTarget): string {
  return `deploy:${uri}#${flow}`;
}
