import type { Flow, Step } from "../flow";
import type { FlowGraph, GraphNode } from "../graph";
import type { Finding } from "../finding";
import type { RuleId } from "../rules";

/** Something that Metaflow's graph check would refuse, before it is decided how loudly to say it. */
export interface GraphProblem {
  readonly rule: RuleId;
  /** The name of the check in `metaflow/lint.py`. */
  readonly check: string;
  readonly span: Finding["span"];
  readonly message: string;
  readonly step: string | null;
  readonly related?: NonNullable<Finding["related"]>;
  readonly fix?: NonNullable<Finding["fix"]>;
  /** It would go away by mending another problem of this flow, which is reported too. */
  readonly consequence?: boolean;
}

/** What every check of the graph is given. */
export interface Lint {
  readonly graph: FlowGraph;
  readonly flow: Flow;
  readonly text: string;
  /** False when the Metaflow in use is too old for `@step(start=True)` and single-step flows. */
  readonly stepArguments: boolean;
  /**
   * The nodes that nothing unseen can replace or add to: all of them, or just the ones declared in
   * the class itself when a base class could not be followed.
   */
  readonly nodes: readonly GraphNode[];
}

export type Check = (lint: Lint) => GraphProblem[];

export function aboutStep(
  rule: RuleId,
  check: string,
  step: Step,
  message: string,
  more: Partial<Pick<GraphProblem, "span" | "related" | "fix" | "consequence">> = {},
): GraphProblem {
  return { rule, check, span: step.nameSpan, message, step: step.name, ...more };
}

/** `'a'`, `'a' and 'b'`, `'a', 'b' and 'c'`; beyond five names only the first four are named. */
export function quoted(names: readonly string[]): string {
  const shown = names.length > 5 ? names.slice(0, 4) : names;
  const words = shown.map((name) => `'${name}'`);
  if (shown.length < names.length) words.push(`${names.length - shown.length} more`);
  const last = words.pop() ?? "";
  return words.length === 0 ? last : `${words.join(", ")} and ${last}`;
}
