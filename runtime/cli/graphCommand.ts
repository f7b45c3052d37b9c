import { mayDeclareFlow, readFlow } from "../core/readFlow";
import type { GraphOptions } from "./arguments";
import { flowsJson } from "./flowJson";
import { mermaidOf } from "./mermaid";
import { printJson, printText } from "./output";
import { readSources } from "./sources";

/** `flowlens graph`: the flows of the paths, as JSON or as Mermaid flowcharts. */
export function graphCommand(options: GraphOptions): number {
  const { sources, failed } = readSources(options.paths, mayDeclareFlow);
  const read = sources.map(({ path, text }) => ({ path, text, file: readFlow(text) }));
  if (options.format === "mermaid") {
    const flows = read.flatMap(({ file }) => file.flows);
    const wanted = flows.filter(({ name }) => options.flow === null || name === options.flow);
    printText(wanted.map(mermaidOf).join("\n\n"));
  } else {
    const files = read
      .map(({ path, text, file }) => ({ path, flows: flowsJson(file, text, options.flow) }))
      .filter(({ flows }) => flows.length > 0);
    printJson({ version: 1, files });
  }
  return failed ? 2 : 0;
}
