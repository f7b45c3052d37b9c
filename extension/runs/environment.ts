import { isAbsolute, join } from "node:path";
import * as vscode from "vscode";
import { parseEnvFile } from "../../runtime/core/envFile";
import { Problem } from "../problem";
import { setting } from "../settings";
import { folderOf } from "./interpreter";

/** The variables of the env file set for a flow file's folder; none set: none. */
export async function runEnvironment(file: vscode.Uri): Promise<Readonly<Record<string, string>>> {
  const name = setting("envFile", file);
  if (name === "") return {};
  const path = isAbsolute(name) ? name : join(folderOf(file), name);
  const { variables, problems } = parseEnvFile(await readText(path, name));
  const [problem] = problems;
  if (problem !== undefined)
    throw new Problem(`Line ${problem.line} of ${name} cannot be read: ${problem.message}`, [
      {
        title: "Open File",
        run: () =>
          vscode.window.showTextDocument(vscode.Uri.file(path), {
            selection: new vscode.Range(problem.line - 1, 0, problem.line - 1, 0),
          }),
      },
    ]);
  return Object.fromEntries(variables);
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
  const folder = await chooseFolder();
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

async function chooseFolder(): Promise<vscode.WorkspaceFolder> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const [first] = folders;
  if (first === undefined) throw new Problem("Open a folder first: the setting belongs to it.");
  if (folders.length === 1) return first;
  const chosen = await vscode.window.showWorkspaceFolderPick();
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen;
}
