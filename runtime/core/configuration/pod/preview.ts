import { textOf } from "../../literal";
import type { Flow } from "../../flow";
import type { EffectiveKubernetes } from "../effective";
import type { Settings } from "../settings";
import { jobSetOf } from "./jobSet";
import { jobOf, type PodOf } from "./job";
import type { Manifest } from "./resources";

/** What Metaflow submits for a step: a Job, or a JobSet for the gang of a `@parallel` step. */
export function manifestOf(
  effective: EffectiveKubernetes,
  settings: Settings,
  pod: PodOf & { readonly numParallel: number | string | null },
): Manifest {
  if (pod.numParallel === null) return jobOf(effective, settings, pod);
  return jobSetOf(effective, settings, pod, pod.numParallel);
}

/**
 * The annotations of a flow in a project, as a run without `--branch` and `--production` gets them
 * (`format_name` of Metaflow's `@project`).
 */
export function projectAnnotations(
  { name: flow, decorators }: Flow,
  user: string,
): Readonly<Record<string, string>> {
  const project = decorators.find(
    ({ name, origin }) => name === "project" && origin === "metaflow",
  );
  const argument = (option: string): string | null =>
    textOf(project?.arguments.find(({ name }) => name === option)?.value);
  const name = argument("name");
  if (project === undefined || name === null) return {};
  const production = project.arguments.some(
    ({ name: option, value }) => option === "production" && value.kind === "bool" && value.value,
  );
  const own = argument("branch");
  const place = production ? "prod" : own === null ? `user.${user}` : "test";
  const branch = own === null ? place : `${place}.${own}`;
  return {
    "metaflow/project_name": name,
    "metaflow/branch_name": branch,
    "metaflow/project_flow_name": `${name}.${branch}.${flow}`,
  };
}
