import type { Finding } from "../finding";
import type { Flow } from "../flow";
import type { FlowGraph } from "../graph";
import type { GraphSeverity } from "./severity";

/** The first versions of Metaflow that have a feature of the graph. */
const SWITCH = [2, 17, 1];
const STEP_ARGUMENTS = [2, 19, 23];

/** Whether that version surely lacks what came with `first`; an unknown version lacks nothing. */
export function lacks(version: string | null, first: readonly number[]): boolean {
  const parts = /^(\d+)\.(\d+)(?:\.(\d+))?/u.exec(version ?? "");
  if (parts === null) return false;
  for (const [i, wanted] of first.entries()) {
    const have = Number(parts[i + 1] ?? 0);
    if (have !== wanted) return have < wanted;
  }
  return false;
}

/** False when `@step(start=True)` and flows of a single step surely do not exist yet. */
export function hasStepArguments(version: string | null): boolean {
  return !lacks(version, STEP_ARGUMENTS);
}

/** What a flow uses that the Metaflow in use is too old for. */
export function judgeVersion(
  flow: Flow,
  graph: FlowGraph,
  version: string | null,
  severity: GraphSeverity | null,
): Finding[] {
  const findings: Finding[] = [];
  const add = (
    finding: Pick<Finding, "rule" | "severity" | "span" | "step" | "metaflow">,
    what: string,
    first: readonly number[],
  ): void => {
    const message = `${what} Metaflow ${first.join(".")} or newer; this is ${version ?? ""}.`;
    findings.push({ ...finding, flow: flow.name, message });
  };
  if (severity !== null && lacks(version, SWITCH)) {
    for (const step of flow.steps) {
      if (step.transition.form !== "switch") continue;
      const { span } = step.transition;
      const metaflow = "check_valid_transitions";
      add(
        { rule: "version/switch", severity, span, step: step.name, metaflow },
        "A switch (condition=) needs",
        SWITCH,
      );
    }
  }
  if (!lacks(version, STEP_ARGUMENTS)) return findings;
  for (const step of flow.steps) {
    const { arguments: given, span } = step.stepDecorator;
    if (given.length === 0) continue;
    add(
      {
        rule: "version/step-arguments",
        severity: "error",
        span,
        step: step.name,
        metaflow: "TypeError",
      },
      "@step with arguments needs",
      STEP_ARGUMENTS,
    );
  }
  const [only] = graph.nodes.values();
  if (severity !== null && graph.nodes.size === 1 && only !== undefined && !flow.partial) {
    add(
      {
        rule: "version/single-step",
        severity,
        span: only.step.nameSpan,
        step: only.name,
        metaflow: "check_basic_steps",
      },
      "A flow of a single step needs",
      STEP_ARGUMENTS,
    );
  }
  return findings;
}
