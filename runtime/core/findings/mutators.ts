import type { Finding } from "../finding";
import type { Decorator, Flow, FlowFile, Step } from "../flow";
import type { Span } from "../text";

/** What is said of the values and combinations of decorators, and of parameters. */
const CHANGEABLE = /^(?:kubernetes|decorator|parameter|deploy|batch)\//u;

/** What a deployer refuses in the graph itself, or in the configuration: no decorator changes these. */
const ELSEWHERE: ReadonlySet<string> = new Set([
  "deploy/conditional-join",
  "deploy/configuration",
  "deploy/foreach-body",
  "deploy/foreach-table",
  "deploy/nested-foreach",
  "deploy/switch",
]);

/**
 * A decorator of the user's own on a class (a `FlowMutator`, say) or on a step (a `StepMutator`) may
 * remove decorators and parameters, add others and override their values, before Metaflow 2.19.39
 * looks at any of them (`pre_mutate` and `mutate` come before `init` and `step_init`). Errors about
 * what it may change are hints then; what already fails on import stays an error.
 */
export function withMutators(findings: readonly Finding[], file: FlowFile): Finding[] {
  const any = file.flows.some((flow) => isTouched(flow) || flow.steps.some(isTouched));
  if (!any) return [...findings];
  return findings.map((finding) =>
    finding.severity === "error" && isChangeable(finding) && mayBeMutated(finding, file)
      ? { ...finding, severity: "hint" }
      : finding,
  );
}

/** An exception's name stands for what is raised on import. */
function isChangeable({ rule, metaflow }: Finding): boolean {
  if (ELSEWHERE.has(rule) || !CHANGEABLE.test(rule)) return false;
  return metaflow === null || !/(?:Exception|Error|Attribute)$/u.test(metaflow);
}

function mayBeMutated(finding: Finding, { flows }: FlowFile): boolean {
  return flows.some((flow) => {
    const steps = flow.steps.filter(({ span }) => holds(span, finding));
    const here = flow.name === finding.flow || steps.length > 0;
    if (!here && !flow.decorators.some(({ span }) => holds(span, finding))) return false;
    const reached = flow.steps.some(({ decorators }) => decorators.some(isFlowWide));
    return (
      reached || isTouched(flow) || steps.flatMap((step) => withGang(flow, step)).some(isTouched)
    );
  });
}

/** What is said of `num_parallel` depends on the decorators of the steps that it starts. */
function withGang(flow: Flow, step: Step): readonly Step[] {
  const { transition } = step;
  if (transition.form !== "parallel") return [step];
  const started = new Set(transition.targets.map(({ name }) => name));
  return [step, ...flow.steps.filter(({ name }) => started.has(name))];
}

/** A `StepMutator` sees the flow as `.flow` of its step, and through it all others. */
function isFlowWide({ reachesFlow }: Decorator): boolean {
  return reachesFlow === true;
}

function holds({ start, end }: Span, { span }: Finding): boolean {
  return start <= span.start && span.start < end;
}

function isTouched({ decorators }: { readonly decorators: readonly Decorator[] }): boolean {
  return decorators.some(({ origin }) => origin !== "metaflow");
}
