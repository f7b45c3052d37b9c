import { access } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname } from "node:path";
import * as vscode from "vscode";
import { parseEnvFile } from "../../runtime/core/envFile";
import { configurationFiles } from "../../runtime/metaflow/configuration";
import { missingProfile } from "../../runtime/metaflow/settings";
import { settingPath } from "../../runtime/metaflow/settingPath";
import { Problem, type Remedy } from "../problem";
import { setting } from "../settings";
import { folderOf } from "./interpreter";

/** What the folder's profile gives a run or a deployment. */
interface RunEnvironment {
  readonly variables: Readonly<Record<string, string>>;
  /** What was not taken as a shell would take it; a sentence each, for the run's terminal. */
  readonly notices: readonly string[];
}

/** The button where a variable is missing: lets the user pick another profile. */
export const chooseProfile: Remedy = {
  title: "Choose Profile",
  run: () => vscode.commands.executeCommand("flowlens.chooseProfile"),
};

/**
 * The variables of the profile set for a flow file's folder: those of its env file, and
 * METAFLOW_PROFILE. A profile without a file is told here, since Metaflow would not even start.
 * None in a workspace that is not trusted: its env file could name a kubeconfig of its own, whose
 * server is sent whatever file that kubeconfig calls a token.
 */
export async function runEnvironment(file: vscode.Uri): Promise<RunEnvironment> {
  if (!vscode.workspace.isTrusted) return { variables: {}, notices: [] };
  const { variables, notices } = await envFileVariables(file);
  const profile = setting("profile", file).trim();
  const all = profile === "" ? variables : { ...variables, METAFLOW_PROFILE: profile };
  await requireProfile({ ...process.env, ...all });
  return { variables: all, notices };
}

async function requireProfile(environment: NodeJS.ProcessEnv): Promise<void> {
  const { home, profile } = await configurationFiles("/", environment, homedir());
  if (profile === null) return;
  try {
    await access(home);
  } catch (cause) {
    throw new Problem(
      `${missingProfile(profile, dirname(home))} Choose another one.`,
      [chooseProfile],
      {
        cause,
      },
    );
  }
}

async function envFileVariables(file: vscode.Uri): Promise<RunEnvironment> {
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
      [chooseProfile],
      { cause },
    );
  }
}
