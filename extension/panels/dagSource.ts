import type { Dag } from "../../runtime/core/dag";
import type { Finding } from "../../runtime/core/finding";
import type { FlowFile } from "../../runtime/core/flow";
import { buildGraph } from "../../runtime/core/graph";
import { toDag } from "../../runtime/core/toDag";
import type { DagView } from "../../webview/protocol";

/** The last drawing of a text that parsed, and the names of the flows it had. */
export interface LastDrawing {
  readonly dag: Dag;
  readonly flows: readonly string[];
}

/** What can be drawn of a file for a flow that was asked for. */
export interface DrawnFlow {
  /** The flow that is drawn: another one when it was renamed. Null: none. */
  readonly flow: string | null;
  readonly dag: Dag | null;
  readonly stale: DagView["stale"];
  /** The flow that was asked for when the file has others, but not (any more) this one. */
  readonly missing: string | null;
}

/**
 * The drawing of a flow from the present text. Text that does not parse keeps the last good
 * drawing, marked with the line that broke it.
 */
export function drawFlow(
  file: FlowFile | null,
  findings: readonly Finding[],
  wanted: string,
  last: LastDrawing | null,
): DrawnFlow {
  const problem = file?.syntaxProblem ?? null;
  const stale =
    file === null || problem === null
      ? null
      : { line: file.lines.lineAt(problem.span.start), message: problem.message };
  if (stale !== null && last !== null)
    return { flow: last.dag.flow, dag: last.dag, stale, missing: null };
  const flows = file?.flows ?? [];
  const name = nameNow(wanted, namesOf(file), last);
  const flow = flows.find((one) => one.name === name);
  if (flow === undefined) {
    const missing = flows.length > 0 && wanted !== "" ? wanted : null;
    return { flow: null, dag: null, stale, missing };
  }
  const own = findings.filter((finding) => finding.flow === flow.name);
  return { flow: flow.name, dag: toDag(buildGraph(flow), own), stale, missing: null };
}

/** The names of a file's flows in source order. */
export function namesOf(file: FlowFile | null): readonly string[] {
  return file?.flows.map(({ name }) => name) ?? [];
}

/**
 * The name under which the wanted flow is found now. One name that went while one other came is a
 * flow that was renamed; with no earlier drawing to compare with, a file's only flow must be it.
 */
function nameNow(
  wanted: string,
  names: readonly string[],
  last: LastDrawing | null,
): string | undefined {
  if (names.includes(wanted)) return wanted;
  if (last === null) return wanted === "" || names.length === 1 ? names[0] : undefined;
  const gone = last.flows.filter((name) => !names.includes(name));
  const come = names.filter((name) => !last.flows.includes(name));
  return gone.length === 1 && gone[0] === wanted && come.length === 1 ? come[0] : undefined;
}
