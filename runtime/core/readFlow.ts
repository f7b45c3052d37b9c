import type { FlowFile } from "./flow";
import { ReadCache } from "./flowReader/cache";
import { Library, type Imports, type ModuleFile } from "./flowReader/library";
import { linkFlows } from "./flowReader/link";
import { readModule } from "./flowReader/module";
import { structureOf } from "./flowReader/structure";
import { layoutProblem } from "./python/layoutProblem";

export { ReadCache };
export type { Imports, ModuleFile };

/**
 * Reads the flows of one Python file without running it, by the rules of Metaflow 2.19.39. Never
 * throws; half-typed text yields what can still be read. `cache` (one per document, kept by the
 * caller and changed here) makes reading again after an edit cheap; a new one must be used once a
 * file that `imports` leads to has changed. Without `imports` other files are not followed.
 */
export function readFlow(
  text: string,
  cache: ReadCache = new ReadCache(),
  imports: Imports | null = null,
): FlowFile {
  cache.turn();
  const { scan, lines } = cache.scanned(text);
  const library = (cache.library ??= new Library());
  const place = { imports, library, source: null };
  const module = readModule(text, lines, scan, structureOf(scan.lines), cache, place);
  const syntaxProblem = layoutProblem(text, scan.lines) ?? scan.problem;
  return { flows: linkFlows(module), lines, sources: library.sources, syntaxProblem };
}

/**
 * Cheap test for files that `mayDeclareFlow` passes over: false only when the file certainly starts no
 * flow whose base class comes from another file. Only reading it with its imports tells.
 */
export function mayInheritFlow(text: string): boolean {
  const main = text.indexOf("__main__");
  if (main === -1 || !/^[ \t]*(?:from|import)\b/m.test(text)) return false;
  const end = text.slice(main);
  const classes = [...text.matchAll(/^class[ \t]+(\w+)[ \t]*\(/gm)];
  return classes.some(([, name = ""]) => new RegExp(`\\b${name}[ \t]*\\(`).test(end));
}

/** Cheap test for discovery: false only when `readFlow` would certainly find no flow. */
export function mayDeclareFlow(text: string): boolean {
  return (text.includes("metaflow") || text.includes("FlowSpec")) && /^[ \t]*class\b/m.test(text);
}
