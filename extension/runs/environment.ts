import * as vscode from "vscode";
import { parseEnvFile } from "../../runtime/core/envFile";
import { settingPath } from "../../runtime/metaflow/settingPath";
import { Problem } from "../problem";
import { setting } from "../settings";
import { chooseFolder } from "../workspaceFolder";
import { folderOf } from "./interpreter";

/** What the env file gives a run. */
interface RunEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** What was not taken as a shell would take it; a sentence each, for the run's terminal. */
  readonly notices: readonly string[];
}

/** The env file set for a flow file's folder; none set: no variables. */
export async function runEnvironment(file: vscode.Uri): Promise<RunEnvironment> {
  const name = setting("envFile", file);
  if (name.trim() === "") return { variables: {}, notices: [] };
  const path = settingPath(name, folderOf(file));
  const { variables, problems } = parseEnvFile(await readText(path, name));
  const broken = problems.find(({ lost }) => lost);
  if (broken !== undefined)
    throw new Problem(`Line ${broken.line} of ${name} cannot be read: ${broken.message}`, [
      {
        title: "Open File",
        run: () =>
          vscode.window.showTextDocument(vscode.Uri.file(path), {
            selection: new vscode.Range(broken.line - 1, 0, broken.line - 1, 0),
          }),
      },
    ]);
  const notices = problems.map(({ line, message }) => `Line ${line} of ${name}: ${message}`);
  return { variables: Object.fromEntries(variables), notices };
}

async function readText(path: string, name: string): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(path)));
  } catch (cause) {
    throw new Problem(
      `The environment file ${name} cannot be read: choose another one, or none.`,
      [
        {
          title: "Choose File",
          run: () => vscode.commands.executeCommand("flowlens.chooseEnvFile"),
        },
      ],
      { cause },
    );
  }
}

/** Lets the user pick the folder's env file and writes the setting. */
export async function chooseEnvFile(): Promise<void> {
  const folder = await chooseFolder(
    "Folder whose runs get the environment file",
    "the setting belongs to it",
  );
  const pattern = new vscode.RelativePattern(folder, "{*.env,.env,*/*.env}");
  const files = await vscode.workspace.findFiles(pattern, "**/node_modules/**", 50);
  const names = files.map((uri) => vscode.workspace.asRelativePath(uri, false)).sort();
  const none = { label: "$(circle-slash) None", name: undefined };
  const chosen = await vscode.window.showQuickPick(
    [...names.map((name) => ({ label: `$(file) ${name}`, name })), none],
    {
      title: `Environment file of ${folder.name}`,
      placeHolder:
        names.length === 0
          ? "No .env file in this folder: create one, such as dev.env"
          : "Its variables go to every run",
    },
  );
  if (chosen === undefined) return;
  await vscode.workspace
    .getConfiguration("flowlens", folder.uri)
    .update("envFile", chosen.name, vscode.ConfigurationTarget.WorkspaceFolder);
}
