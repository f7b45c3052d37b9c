import * as vscode from "vscode";
import type { Attempt } from "../../runtime/core/cluster/clusterTree";
import { kubectlCommands } from "../../runtime/core/cluster/kubectl";
import { Problem } from "../problem";
import { requireTrust } from "../trust";
import type { ClusterInUse } from "./clusterChoice";

/** Offers kubectl's commands for a pod: Enter runs one in a terminal, its button copies it. */
export function pickKubectl(attempt: Attempt, cluster: ClusterInUse): void {
  const windows = process.platform === "win32";
  const commands = kubectlCommands(attempt, { context: cluster.context, windows });
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
    if (chosen !== undefined) run(chosen.command, cluster);
  });
  pick.onDidHide(() => {
    pick.dispose();
  });
  pick.show();
}

function run(command: string, { environment }: ClusterInUse): void {
  requireTrust();
  const name = "kubectl";
  const known = vscode.window.terminals.find(
    (terminal) => terminal.name === name && terminal.exitStatus === undefined,
  );
  const kubeconfig = environment["KUBECONFIG"];
  const env = kubeconfig === undefined ? {} : { KUBECONFIG: kubeconfig };
  const terminal = known ?? vscode.window.createTerminal({ name, env });
  terminal.show(true);
  terminal.sendText(command);
}
