import * as vscode from "vscode";
import { Debounced, Disposables } from "../disposable";
import type { FlowStore } from "../flows/flowStore";
import { describeError, log } from "../log";
import { onSettings, setting } from "../settings";

/** Extensions that outline Python files, some only once their language server runs. */
const outliners: readonly string[] = [
  "ms-python.vscode-pylance",
  "detachhead.basedpyright",
  "ms-pyright.pyright",
  "anysphere.cursorpyright",
  "codeium.windsurfpyright",
  "meta.pyrefly",
  "astral-sh.ty",
];

/** Whoever needs longer to outline a file is there, at any rate. */
const patience = 10_000;

/**
 * Registers the outline while it is wanted: two outlines of one file show every symbol twice. By
 * default it is there only where no other extension outlines Python, which is asked for the first
 * flow that is opened, and again when extensions come or go.
 */
export class OutlineSwitch implements vscode.Disposable {
  private readonly owner = new Disposables();
  private registered: vscode.Disposable | null = null;
  /** Counts the questions: an answer to an earlier one is too late. */
  private asked = 0;
  private answered = false;
  private readonly again = this.owner.add(
    new Debounced(500, () => {
      this.reconsider();
    }),
  );

  constructor(
    private readonly store: FlowStore,
    private readonly provider: vscode.DocumentSymbolProvider,
  ) {
    this.owner.add(
      store.onDidChange((document) => {
        if (!this.answered) void this.decide(document);
      }),
    );
    const again = (): void => {
      this.again.call();
    };
    this.owner.add(onSettings(["outline"], again));
    this.owner.add(vscode.extensions.onDidChange(again));
    this.owner.add(
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration("python.languageServer")) again();
      }),
    );
  }

  dispose(): void {
    this.asked += 1;
    this.registered?.dispose();
    this.owner.dispose();
  }

  private reconsider(): void {
    this.registered?.dispose();
    this.registered = null;
    this.answered = false;
    this.asked += 1;
    const [document] = this.store.documents();
    if (document !== undefined) void this.decide(document);
  }

  private async decide(document: vscode.TextDocument): Promise<void> {
    this.answered = true;
    const asked = (this.asked += 1);
    const wanted = await isWanted(document.uri);
    if (asked !== this.asked || !wanted) return;
    const python = { language: "python" };
    this.registered = vscode.languages.registerDocumentSymbolProvider(python, this.provider, {
      label: "Flowlens",
    });
  }
}

async function isWanted(uri: vscode.Uri): Promise<boolean> {
  const wish = setting("outline");
  if (wish !== "auto") return wish === "on";
  return !hasOutliner() && !(await isOutlined(uri));
}

function hasOutliner(): boolean {
  const isThere = (id: string): boolean => vscode.extensions.getExtension(id) !== undefined;
  if (outliners.some(isThere)) return true;
  // It brings a language server of its own unless it is told not to.
  const server = vscode.workspace.getConfiguration("python").get<string>("languageServer");
  return isThere("ms-python.python") && server !== "None";
}

/** Whether anyone gives symbols of the file; ours are not registered now. */
async function isOutlined(uri: vscode.Uri): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(true);
    }, patience);
  });
  try {
    const symbols = vscode.commands.executeCommand<readonly unknown[] | undefined>(
      "vscode.executeDocumentSymbolProvider",
      uri,
    );
    return await Promise.race([symbols.then((found) => (found ?? []).length > 0), late]);
  } catch (error) {
    log().warn(`asking for other outlines: ${describeError(error)}`);
    return false;
  } finally {
    clearTimeout(timer);
  }
}
