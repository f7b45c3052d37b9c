import * as vscode from "vscode";
import { isClusterError } from "../../runtime/cluster/connection";
import { fields, text } from "../../runtime/core/cluster/json";
import { describeError, log } from "../log";
import { Problem } from "../problem";
import type { ClusterChoice } from "./clusterChoice";
import type { ClusterSources } from "./clusterSource";

/** Milliseconds; a slow cluster must not keep the user from typing a name. */
const LIST_LIMIT = 8000;

/** Lets the user pick one of the kubeconfig's contexts for the folder. */
export async function pickContext(choice: ClusterChoice, scope?: vscode.Uri): Promise<void> {
  const names = await choice.contexts(scope);
  const found = await choice.current(scope);
  const current = "sentence" in found ? null : found.context;
  const chosen = await vscode.window.showQuickPick(
    names.map((name) => ({
      label: name,
      description: name === current ? "in use" : "",
      iconPath: new vscode.ThemeIcon(name === current ? "check" : "server-environment"),
    })),
    { title: "Kubernetes Context", placeHolder: "For the Cluster view, runs and deployments" },
  );
  if (chosen !== undefined) await choice.setContext(chosen.label, scope);
}

/** Lets the user pick a namespace, or type one where they may not be listed. */
export async function pickNamespace(
  choice: ClusterChoice,
  sources: ClusterSources,
  scope?: vscode.Uri,
): Promise<void> {
  const found = await choice.current(scope);
  if ("sentence" in found) throw new Problem(found.sentence);
  const { context, namespace } = found;
  const title = `Kubernetes Namespace · ${context}`;
  const chosen = await new Promise<string | undefined>((resolve) => {
    const pick = vscode.window.createQuickPick();
    const control = new AbortController();
    let names: readonly string[] = [];
    const show = (): void => {
      const typed = pick.value.trim();
      const known = [...new Set([namespace, ...names])];
      const own = isNamespace(typed) && !known.includes(typed);
      pick.items = [
        ...known.map((label) => ({
          label,
          description: label === namespace ? "in use" : "",
          iconPath: new vscode.ThemeIcon(label === namespace ? "check" : "symbol-namespace"),
        })),
        ...(own ? [{ label: typed, description: "as typed", alwaysShow: true }] : []),
      ];
    };
    pick.title = title;
    pick.placeholder = "Pick or type a namespace";
    pick.busy = true;
    pick.onDidChangeValue(show);
    pick.onDidAccept(() => {
      resolve(pick.activeItems[0]?.label);
      pick.hide();
    });
    pick.onDidHide(() => {
      control.abort();
      resolve(undefined);
      pick.dispose();
    });
    show();
    pick.show();
    void listNamespaces(sources, found, control.signal).then((listed) => {
      if (control.signal.aborted) return;
      pick.busy = false;
      if (typeof listed === "string") pick.placeholder = listed;
      else names = listed;
      show();
    });
  });
  if (chosen !== undefined) await choice.setNamespace({ context, namespace: chosen }, scope);
}

/** The namespaces, or what to say instead. */
async function listNamespaces(
  sources: ClusterSources,
  cluster: Parameters<ClusterSources["of"]>[0],
  signal: AbortSignal,
): Promise<readonly string[] | string> {
  try {
    const connection = await sources.of(cluster).connection();
    const { items } = await connection.list("namespaces", null, { signal, limit: LIST_LIMIT });
    const names = items.map((item) => text(fields(item["metadata"])["name"]) ?? "");
    return names.filter((name) => name !== "").sort();
  } catch (error) {
    log().info(`namespaces cannot be listed: ${describeError(error)}`);
    const forbidden = isClusterError(error) && error.trouble === "forbidden";
    return forbidden
      ? "You may not list the namespaces: type one"
      : "The namespaces cannot be listed now: type one";
  }
}

/** A DNS label, as Kubernetes demands. */
function isNamespace(name: string): boolean {
  return /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name);
}
