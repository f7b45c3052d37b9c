import { isFalsy } from "../kubernetesNumbers";
import {
  argumentOf,
  ignored,
  onFlow,
  refused,
  refusedHere,
  shippedOf,
  TARGET_NAMES,
  type Deployment,
} from "./deployment";
import type { Finding } from "../../finding";
import type { Decorator } from "../../flow";

/** Transitions that only Argo Workflows can run: switches and gangs. */
export function judgeTransitions(deployment: Deployment): Finding[] {
  const name = TARGET_NAMES[deployment.target];
  return deployment.nodes.flatMap(({ step }) => {
    const { transition } = step;
    const at = { step: step.name };
    if (transition.form === "switch") {
      const message = `${name} cannot run a switch (condition=): decide inside a step instead.`;
      return [refused(deployment, "deploy/switch", transition.span, message, at)];
    }
    if (transition.form === "parallel") {
      const message = `${name} cannot run a gang of tasks (num_parallel=): use foreach= if the tasks need not talk to each other.`;
      return [refused(deployment, "deploy/parallel", transition.span, message, at)];
    }
    return [];
  });
}

/** `@trigger`, `@trigger_on_finish` and `@exit_hook`, which only Argo Workflows knows. */
export function judgeHooks(deployment: Deployment): Finding[] {
  const name = TARGET_NAMES[deployment.target];
  const { flow } = deployment;
  const triggers = [...onFlow(flow, "trigger"), ...onFlow(flow, "trigger_on_finish")].map((one) =>
    refused(
      deployment,
      "deploy/trigger",
      one.span,
      `${name} cannot start flows by events: remove @${one.name}, or deploy to Argo Workflows.`,
    ),
  );
  const hooks = onFlow(flow, "exit_hook").map((one) =>
    refused(
      deployment,
      "deploy/exit-hook",
      one.span,
      `${name} cannot run exit hooks: remove @exit_hook, or deploy to Argo Workflows.`,
    ),
  );
  return [...triggers, ...hooks];
}

/** Argo Workflows runs the hooks, and looks an image up in their options. */
export function judgeHookOptions(deployment: Deployment): Finding[] {
  return onFlow(deployment.flow, "exit_hook").flatMap((hook) => {
    const options = argumentOf(hook, "options")?.value;
    if (options === undefined || ["dict", "expression"].includes(options.kind)) return [];
    const message = `The options of a hook are a dict: write {"image": "..."}.`;
    return [refused(deployment, "deploy/exit-hook", options.span, message)];
  });
}

/** Time zones: Argo Workflows has them. The compiler of Kubeflow Pipelines lets one pass, its scheduler does not. */
export function judgeTimezone(deployment: Deployment): Finding[] {
  const { flow, target } = deployment;
  const timezones = onFlow(flow, "schedule").flatMap((one) => argumentOf(one, "timezone") ?? []);
  return timezones
    .filter(({ value }) => value.kind !== "none" && value.kind !== "expression")
    .map(({ span }) =>
      target === "kubeflow"
        ? ignored(
            deployment,
            "deploy/timezone",
            span,
            "Kubeflow Pipelines compiles this flow but does not schedule it with a time zone: write the times in UTC.",
          )
        : refused(
            deployment,
            "deploy/timezone",
            span,
            `${TARGET_NAMES[target]} schedules in UTC only: remove timezone and write the times in UTC.`,
          ),
    );
}

/** Decorators that send a step to a platform which the target does not run steps on. */
const FOREIGN: Readonly<Record<Deployment["target"], readonly string[]>> = {
  argo: ["batch", "snowpark", "slurm", "nvidia", "nvct", "skypilot_step"],
  kubeflow: ["batch"],
  airflow: ["batch", "slurm"],
  "step-functions": [],
};

