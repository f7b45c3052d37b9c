import type { FlowFile } from "./flow";
import { ReadCache } from "./flowReader/cache";
import { linkFlows } from "./flowReader/link";
import { readModule } from "./flowReader/module";
import { structureOf } from "./flowReader/structure";
import { layoutProblem } from "./python/layoutProblem";
import { scanLines } from "./python/lines";
import { LineMap } from "./text";

export { ReadCache };

/**
 * Reads the flows of one Python file without running it, by the rules of Metaflow 2.19.39. Never
 * throws; half-typed text yields what can still be read. `cache` (one per document, kept by the
 * caller and changed here) makes reading again after an edit cheap.
 */
export function readFlow(text: string, cache: ReadCache = new ReadCache()): FlowFile {
  cache.turn();
  const scan = scanLines(text, cache.scan ?? undefined);
  cache.scan = scan;
  const lines = new LineMap(text);
  const module = readModule(text, lines, scan, structureOf(scan.lines), cache);
  const syntaxProblem = layoutProblem(text, scan.lines) ?? scan.problem;
  return { flows: linkFlows(module), lines, syntaxProblem };
}

/** Cheap test for discovery: false only when `readFlow` would certainly find no flow. */
export function mayDeclareFlow(text: string): boolean {
  return (text.includes("metaflow") || text.includes("FlowSpec")) && /^[ \t]*class\b/m.test(text);
}
