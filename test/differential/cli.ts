import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "./oracle";

/** The CLI's JSON, as far as it is compared. */
interface CliDecorator {
  readonly name: string;
  readonly line: number;
  readonly args: readonly unknown[];
  readonly arguments: Readonly<Record<string, unknown>>;
}

export interface CliStep {
  readonly name: string;
  readonly path?: string;
  readonly line: number;
  readonly kind: string | null;
  readonly next: readonly string[];
  readonly nextLine: number | null;
  readonly foreach: string | null;
  readonly parallel: boolean;
  readonly numParallel: number | null;
  readonly condition: string | null;
  readonly cases: Readonly<Record<string, string>>;
  readonly matchingJoin: string | null;
  readonly decorators: readonly CliDecorator[];
}

export interface CliFlow {
  readonly name: string;
  readonly line: number;
  readonly runnable: boolean;
  readonly decorators: readonly CliDecorator[];
  readonly parameters: readonly { readonly name: string; readonly line: number }[];
  readonly steps: readonly CliStep[];
}

export interface CliFinding {
  readonly path: string;
  readonly flow: string | null;
  readonly step: string | null;
  readonly rule: string;
  readonly severity: "error" | "warning" | "info" | "hint";
  readonly metaflow: string | null;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
}

/** What the CLI says about one file. */
export interface CliFile {
  readonly flows: readonly CliFlow[];
  readonly findings: readonly CliFinding[];
}

/**
 * Runs `graph` and `check` once over all paths.
 * @param paths files or folders; what comes back is keyed by path as the CLI gives it
 */
export function readWithCli(paths: readonly string[]): Map<string, CliFile> {
  const graph = runCli(["graph", "--format", "json", ...paths], [0]) as {
    files: readonly { path: string; flows: readonly CliFlow[] }[];
  };
  const check = runCli(["check", "--format", "json", ...paths], [0, 1]) as {
    findings: readonly CliFinding[];
  };
  const files = new Map<string, { flows: CliFlow[]; findings: CliFinding[] }>();
  const entry = (path: string) => {
    const found = files.get(path) ?? { flows: [], findings: [] };
    files.set(path, found);
    return found;
  };
  for (const { path, flows } of graph.files) entry(path).flows.push(...flows);
  for (const finding of check.findings) entry(finding.path).findings.push(finding);
  return files;
}

function runCli(args: readonly string[], allowed: readonly number[]): unknown {
  const cli = process.env["FLOWLENS_TEST_CLI"] ?? join(projectRoot(), "dist", "cli.js");
  const result = spawnSync(process.execPath, [cli, ...args], {
    encoding: "utf8",
    maxBuffer: 1 << 29,
  });
  if (result.error !== undefined) throw result.error;
  if (!allowed.includes(result.status ?? -1)) {
    throw new Error(
      `flowlens ${args[0] ?? ""} ended with ${String(result.status)}: ${result.stderr}`,
    );
  }
  return JSON.parse(result.stdout);
}
