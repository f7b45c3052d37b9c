import type { Finding } from "../../finding";
import type { Decorator, Flow } from "../../flow";
import type { FlowGraph, GraphNode } from "../../graph";
import type { Argument } from "../../value";
import type { RuleId } from "../../rules";

/** Where a flow can be deployed to, as `--target` names it. */
export type DeployTarget = "argo" | "kubeflow" | "step-functions" | "airflow";

export const TARGET_NAMES: Readonly<Record<DeployTarget, string>> = {
  argo: "Argo Workflows",
  kubeflow: "Kubeflow Pipelines",
  "step-functions": "AWS Step Functions",
  airflow: "Airflow",
};

/** One flow on its way to one target. */
export interface Deployment {
  readonly flow: Flow;
  readonly graph: FlowGraph;
  /** The nodes that nothing unseen can replace. */
  readonly nodes: readonly GraphNode[];
  /** The graph check has nothing to say: only then does a deployer look at how steps hang together. */
  readonly clean: boolean;
  readonly target: DeployTarget;
  /** Metaflow's settings by full name (`METAFLOW_KUBERNETES_NAMESPACE`); null when they are not known. */
  readonly configuration: ReadonlyMap<string, string> | null;
  /** What Metaflow refuses of its own configuration files, one sentence each. */
  readonly problems?: readonly string[];
  /** The settings at the time of deploying may be others. */
  readonly mayChange: boolean;
}

type More = Partial<Pick<Finding, "step" | "metaflow" | "related" | "fix">>;

/** The deployer will certainly refuse this. */
export function refused(
  { flow }: Deployment,
  rule: RuleId,
  span: Finding["span"],
  message: string,
  more: More = {},
): Finding {
  const severity = "error";
  return { rule, severity, message, span, flow: flow.name, step: null, metaflow: null, ...more };
}

/** It deploys, but this has no effect there. */
export function ignored(...about: Parameters<typeof refused>): Finding {
  return { ...refused(...about), severity: "warning" };
}

/** The deployer refuses this under the settings in force; a hint when they may be others. */
export function refusedHere(...about: Parameters<typeof refused>): Finding {
  const [{ configuration, mayChange }] = about;
  const certain = configuration !== null && !mayChange;
  return { ...refused(...about), severity: certain ? "error" : "hint" };
}

/** Metaflow's own decorators of that name on the flow. */
export function onFlow(flow: Flow, name: string): readonly Decorator[] {
  return shippedOf(flow.decorators, name);
}

/** Metaflow's own decorators of that name among these. */
export function shippedOf(decorators: readonly Decorator[], name: string): readonly Decorator[] {
  return decorators.filter((one) => one.name === name && one.origin === "metaflow");
}

/** The argument of that name, when there can be no other that `*` or `**` brings in. */
export function argumentOf(decorator: Decorator, name: string): Argument | null {
  return decorator.arguments.find((argument) => argument.name === name) ?? null;
}
