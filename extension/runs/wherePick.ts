import * as vscode from "vscode";
import { whereNames, wheres, type Where } from "../../runtime/core/where";
import { unattended } from "../problem";
import { whereIcons } from "./whereLook";

/** What is known of the places to run, for the list of them; undefined while it is asked. */
export interface WhereState {
  /** Why Docker cannot be used; null: it can. */
  readonly docker?: string | null;
  /** The cluster in use, or why there is none. */
  readonly cluster?:
    { readonly context: string; readonly namespace: string } | { readonly sentence: string };
}

/** A place in the list. */
export interface WhereItem extends vscode.QuickPickItem {
  readonly where: Where;
}

/** The places to run as a list, each with its state. */
export function whereItems(current: Where, state: WhereState): readonly WhereItem[] {
  return wheres.map((where) => ({
    where,
    label: `$(${whereIcons[where]}) ${whereNames[where]}`,
    description: [where === current ? "in use" : "", stateOf(where, state).description]
      .filter((part) => part !== "")
      .join(" · "),
    detail: stateOf(where, state).detail,
  }));
}

/**
 * Lets the user choose a place. The list is there at once; what must be asked of Docker and of the
 * kubeconfig is filled in as it comes.
 */
export function pickWhere(
  title: string,
  placeHolder: string,
  current: Where,
  ask: (tell: (state: WhereState) => void, signal: AbortSignal) => Promise<unknown>,
): Promise<Where> {
  const pick = vscode.window.createQuickPick<WhereItem>();
  const asking = new AbortController();
  let state: WhereState = {};
  const show = (more: WhereState): void => {
    if (asking.signal.aborted) return;
    state = { ...state, ...more };
    const [active] = pick.activeItems;
    pick.items = whereItems(current, state);
    const where = active?.where ?? current;
    pick.activeItems = pick.items.filter((item) => item.where === where);
  };
  Object.assign(pick, { title, placeholder: placeHolder, busy: true, matchOnDescription: true });
  return new Promise((resolve, reject) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item !== undefined) resolve(item.where);
      pick.hide();
    });
    pick.onDidHide(() => {
      asking.abort();
      pick.dispose();
      reject(new vscode.CancellationError());
    });
    show({});
    pick.show();
    const asked = ask(show, asking.signal).finally(() => {
      if (!asking.signal.aborted) pick.busy = false;
    });
    unattended("chooseWhere", asked);
  });
}

function stateOf(
  where: Where,
  { docker, cluster }: WhereState,
): { readonly description: string; readonly detail: string } {
  if (where === "here")
    return { description: "", detail: "Each task is a process of this machine" };
  if (where === "docker") {
    const detail = "Tasks of steps with @kubernetes get a container with their image and limits";
    return { description: "", detail: docker ?? detail };
  }
  if (cluster === undefined) return { description: "", detail: "Each task is a pod" };
  if ("sentence" in cluster) return { description: "", detail: cluster.sentence };
  const { context, namespace } = cluster;
  return { description: `${context} · ${namespace}`, detail: "Each task is a pod" };
}
