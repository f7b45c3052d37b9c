import { fields, items, text, type Json } from "../cluster/json";
import { changesSentence, same, type TemplateChanges } from "./changes";

/** A pipeline of Kubeflow Pipelines: what it runs, and what is said of it to Kubernetes. */
export interface PipelineParts {
  readonly spec: Json;
  /** Empty when there is nothing to say. */
  readonly platform: Json;
}

/** Compares the pipeline to deploy with the deployed one (null: there is none), both folded. */
export function pipelineChanges(
  before: PipelineParts | null,
  after: PipelineParts,
  code: boolean | null,
): TemplateChanges {
  const now = stepsOf(after);
  const old = before === null ? new Map<string, unknown>() : stepsOf(before);
  const names = [...now.keys()];
  const added = names.filter((name) => !old.has(name));
  const removed = [...old.keys()].filter((name) => !now.has(name));
  return {
    first: before === null,
    added,
    removed,
    changed: names.filter((name) => old.has(name) && !same(old.get(name), now.get(name))),
    other: before === null ? [] : otherChanges(before, after, added.length + removed.length > 0),
    code,
  };
}

/** The changes in sentences: `Adds 1 step (report). The code changes, too.` */
export function pipelineChangesSentence(changes: TemplateChanges): string {
  return changesSentence(changes, { whole: "pipeline", part: "step" });
}

/** A step is one executor; its name there is made fit for Kubernetes. */
function stepsOf({ spec, platform }: PipelineParts): ReadonlyMap<string, unknown> {
  const executors = fields(fields(spec["deploymentSpec"])["executors"]);
  const kubernetes = fields(fields(platform["platforms"])["kubernetes"]);
  const pods = fields(fields(kubernetes["deploymentSpec"])["executors"]);
  return new Map(
    Object.entries(executors).map(([name, executor]) => [
      stepName(executor) ?? name.replace(/^exec-/, ""),
      [executor, pods[name]],
    ]),
  );
}

function stepName(executor: unknown): string | null {
  const variables = items(fields(fields(executor)["container"])["env"]).map(fields);
  return text(variables.find(({ name }) => name === "METAFLOW_STEP_NAME")?.["value"]);
}

function otherChanges(
  before: PipelineParts,
  after: PipelineParts,
  stepsDiffer: boolean,
): readonly string[] {
  const differs = (part: (spec: Json) => unknown): boolean =>
    !same(part(before.spec), part(after.spec));
  const parameters = differs(({ root }) => fields(root)["inputDefinitions"]);
  // The graph follows from the steps, and parameters go through it.
  const graph = differs(({ components, root }) => [components, fields(root)["dag"]]);
  const rest = differs((spec) => ({ ...spec, deploymentSpec: 0, components: 0, root: 0 }));
  return [
    ...(parameters ? ["parameters"] : []),
    ...(graph && !stepsDiffer && !parameters ? ["graph"] : []),
    ...(rest ? ["pipeline's settings"] : []),
  ];
}
