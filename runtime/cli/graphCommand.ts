import { readFlow } from "../core/readFlow";
import { ModuleFiles } from "../imports/moduleFiles";
import type { GraphOptions } from "./arguments";
import { flowsJson } from "./flowJson";
import { mermaidOf } from "./mermaid";
import { printJson, printText } from "./output";
import { isCandidate, readSources } from "./sources";

/** `flowlens graph`: the flows of the paths, as JSON or as Mermaid flowcharts. */
export function graphCommand(options: GraphOptions): number {
  const { sources, failed } = readSources(options.paths, isCandidate);
  const files = new ModuleFiles();
  const read = sources.map(({ path, text }) => {
    return { path, text, file: readFlow(text, undefined, files.importsOf(path)) };
  });
  if (options.format === "mermaid") {
    const flows = read.flatMap(({ file }) => file.flows);
    const wanted = flows.filter(({ name }) => options.flow === null || name === options.flow);
    printText(wanted.map(mermaidOf).join("\n\n"));
  } else {
    const found = read
      .map(({ path, text, file }) => ({ path, flows: flowsJson(file, text, options.flow) }))
      .filter(({ flows }) => flows.length > 0);
    printJson({ version: 1, files: found });
  }
  return failed ? 2 : 0;
}
