import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import Module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type * as vscode from "vscode";

/*
 * As much of VS Code as the parts under test use, for tests without an editor. Import this file
 * before the part: it answers its `import "vscode"`.
 */

/** A question the user was asked, as it was put. */
export interface Question {
  readonly title?: string | undefined;
  readonly placeHolder?: string | undefined;
  readonly prompt?: string | undefined;
  readonly value?: string | undefined;
  /** The labels on offer, with their descriptions; empty for a text. */
  readonly items: readonly string[];
}

/** What was asked, and what is answered: a label's beginning, a text, or undefined for Escape. */
export const user = {
  questions: [] as Question[],
  answers: [] as (string | undefined)[],
  /** Commands that were called, with their first argument. */
  commands: [] as (readonly [string, unknown])[],
  /** Titles of what took a while, and how to cancel it. */
  announced: [] as string[],
  cancel: (): void => undefined,
};

type Progressing = (progress: unknown, token: unknown) => unknown;

const cancellation = {
  onCancellationRequested: (listener: () => void): void => {
    user.cancel = listener;
  },
};

/** Forgets what was asked; `answers` come in order. */
export function script(...answers: readonly (string | undefined)[]): void {
  user.questions = [];
  user.commands = [];
  user.announced = [];
  user.answers = [...answers];
}

/** The nth question, from 0. */
export function asked(index = 0): Question {
  const question = user.questions[index];
  if (question === undefined) throw new Error(`question ${index} was not asked`);
  return question;
}

/** Whether an error stands for a question that was left by Escape. */
export function isCancellation(error: unknown): boolean {
  return error instanceof CancellationError;
}

/** What the user has set, by the names without `flowlens.`, and whether the workspace is trusted. */
export const workspace = { settings: {} as Readonly<Record<string, unknown>>, isTrusted: true };

class CancellationError extends Error {}

class Uri {
  private constructor(
    readonly scheme: string,
    readonly path: string,
  ) {}
  static file = (path: string): Uri => new Uri("file", path);
  static parse = (text: string): Uri => Uri.file(fileURLToPath(text));
  static joinPath = (base: Uri, ...parts: readonly string[]): Uri =>
    Uri.file(join(base.path, ...parts));
  get fsPath(): string {
    return this.path;
  }
  toString(): string {
    return pathToFileURL(this.path).href;
  }
}

class EventEmitter<T> {
  private readonly listeners = new Set<(value: T) => void>();
  readonly event = (listener: (value: T) => void): { dispose(): void } => {
    this.listeners.add(listener);
    return { dispose: () => this.listeners.delete(listener) };
  };
  fire(value: T): void {
    for (const listener of this.listeners) listener(value);
  }
  dispose(): void {
    this.listeners.clear();
  }
}

/** An event to fire by hand. */
export function emitter<T>(): EventEmitter<T> {
  return new EventEmitter<T>();
}

interface Item {
  readonly label: string;
  readonly description?: string;
}
type Options = Partial<Record<"title" | "placeHolder" | "prompt" | "value", string>>;

function answerTo(question: Question): string | undefined {
  user.questions.push(question);
  if (user.answers.length === 0) throw new Error(`nobody expected: ${JSON.stringify(question)}`);
  return user.answers.shift();
}

/** A sentence with buttons; a modal one has its details as the prompt. */
function message(
  title: string,
  first?: string | { readonly detail?: string },
  ...rest: readonly string[]
): Promise<string | undefined> {
  const items = typeof first === "string" ? [first, ...rest] : rest;
  const prompt = typeof first === "string" ? undefined : first?.detail;
  const answer = answerTo({ title, prompt, items });
  return Promise.resolve(items.find((button) => button === answer));
}

const editor = {
  Uri,
  EventEmitter,
  CancellationError,
  ProgressLocation: { Window: 10, Notification: 15 },
  window: {
    showQuickPick: (items: readonly (Item | string)[], options: Options = {}) => {
      const labels = items.map((item) =>
        typeof item === "string" ? item : `${item.label} ${item.description ?? ""}`.trim(),
      );
      const label = answerTo({ ...options, items: labels });
      const index = labels.findIndex((text) => label !== undefined && text.startsWith(label));
      return Promise.resolve(items[index]);
    },
    showInputBox: (options: Options) => Promise.resolve(answerTo({ ...options, items: [] })),
    showInformationMessage: message,
    showWarningMessage: message,
    showOpenDialog: () => Promise.resolve([Uri.file(answerTo({ items: [] }) ?? "")]),
    withProgress: (options: { readonly title?: string }, task: Progressing) => {
      user.announced.push(options.title ?? "");
      return task({ report: () => undefined }, cancellation);
    },
    createOutputChannel: () => ({ warn: () => undefined, error: () => undefined }),
  },
  workspace: {
    get isTrusted() {
      return workspace.isTrusted;
    },
    getConfiguration: () => ({
      get: (key: string, fallback: unknown) => workspace.settings[key] ?? fallback,
    }),
    getWorkspaceFolder: () => undefined,
    fs: {
      readFile: (uri: Uri) => readFile(uri.path),
      writeFile: async (uri: Uri, bytes: Uint8Array) => {
        await mkdir(dirname(uri.path), { recursive: true });
        await writeFile(uri.path, bytes);
      },
      delete: (uri: Uri) => rm(uri.path),
    },
  },
  commands: {
    executeCommand: (id: string, subject: unknown) => {
      user.commands.push([id, subject]);
      return Promise.resolve();
    },
  },
};

type Load = (request: string, ...rest: readonly unknown[]) => unknown;
const loader = Module as unknown as { _load: Load };
const real = loader._load;
loader._load = (request, ...rest) =>
  request === "vscode" ? editor : real.call(loader, request, ...rest);

/** A context whose state is kept in memory and whose files are in `folder`. */
export function fakeContext(folder: string): vscode.ExtensionContext {
  const state = new Map<string, unknown>();
  const workspaceState = {
    get: (key: string, fallback?: unknown) => state.get(key) ?? fallback,
    update: (key: string, value: unknown) => {
      state.set(key, value);
      return Promise.resolve();
    },
  };
  const uri = Uri.file(folder);
  const context = { storageUri: uri, globalStorageUri: uri, extensionUri: uri, workspaceState };
  return context as unknown as vscode.ExtensionContext;
}
