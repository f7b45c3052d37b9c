import { lintsClean } from "../graphLint";
import { graphSeverity } from "../severity";
import { buildGraph, type FlowGraph } from "../../graph";
import {
  judgeArgoName,
  judgeConditionalJoins,
  judgeKubernetesOnBatch,
  judgeNamespaces,
  judgeStateMachineName,
} from "./argo";
import { judgeBatchAmounts } from "./batchAmounts";
import { judgeConfiguration } from "./configuration";
import type { DeployTarget, Deployment } from "./deployment";
import { judgeEvents } from "./events";
import {
  judgeAirflowSettings,
  judgeHookOptions,
  judgeHooks,
  judgeOptions,
  judgePlatforms,
  judgeTimezone,
  judgeTransitions,
} from "./features";
import { judgeAirflowForeaches, judgeForeachTable } from "./foreaches";
import { judgeDefaults, judgeReserved, judgeScheduled } from "./parameters";
import { judgeArgoSchedule, judgeKubeflowSchedule } from "./schedules";
import type { Finding } from "../../finding";
import type { Flow } from "../../flow";

export type { DeployTarget } from "./deployment";

type Judge = (deployment: Deployment) => Finding[];

const JUDGES: Readonly<Record<DeployTarget, readonly Judge[]>> = {
  argo: [
    judgeArgoName,
    judgeConditionalJoins,
    judgeNamespaces,
    judgePlatforms,
    judgeReserved,
    judgeScheduled,
    judgeArgoSchedule,
    judgeHookOptions,
    judgeEvents,
  ],
  kubeflow: [
    judgeTransitions,
    judgeHooks,
    judgeTimezone,
    judgePlatforms,
    judgeOptions,
    judgeKubeflowSchedule,
  ],
  "step-functions": [
    judgeStateMachineName,
    judgeTransitions,
    judgeHooks,
    judgeTimezone,
    judgeScheduled,
    judgeForeachTable,
    judgeKubernetesOnBatch,
    judgeBatchAmounts,
  ],
  airflow: [
    judgeTransitions,
    judgeHooks,
    judgeTimezone,
    judgePlatforms,
    judgeDefaults,
    judgeOptions,
    judgeAirflowSettings,
    judgeAirflowForeaches,
  ],
};

/** The settings of Metaflow that the findings about a target depend on. */
export const DEPLOY_SETTINGS = [
  "METAFLOW_DEFAULT_DATASTORE",
  "METAFLOW_ARGO_EVENTS_EVENT",
  "METAFLOW_ARGO_EVENTS_EVENT_SOURCE",
  "METAFLOW_ARGO_EVENTS_SERVICE_ACCOUNT",
  "METAFLOW_KUBERNETES_IMAGE_PULL_POLICY",
  "METAFLOW_KUBERNETES_NAMESPACE",
  "METAFLOW_KUBERNETES_PERSISTENT_VOLUME_CLAIMS",
  "METAFLOW_SFN_DYNAMO_DB_TABLE",
  "METAFLOW_SFN_STATE_MACHINE_PREFIX",
] as const;

/**
 * What the deployer of Metaflow 2.19.39 (for Kubeflow: metaflow-kubeflow 0.0.4) refuses in a flow,
 * or drops without a word. Read from the sources of the deployers and, for Argo Workflows and
 * Kubeflow Pipelines, tried on them. Without a `configuration`, or with one that may change, what depends on it is a hint.
 */
export function judgeDeployment(
  flow: Flow,
  target: DeployTarget,
  about: Pick<Deployment, "configuration" | "mayChange" | "problems">,
  graph: FlowGraph = buildGraph(flow),
): Finding[] {
  const severity = graphSeverity(flow);
  if (severity === null) return [];
  const clean = !flow.partial && lintsClean(graph);
  const all = [...graph.nodes.values()];
  const nodes = flow.partial ? all.filter(({ step }) => step.inheritedFrom === null) : all;
  const deployment: Deployment = { flow, graph, nodes, clean, target, ...about };
  const findings = [judgeConfiguration, ...JUDGES[target]].flatMap((judge) => judge(deployment));
  return severity === "error" ? findings : findings.map((one) => ({ ...one, severity }));
}
