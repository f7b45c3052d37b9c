import * as vscode from "vscode";
import type { Attempt } from "../../runtime/core/cluster/clusterTree";
import { kubectlCommands, ownContext } from "../../runtime/core/cluster/kubectl";
import { Problem } from "../problem";
import { requireTrust } from "../trust";
import type { ClusterInUse } from "./clusterChoice";

/** The terminals that were opened for kubectl, by what their commands see. */
export type KubectlTerminals = Map<string, vscode.Terminal>;

/** Offers kubectl's commands for a pod: Enter runs one in a terminal, its button copies it. */
export function pickKubectl(
  attempt: Attempt,
  cluster: ClusterInUse,
  terminals: KubectlTerminals,
): void {
  const windows = process.platform === "win32";
  const commands = kubectlCommands(attempt, { context: contextOf(cluster), windows });
  if (commands.length === 0)
    throw new Problem("The names of this cluster cannot be written into a command safely.");
  const copy = { iconPath: new vscode.ThemeIcon("copy"), tooltip: "Copy" };
  const pick = vscode.window.createQuickPick<vscode.QuickPickItem & { command: string }>();
  pick.title = `kubectl · ${attempt.workload.pod ?? attempt.workload.job ?? "task"}`;
  pick.placeholder = "Enter runs the command in a terminal, its button copies it";
  pick.matchOnDetail = true;
  pick.items = commands.map(({ title, command }) => ({
    ...{ label: title, detail: command, command },
    buttons: [copy],
  }));
  pick.onDidTriggerItemButton(({ item }) => {
    void vscode.env.clipboard.writeText(item.command);
    pick.hide();
  });
  pick.onDidAccept(() => {
    const [chosen] = pick.activeItems;
    pick.hide();
    if (chosen !== undefined) run(chosen.command, cluster, terminals);
  });
  pick.onDidHide(() => {
    pick.dispose();
  });
  pick.show();
}

function contextOf({ context, environment }: ClusterInUse): string | null {
  return context === ownContext && !environment["KUBECONFIG"] ? null : context;
}

/** In a terminal of its own: another one could have another kubeconfig, or a program running. */
function run(command: string, cluster: ClusterInUse, terminals: KubectlTerminals): void {
  requireTrust();
  const env = terminalVariables(cluster.environment, process.env);
  const key = JSON.stringify([cluster.context, env]);
  const known = terminals.get(key);
  const isOpen = known !== undefined && vscode.window.terminals.includes(known);
  const name = `kubectl · ${cluster.context}`;
  const terminal =
    isOpen && known.exitStatus === undefined
      ? known
      : vscode.window.createTerminal({ name, env, isTransient: true });
  terminals.set(key, terminal);
  terminal.show(true);
  terminal.sendText(command);
}

/** What the env file adds for kubectl and the credential programs it starts; Metaflow's is not for them. */
function terminalVariables(
  environment: NodeJS.ProcessEnv,
  own: NodeJS.ProcessEnv,
): Record<string, string> {
  const added = Object.entries(environment).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && entry[1] !== own[entry[0]] && !entry[0].startsWith("METAFLOW_"),
  );
  return Object.fromEntries(added);
}
