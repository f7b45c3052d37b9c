import { homedir } from "node:os";
import { dirname } from "node:path";
import type { Finding } from "../core/finding";
import { deploySettings, findingsOf, type FindingOptions } from "../core/findings/findings";
import { readFlow } from "../core/readFlow";
import type { LineMap } from "../core/text";
import { ModuleFiles } from "../imports/moduleFiles";
import { lacksFileIn } from "../metaflow/missingFile";
import { readSettings } from "../metaflow/settings";
import type { CheckOptions } from "./arguments";
import { printError, printJson, printText } from "./output";
import { markExtended, type ReadSource } from "./extended";
import { isCandidate, readSources } from "./sources";

interface PlacedFinding {
  readonly path: string;
  readonly flow: string | null;
  readonly step: string | null;
  readonly rule: string;
  readonly severity: Finding["severity"];
  readonly metaflow: string | null;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
}

/** `flowlens check`: what Metaflow will refuse in the flows of the paths, and what we advise. */
export async function checkCommand(options: CheckOptions): Promise<number> {
  const { sources, failed } = readSources(options.paths, isCandidate);
  const about = await findingOptions(options);
  const files = new ModuleFiles();
  const read = sources.map(({ path, text }) => ({
    path,
    text,
    file: readFlow(text, undefined, files.importsOf(path)),
  }));
  const findings = markExtended(read).flatMap((source) => findingsIn(source, about));
  findings.sort(byPlace);
  if (options.format === "json")
    printJson({ version: 1, findings: findings.map((finding) => ({ ...finding })) });
  // Of what could not be read nothing is known: that it is without problems, too.
  else if (findings.length > 0 || !failed) printText(asText(findings));
  if (failed) return 2;
  return findings.some(({ severity }) => severity === "error") ? 1 : 0;
}

/**
 * The settings in force here. Only for a target are they certain to count: those are what a deployer
 * started here would see.
 */
async function findingOptions({ target }: CheckOptions): Promise<FindingOptions> {
  const { settings, problems } = await readSettings({
    ...{ cwd: process.cwd(), environment: process.env, home: homedir() },
    ...{ envFile: null, profile: null },
  });
  if (target === null) {
    problems.forEach(printError);
    return { settings };
  }
  return { target, settings, problems, configuration: deploySettings(settings) };
}

function findingsIn({ path, text, file }: ReadSource, options: FindingOptions): PlacedFinding[] {
  const lacksFile = lacksFileIn([process.cwd(), dirname(path)], homedir());
  return findingsOf(file, text, { ...options, lacksFile }).map((finding) =>
    placed(path, finding, file.lines),
  );
}

function placed(path: string, finding: Finding, lines: LineMap): PlacedFinding {
  const { flow, step, rule, severity, metaflow, message, span } = finding;
  const start = lines.positionAt(span.start);
  const end = lines.positionAt(span.end);
  return {
    path,
    flow,
    step,
    rule,
    severity,
    metaflow,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    message,
  };
}

function byPlace(a: PlacedFinding, b: PlacedFinding): number {
  if (a.path !== b.path) return a.path < b.path ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

function asText(findings: readonly PlacedFinding[]): string {
  const lines = findings.map(
    ({ path, line, column, severity, message, rule }) =>
      `${path}:${line}:${column}: ${severity}: ${message} [${rule}]`,
  );
  return [...lines, summary(findings)].join("\n");
}

function summary(findings: readonly PlacedFinding[]): string {
  if (findings.length === 0) return "No problems found.";
  const count = (severity: Finding["severity"]): number =>
    findings.filter((finding) => finding.severity === severity).length;
  const notes = count("info") + count("hint");
  return [
    plural(count("error"), "error"),
    plural(count("warning"), "warning"),
    plural(notes, "note"),
  ].join(", ");
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
