import { homedir } from "node:os";
import * as vscode from "vscode";
import {
  chosenCluster,
  pickContext,
  pickNamespace,
  type ChosenCluster,
  type ClusterDefaults,
  type ClusterPick,
} from "../../runtime/core/cluster/choice";
import { readConfiguration } from "../../runtime/metaflow/configuration";
import { describeError, log } from "../log";
import { Problem } from "../problem";
import { runEnvironment } from "../runs/environment";

/** Why there is no cluster to look at or run on, for the user. */
interface NoCluster {
  readonly sentence: string;
}

/** A cluster in use, with what reads its kubeconfig: the process's environment and the env file. */
export interface ClusterInUse extends ChosenCluster {
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Which context and namespace a folder's flows use. Metaflow itself always takes the kubeconfig's
 * current context, so whoever runs something there gives it a kubeconfig of its own that has this
 * context, and METAFLOW_KUBERNETES_NAMESPACE set to this namespace.
 */
export class ClusterChoice implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  /** The user picked another context or namespace. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly kept: vscode.Memento) {}

  /** The cluster of the folder that holds this file (or is it); none given: of the first folder. */
  async current(scope?: vscode.Uri): Promise<ClusterInUse | NoCluster> {
    const read = await this.defaults(scope);
    if ("sentence" in read) return read;
    const chosen = chosenCluster(read.defaults, this.pick(scope));
    if (chosen === null) return { sentence: "The kubeconfig has no current context: pick one." };
    return { ...chosen, environment: read.environment };
  }

  /** The variables of a folder's runs: KUBECONFIG may be among them. */
  async environment(scope?: vscode.Uri): Promise<NodeJS.ProcessEnv> {
    const folder = folderUri(scope);
    const variables = folder === undefined ? {} : (await runEnvironment(folder)).variables;
    return { ...process.env, ...variables };
  }

  /** The contexts that can be picked, by name. */
  async contexts(scope?: vscode.Uri): Promise<readonly string[]> {
    const read = await this.defaults(scope);
    if ("sentence" in read) throw new Problem(read.sentence);
    return [...read.defaults.contexts.keys()];
  }

  async setContext(context: string, scope?: vscode.Uri): Promise<void> {
    await this.change(scope, (defaults, pick) => pickContext(defaults, pick, context));
  }

  async setNamespace(chosen: ChosenCluster, scope?: vscode.Uri): Promise<void> {
    await this.change(scope, (defaults, pick) => pickNamespace(defaults, pick, chosen));
  }

  dispose(): void {
    this.changed.dispose();
  }

  private async change(
    scope: vscode.Uri | undefined,
    next: (defaults: ClusterDefaults, pick: ClusterPick) => ClusterPick,
  ): Promise<void> {
    const read = await this.defaults(scope);
    if ("sentence" in read) throw new Problem(read.sentence);
    await this.kept.update(keyOf(scope), next(read.defaults, this.pick(scope)));
    this.changed.fire();
  }

  private pick(scope: vscode.Uri | undefined): ClusterPick {
    return this.kept.get<ClusterPick>(keyOf(scope), {});
  }

  private async defaults(
    scope: vscode.Uri | undefined,
  ): Promise<
    { readonly defaults: ClusterDefaults; readonly environment: NodeJS.ProcessEnv } | NoCluster
  > {
    try {
      const folder = folderUri(scope);
      const environment = await this.environment(scope);
      // The YAML parser behind it is not needed before a cluster is.
      const { readKubeconfig } = await import("../../runtime/cluster/kubeconfig.js");
      const kubeconfig = await readKubeconfig(environment, homedir());
      if ("sentence" in kubeconfig) return kubeconfig;
      const cwd = folder?.scheme === "file" ? folder.fsPath : homedir();
      const settings = await readConfiguration(cwd, environment, homedir());
      const namespace = settings.get("METAFLOW_KUBERNETES_NAMESPACE");
      const contexts = new Map(kubeconfig.contexts.map((one) => [one.name, one.namespace]));
      const { current } = kubeconfig;
      return { defaults: { contexts, current, namespace: namespace || null }, environment };
    } catch (error) {
      log().warn(`the cluster in use is not known: ${describeError(error)}`);
      if (error instanceof Problem) return { sentence: error.message };
      return { sentence: "The kubeconfig cannot be read: see the log of Flowlens." };
    }
  }
}

function keyOf(scope: vscode.Uri | undefined): string {
  return `cluster:${folderUri(scope)?.toString() ?? ""}`;
}

/** The workspace folder of a file; a file outside of them counts to the first. */
function folderUri(scope: vscode.Uri | undefined): vscode.Uri | undefined {
  const own = scope === undefined ? undefined : vscode.workspace.getWorkspaceFolder(scope);
  return (own ?? vscode.workspace.workspaceFolders?.[0])?.uri;
}