export function judgePlatforms(deployment: Deployment): Finding[] {
  const { nodes, target } = deployment;
  return nodes.flatMap(({ step }) =>
    FOREIGN[target]
      // Together with @kubernetes it is refused anywhere, and told so by a rule of its own.
      .filter((name) => name !== "batch" || shippedOf(step.decorators, "kubernetes").length === 0)
      .flatMap((name) => shippedOf(step.decorators, name))
      .map((one) => {
        const advice = one.name === "batch" ? "use @kubernetes or @resources" : "remove it";
        const message = `${TARGET_NAMES[target]} runs every step on Kubernetes, so @${one.name} is refused: ${advice}.`;
        // Here the @kubernetes that the deployer adds to the step finds the other one.
        const bySelf = one.name === "batch" && target !== "airflow";
        return refused(deployment, "deploy/platform", one.span, message, {
          step: step.name,
          metaflow: bySelf ? "kubernetes" : null,
        });
      }),
  );
}

/** What `@kubernetes` can say that metaflow-kubeflow 0.0.4 does not put into the pipeline. */
const DROPPED_BY_KUBEFLOW = [
  "annotations",
  "compute_pool",
  "extended_resources",
  "image_pull_policy",
  "image_pull_secrets",
  "labels",
  "namespace",
  "node_selector",
  "persistent_volume_claims",
  "port",
  "secrets",
  "security_context",
  "service_account",
  "shared_memory",
  "tmpfs_path",
  "tmpfs_size",
  "tolerations",
  "use_tmpfs",
];

/** What Airflow's operator is not given. */
const DROPPED_BY_AIRFLOW = [
  "annotations",
  "extended_resources",
  "image_pull_secrets",
  "port",
  "security_context",
  "shared_memory",
  "tolerations",
];

const DROPPED = {
  argo: [] as readonly string[],
  kubeflow: DROPPED_BY_KUBEFLOW,
  airflow: DROPPED_BY_AIRFLOW,
};

/** What Airflow refuses in a `@kubernetes`, and the setting that stands in for it. */
const REFUSED_BY_AIRFLOW: ReadonlyMap<string, string | null> = new Map([
  ["use_tmpfs", null],
  ["tmpfs_size", null],
  ["persistent_volume_claims", "METAFLOW_KUBERNETES_PERSISTENT_VOLUME_CLAIMS"],
  ["image_pull_policy", "METAFLOW_KUBERNETES_IMAGE_PULL_POLICY"],
]);

/** Whether what `@kubernetes` says of an option makes no difference to the target. */
export function isDropped(target: Deployment["target"], option: string): boolean {
  if (target === "step-functions") return true;
  return DROPPED[target].includes(option);
}

/** The options of `@kubernetes` that the target drops or refuses. */
export function judgeOptions(deployment: Deployment): Finding[] {
  const { nodes, target } = deployment;
  const name = TARGET_NAMES[target];
  return nodes.flatMap(({ step }) =>
    shippedOf(step.decorators, "kubernetes")
      .flatMap(givenOptions)
      .flatMap((argument) => {
        const option = argument.name ?? "";
        const at = { step: step.name };
        if (target === "airflow" && REFUSED_BY_AIRFLOW.has(option)) {
          if (argument.value.kind === "expression") return [];
          const message = `Airflow cannot run a step with ${option}: remove it.`;
          return [refused(deployment, "deploy/option", argument.span, message, at)];
        }
        if (!isDropped(target, option)) return [];
        const message = `${name} does not use ${option}: the pod will run without it.`;
        return [ignored(deployment, "deploy/ignored-option", argument.span, message, at)];
      }),
  );
}

function givenOptions(decorator: Decorator): Decorator["arguments"] {
  return decorator.arguments.filter(({ value }) => !isFalsy(value));
}

/** Settings that give every step an option which Airflow refuses. */
export function judgeAirflowSettings(deployment: Deployment): Finding[] {
  const { flow, configuration } = deployment;
  return [...REFUSED_BY_AIRFLOW.values()]
    .filter((setting) => setting !== null && (configuration?.get(setting) ?? "") !== "")
    .map((setting) =>
      refusedHere(
        deployment,
        "deploy/option",
        flow.nameSpan,
        `Airflow cannot run steps with what ${setting ?? ""} adds to them: unset it for this deployment.`,
      ),
    );
}
