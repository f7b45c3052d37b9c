import { homedir } from "node:os";
import { basename, dirname } from "node:path";
import * as vscode from "vscode";
import type { Settings } from "../../runtime/core/configuration/settings";
import { pythonVersion } from "../../runtime/metaflow/pythonVersion";
import { settingPath } from "../../runtime/metaflow/settingPath";
import { readSettings } from "../../runtime/metaflow/settings";
import { workingFolder } from "../../runtime/metaflow/workingFolder";
import { Debounced, Disposables } from "../disposable";
import { describeError, log } from "../log";
import { folderOf, type Interpreter } from "../runs/interpreter";
import { onSettings, setting } from "../settings";

/** What decides about a flow's pods beside its text. */
export interface Surroundings {
  readonly settings: Settings;
  /** Why Metaflow would not even start, one sentence each. */
  readonly problems: readonly string[];
  /** `3.11` of the Python that starts the flow; null when it is not known. */
  readonly python: string | null;
}

interface Entry {
  readonly uri: vscode.Uri;
  known: Surroundings | null;
  /** The reading that began last: an older one that ends after it is dropped. */
  reading: Promise<void> | null;
}

/** How long files must rest before they are read again. */
const pause = 200;

/** The settings of Metaflow in force for a file's folder, read when first asked for and kept up to date. */
export class SettingsStore implements vscode.Disposable {
  private readonly owner = new Disposables();
  /** By the folder of the file. */
  private readonly entries = new Map<string, Entry>();
  private readonly changed = this.owner.add(new vscode.EventEmitter<void>());
  private readonly rest = this.owner.add(
    new Debounced(pause, () => {
      for (const entry of this.entries.values()) void this.refresh(entry);
    }),
  );
  /** Some settings are not what they were. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly interpreter: Interpreter) {
    const again = (): void => {
      this.rest.call();
    };
    const { workspace } = vscode;
    this.owner.add(onSettings(["envFile", "profile", "workingFolder", "python"], again));
    this.owner.add(interpreter.onDidChange(again));
    this.owner.add(workspace.onDidGrantWorkspaceTrust(again));
    this.owner.add(
      workspace.onDidSaveTextDocument(({ uri }) => {
        if (/\.(?:env|json)$/u.test(uri.path)) again();
      }),
    );
    // Files outside of the workspace are not watched: they are read again on return.
    this.owner.add(
      vscode.window.onDidChangeWindowState(({ focused }) => {
        if (focused) again();
      }),
    );
    for (const pattern of ["**/*.env", "**/.metaflow/config.json"]) {
      const watcher = this.owner.add(workspace.createFileSystemWatcher(pattern));
      for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete])
        this.owner.add(event(again));
    }
  }

  /** What was read last for a file; null before the first reading, which this starts. */
  current(uri: vscode.Uri): Surroundings | null {
    if (uri.scheme !== "file") return null;
    const entry = this.entry(uri);
    if (entry.reading === null) void this.refresh(entry);
    return entry.known;
  }

  /** Reads anew; null where there are no files to read. */
  async read(uri: vscode.Uri): Promise<Surroundings | null> {
    if (uri.scheme !== "file") return null;
    const entry = this.entry(uri);
    // What begins meanwhile is newer.
    for (let last = this.refresh(entry); ; last = entry.reading ?? last) {
      await last;
      if (entry.reading === last) return entry.known;
    }
  }

  dispose(): void {
    this.owner.dispose();
  }

  private entry(uri: vscode.Uri): Entry {
    const key = dirname(uri.fsPath);
    const known = this.entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = { uri, known: null, reading: null };
    this.entries.set(key, entry);
    return entry;
  }

  private refresh(entry: Entry): Promise<void> {
    const reading: Promise<void> = this.look(entry.uri).then(
      (surroundings) => {
        if (reading === entry.reading) this.keep(entry, surroundings);
      },
      (error: unknown) => {
        log().warn(`Metaflow's settings cannot be read: ${describeError(error)}`);
      },
    );
    entry.reading = reading;
    return reading;
  }

  private keep(entry: Entry, surroundings: Surroundings): void {
    const before = entry.known;
    entry.known = surroundings;
    if (before === null || textOf(before) !== textOf(surroundings)) this.changed.fire();
  }

  private async look(uri: vscode.Uri): Promise<Surroundings> {
    const folder = folderOf(uri);
    const file = await envFileOf(uri);
    const profile = setting("profile", uri).trim();
    const { settings, problems } = await readSettings({
      cwd: await workingFolder(uri.fsPath, folder, setting("workingFolder", uri)),
      environment: process.env,
      home: homedir(),
      envFile: file === null || file.text === null ? null : { path: file.path, text: file.text },
      profile: profile === "" ? null : profile,
    });
    const missing = file !== null && file.text === null;
    const unread = `The environment file ${basename(file?.path ?? "")} cannot be read.`;
    const python = await this.interpreter.python(uri);
    return {
      settings,
      problems: [...(missing ? [unread] : []), ...problems],
      python: python.found ? await pythonVersion(python.path, process.env) : null,
    };
  }
}

/** The folder's env file; its text is null when it cannot be read. */
async function envFileOf(
  uri: vscode.Uri,
): Promise<{ readonly path: string; readonly text: string | null } | null> {
  const name = setting("envFile", uri);
  if (name.trim() === "") return null;
  const path = settingPath(name, folderOf(uri));
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(path));
    return { path, text: new TextDecoder().decode(bytes) };
  } catch {
    return { path, text: null };
  }
}

function textOf({ settings, problems, python }: Surroundings): string {
  return JSON.stringify([[...settings.values()], problems, python]);
}
