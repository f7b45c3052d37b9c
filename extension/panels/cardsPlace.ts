import * as vscode from "vscode";
import { cardFolders } from "../../runtime/metaflow/cards";
import { datastoreRoot, workingFolder } from "../../runtime/metaflow/workingFolder";
import type { FlowTarget } from "../flows/target";
import { runEnvironment } from "../runs/environment";
import { folderOf } from "../runs/interpreter";
import type { RunStorage } from "../runs/runStorage";
import { setting } from "../settings";

/** Where the runs of a flow leave their traces. */
export interface CardsPlace {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  /** The `.metaflow` folder. */
  readonly root: string;
  /** The folders with cards, see `cardFolders`. */
  readonly folders: readonly string[];
}

/** The same folders that a run started now would use. */
export async function cardsPlace(target: FlowTarget, storage: RunStorage): Promise<CardsPlace> {
  const file = vscode.Uri.parse(target.uri);
  const { variables: environment } = await runEnvironment(file);
  const chosen = setting("workingFolder", file);
  const cwd = await workingFolder(file.fsPath, folderOf(file), chosen === "" ? null : chosen);
  const all = { ...process.env, ...environment };
  const root = await datastoreRoot(cwd, all, storage.options(target));
  return { cwd, environment, root, folders: await cardFolders(cwd, root) };
}
