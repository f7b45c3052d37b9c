import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** The checkout, seen from out/test/ui. */
export const root = resolve(__dirname, "../../..");

export interface CodeServerOptions {
  readonly extension?: string;
  readonly vsix?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly trust?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

interface Page {
  readonly folder: string;
  readonly open?: readonly string[];
}

export interface CodeServer {
  readonly url: (page: Page) => string;
  /** Profile, extensions and logs. */
  readonly data: string;
  readonly home: string;
  readonly stop: () => Promise<void>;
}

interface ServerModule {
  readonly startCodeServer: (options: CodeServerOptions) => Promise<CodeServer>;
}

/** Starts a VS Code server of the test bed, whose modules run without being compiled. */
export async function startCodeServer(options: CodeServerOptions): Promise<CodeServer> {
  const module = pathToFileURL(join(root, "test/bed/server.mjs")).href;
  const { startCodeServer: start } = (await import(module)) as ServerModule;
  return start(options);
}
