import { homedir } from "node:os";
import { basename, dirname, resolve } from "node:path";
import type * as vscode from "vscode";
import type { ConfigurationFile } from "../../runtime/core/configuration/assist";
import { settingPath } from "../../runtime/metaflow/settingPath";
import { folderOf } from "../runs/interpreter";
import { setting } from "../settings";

/** Schemes of a file's own text, not an old version of it. */
const sources: ReadonlySet<string> = new Set(["file", "untitled", "vscode-vfs"]);

/** Where the providers are asked; `kindOf` then tells whether the file is one of ours. */
export const selector: vscode.DocumentSelector = [
  { pattern: "**/*.env" },
  { pattern: "**/{config,config_*}.json" },
  { language: "dotenv" },
  { language: "properties" },
  { language: "plaintext" },
  { language: "shellscript" },
];

/** An env file, a config file of Metaflow, or null for all others. */
export function kindOf({ uri }: vscode.TextDocument): ConfigurationFile | null {
  if (!sources.has(uri.scheme)) return null;
  if (uri.path.endsWith(".env") || isChosen(uri)) return "env";
  return isConfig(uri) ? "json" : null;
}

function isChosen(uri: vscode.Uri): boolean {
  const chosen = setting("envFile", uri);
  if (uri.scheme !== "file" || chosen.trim() === "") return false;
  return settingPath(chosen, folderOf(uri)) === uri.fsPath;
}

/** Metaflow reads config.json of a .metaflow folder, and all kinds from its home folder. */
function isConfig(uri: vscode.Uri): boolean {
  const folder = dirname(uri.fsPath);
  const name = basename(uri.fsPath);
  if (name === "config.json" && basename(folder) === ".metaflow") return true;
  return /^config(?:_.+)?\.json$/.test(name) && isHome(folder);
}

function isHome(folder: string): boolean {
  if (basename(folder) === ".metaflowconfig") return true;
  const home = process.env["METAFLOW_HOME"] ?? "";
  return home !== "" && resolve(home.replace(/^~(?=\/|$)/, () => homedir())) === folder;
}
