import type { Dag } from "../../runtime/core/dag";
import type { Finding } from "../../runtime/core/finding";
import type { FlowFile } from "../../runtime/core/flow";
import { buildGraph } from "../../runtime/core/graph";
import { toDag } from "../../runtime/core/toDag";
import type { DagView } from "../../webview/protocol";

/** What can be drawn of a file for a flow that was asked for. */
export interface DrawnFlow {
  /** The flow that is drawn: another one when the file's only flow was renamed. Null: none. */
  readonly flow: string | null;
  readonly dag: Dag | null;
  readonly stale: DagView["stale"];
}

/**
 * The drawing of a flow from the present text. Text that does not parse keeps the last good
 * drawing, marked with the line that broke it.
 */
export function drawFlow(
  file: FlowFile | null,
  findings: readonly Finding[],
  wanted: string,
  last: Dag | null,
): DrawnFlow {
  const flow = file?.flows.find(({ name }) => name === wanted) ?? onlyFlow(file);
  const problem = file?.syntaxProblem ?? null;
  const stale =
    file === null || problem === null
      ? null
      : { line: file.lines.lineAt(problem.span.start), message: problem.message };
  if (stale !== null && last !== null) return { flow: last.flow, dag: last, stale };
  if (flow === undefined) return { flow: null, dag: null, stale };
  const own = findings.filter((finding) => finding.flow === flow.name);
  return { flow: flow.name, dag: toDag(buildGraph(flow), own), stale };
}

function onlyFlow(file: FlowFile | null): FlowFile["flows"][number] | undefined {
  return file?.flows.length === 1 ? file.flows[0] : undefined;
}
