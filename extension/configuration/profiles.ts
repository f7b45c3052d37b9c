import { homedir } from "node:os";
import * as vscode from "vscode";
import { configurationHome } from "../../runtime/metaflow/configuration";
import { profileNames } from "../../runtime/metaflow/settings";
import { requireTrust } from "../trust";
import { setting } from "../settings";
import { chooseFolder } from "../workspaceFolder";

/** What a folder's runs, deployments and findings get their settings from. */
export type Profile =
  { readonly kind: "env-file" | "metaflow"; readonly name: string } | { readonly kind: "plain" };

/** The profile of a file's folder; where both are set by hand, the env file names it. */
export function profileOf(uri: vscode.Uri | undefined): Profile {
  const envFile = setting("envFile", uri).trim();
  if (envFile !== "") return { kind: "env-file", name: envFile };
  const name = setting("profile", uri).trim();
  return name === "" ? { kind: "plain" } : { kind: "metaflow", name };
}

interface ProfileItem extends vscode.QuickPickItem {
  readonly profile?: Profile;
}

/** Lets the user pick the profile of a folder, that of the active editor first, and writes the settings. */
export async function chooseProfile(): Promise<void> {
  requireTrust();
  const folder = await folderInUse();
  const picked = await vscode.window.showQuickPick(itemsFor(folder), {
    title: `Profile of ${folder.name}`,
    placeHolder: "Its settings count for runs, deployments and findings of this folder",
    matchOnDescription: true,
  });
  if (picked?.profile === undefined) return;
  await writeProfile(folder, picked.profile);
}

async function folderInUse(): Promise<vscode.WorkspaceFolder> {
  const active = vscode.window.activeTextEditor?.document.uri;
  const own = active && vscode.workspace.getWorkspaceFolder(active);
  return own ?? chooseFolder("Folder whose profile is chosen", "a profile belongs to it");
}

async function itemsFor(folder: vscode.WorkspaceFolder): Promise<readonly ProfileItem[]> {
  const pattern = new vscode.RelativePattern(folder, "{*.env,.env,*/*.env}");
  const files = await vscode.workspace.findFiles(pattern, "**/node_modules/**", 50);
  const names = files.map((uri) => vscode.workspace.asRelativePath(uri, false)).sort();
  const profiles = await profileNames(process.env, homedir());
  const home = configurationHome(process.env, homedir());
  const now = profileOf(folder.uri);
  const item = (profile: Profile, label: string, description: string): ProfileItem => ({
    label,
    description: same(profile, now) ? `${description} (in use)` : description,
    profile,
  });
  return [
    item({ kind: "plain" }, "$(circle-slash) Plain environment", "what a terminal would have"),
    heading(
      names.length === 0
        ? "No environment file here: create one, such as dev.env"
        : "Environment files",
    ),
    ...names.map((name) => item({ kind: "env-file", name }, `$(file) ${name}`, "")),
    ...(profiles.length === 0 ? [] : [heading(`Profiles of Metaflow in ${home}`)]),
    ...profiles.map((name) =>
      item({ kind: "metaflow", name }, `$(server-environment) ${name}`, `config_${name}.json`),
    ),
  ];
}

function heading(label: string): ProfileItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function same(one: Profile, other: Profile): boolean {
  if (one.kind === "plain" || other.kind === "plain") return one.kind === other.kind;
  return one.kind === other.kind && one.name === other.name;
}

/** One of the two settings holds the profile, the other nothing. */
async function writeProfile(folder: vscode.WorkspaceFolder, profile: Profile): Promise<void> {
  const settings = vscode.workspace.getConfiguration("flowlens", folder.uri);
  const target = vscode.ConfigurationTarget.WorkspaceFolder;
  const write = async (key: "envFile" | "profile", kind: Profile["kind"]): Promise<void> => {
    const name = profile.kind === kind && profile.kind !== "plain" ? profile.name : undefined;
    await settings.update(key, name, target);
  };
  await write("envFile", "env-file");
  await write("profile", "metaflow");
}
