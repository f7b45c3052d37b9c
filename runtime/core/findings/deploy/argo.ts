import { textOf } from "../../literal";
import { quoted } from "../problem";
import { conditionalJoins } from "./conditionalJoins";
import { argumentOf, refused, refusedHere, shippedOf, type Deployment } from "./deployment";
import type { Finding } from "../../finding";

/** The branches of a switch inside a foreach must meet in a step before the join. */
export function judgeConditionalJoins(deployment: Deployment): Finding[] {
  const { graph, clean } = deployment;
  const candidates = [...graph.nodes.values()].filter(
    ({ kind, incoming, splitParents }) =>
      kind === "join" &&
      incoming.length > 1 &&
      graph.nodes.get(splitParents.at(-1) ?? "")?.kind === "foreach",
  );
  if (!clean || candidates.length === 0) return [];
  const joins = conditionalJoins(graph);
  return candidates
    .filter(({ name }) => joins.has(name))
    .map(({ name, step, incoming }) => {
      const message = `On Argo Workflows the branches of a switch cannot lead straight into the join of a foreach: put a common step after ${quoted(incoming)}.`;
      const related = incoming.flatMap((from) => {
        const before = graph.nodes.get(from)?.step;
        return before === undefined
          ? []
          : [{ span: before.nameSpan, message: "Leads into the join." }];
      });
      const more = { step: name, related };
      return refused(deployment, "deploy/conditional-join", step.nameSpan, message, more);
    });
}

/** A workflow runs in one namespace, the configured one. */
export function judgeNamespaces(deployment: Deployment): Finding[] {
  const { nodes, configuration } = deployment;
  const effective = configuration?.get("METAFLOW_KUBERNETES_NAMESPACE") ?? "default";
  return nodes.flatMap(({ step }) =>
    shippedOf(step.decorators, "kubernetes").flatMap((one) => {
      const argument = argumentOf(one, "namespace");
      const namespace = textOf(argument?.value);
      if (argument === null || namespace === null || ["", effective].includes(namespace)) return [];
      const message = `All steps of a flow on Argo Workflows run in the namespace '${effective}': remove this one, or set METAFLOW_KUBERNETES_NAMESPACE to it.`;
      const at = { step: step.name };
      return [refusedHere(deployment, "deploy/namespace", argument.span, message, at)];
    }),
  );
}

/** Metaflow counts the name as it is written, before it makes a name for Kubernetes of it. */
export function judgeArgoName(deployment: Deployment): Finding[] {
  return judgeLength(deployment, "", 45, "argo-workflows --name");
}

export function judgeStateMachineName(deployment: Deployment): Finding[] {
  const prefix = deployment.configuration?.get("METAFLOW_SFN_STATE_MACHINE_PREFIX") ?? "";
  const { name } = deployment.flow;
  const added = prefix === "" || name.startsWith(prefix) ? "" : `${prefix}_`;
  return judgeLength(deployment, added, 80, "step-functions --name");
}

function judgeLength(
  deployment: Deployment,
  prefix: string,
  limit: number,
  option: string,
): Finding[] {
  const { flow } = deployment;
  const { length } = Array.from(prefix + flow.name);
  // The name of a flow in a project is shortened.
  const inProject = flow.decorators.some(({ name }) => name === "project");
  if (length <= limit || inProject || flow.partial) return [];
  const message = `The name may have ${limit} characters to be deployed, this has ${length}: shorten it, or deploy with ${option}.`;
  return [refused(deployment, "deploy/name-length", flow.nameSpan, message)];
}

/** AWS Step Functions hands every step to AWS Batch. */
export function judgeKubernetesOnBatch(deployment: Deployment): Finding[] {
  return deployment.nodes.flatMap(({ step }) =>
    shippedOf(step.decorators, "kubernetes").map((one): Finding => {
      const message =
        "AWS Step Functions runs every step on AWS Batch and makes no use of @kubernetes: write @batch or @resources.";
      const at = { step: step.name };
      return {
        ...refused(deployment, "deploy/platform", one.span, message, at),
        severity: "warning",
      };
    }),
  );
}
