import * as vscode from "vscode";
import type { Handlers } from "../contributions";
import type { FlowPick } from "../flows/flowPick";
import { Problem } from "../problem";
import { installMetaflow } from "./installMetaflow";
import type { Interpreter } from "./interpreter";
import { editRunOptions } from "./runOptions";
import type { RunStorage } from "./runStorage";

/** What the commands that prepare runs work with. */
export interface SetupServices {
  readonly pick: FlowPick;
  readonly storage: RunStorage;
  readonly interpreter: Interpreter;
}

type SetupCommand = "flowlens.runOptions" | "flowlens.installMetaflow";

/** The commands that set up how flows are run. */
export function setupCommands(services: SetupServices): Pick<Handlers, SetupCommand> {
  const { pick, storage, interpreter } = services;
  return {
    "flowlens.runOptions": async (subject) => {
      await editRunOptions(await pick.runnableFlow(subject), pick, storage);
    },
    "flowlens.installMetaflow": () => installMetaflow(interpreter, currentFile()),
  };
}

/** The file whose interpreter is meant. */
function currentFile(): vscode.Uri {
  const active = vscode.window.activeTextEditor?.document.uri;
  if (active?.scheme === "file") return active;
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (folder === undefined) throw new Problem("Open a folder or a flow's file first.");
  return vscode.Uri.joinPath(folder, "flow.py");
}
