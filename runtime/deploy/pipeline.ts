import { parseAllDocuments, type Document } from "yaml";
import { fields, items, text, type Json } from "../core/cluster/json";
import type { TemplateChanges } from "../core/deploy/changes";
import { pipelineChanges, type PipelineParts } from "../core/deploy/pipelineChanges";
import { codePackage, foldPipeline } from "../core/deploy/template";
import type { Deployed } from "./preview";
import { readableTemplate } from "./readable";

/** A compiled pipeline of Kubeflow Pipelines beside the deployed one, ready to be shown. */
export interface PipelinePreview {
  /** The name on the server, which Metaflow makes of the flow's; the compiled one has another. */
  readonly name: string;
  /** As YAML to be read: its parts one after another. */
  readonly after: string;
  /** The deployed one; null: there is none, or it is not known. */
  readonly before: string | null;
  /** Null: what is deployed is not known. */
  readonly changes: TemplateChanges | null;
}

/** A compiled pipeline as Metaflow printed it. */
export interface CompiledPipeline {
  readonly name: string;
  readonly parts: PipelineParts;
}

/**
 * Reads what `kubeflow-pipelines create --only-yaml` prints (metaflow-kubeflow 0.0.4), whatever the
 * flow's own code prints before it; null when there is no pipeline in it.
 */
export function compiledPipeline(output: string): CompiledPipeline | null {
  const start = /^# PIPELINE DEFINITION$/m.exec(output)?.index;
  if (start === undefined) return null;
  // An empty text gives an empty list that is no array of documents.
  const parsed: readonly Document[] = [...parseAllDocuments(output.slice(start))];
  const [spec = {}, platform = {}] = parsed.map((one) =>
    one.errors.length > 0 ? {} : fields(one.toJS()),
  );
  const compiledName = text(fields(spec["pipelineInfo"])["name"]);
  if (compiledName === null) return null;
  return { name: pipelineName(spec) ?? compiledName, parts: { spec, platform } };
}

/** Compares it with the `pipeline_spec` of the deployed version. */
export function pipelinePreview(
  { name, parts }: CompiledPipeline,
  deployed: Deployed,
): PipelinePreview {
  const existing = deployed.known && deployed.template !== null ? partsOf(deployed.template) : null;
  const after = folded(parts);
  const before = existing === null ? null : folded(existing);
  const code = existing === null ? null : codeDiffers(existing, parts);
  return {
    name,
    after: readable(after),
    before: before === null ? null : readable(before),
    changes: deployed.known ? pipelineChanges(before, after, code) : null,
  };
}

/** The server puts both parts into one object where there are two. */
function partsOf(told: Json): PipelineParts {
  const { pipeline_spec, platform_spec } = told;
  return pipeline_spec === undefined
    ? { spec: told, platform: {} }
    : { spec: fields(pipeline_spec), platform: fields(platform_spec) };
}

/** Every container gets it as a variable. */
function pipelineName(spec: Json): string | null {
  const [executor] = Object.values(fields(fields(spec["deploymentSpec"])["executors"]));
  const variables = items(fields(fields(executor)["container"])["env"]).map(fields);
  return text(variables.find(({ name }) => name === "KFP_PIPELINE_NAME")?.["value"]);
}

function folded({ spec, platform }: PipelineParts): PipelineParts {
  return { spec: foldPipeline(spec), platform: foldPipeline(platform) };
}

function readable({ spec, platform }: PipelineParts): string {
  const documents = [spec, platform].filter((part) => Object.keys(part).length > 0);
  return documents.map(readableTemplate).join("---\n");
}

function codeDiffers(before: PipelineParts, after: PipelineParts): boolean | null {
  const [old, now] = [codePackage(before.spec), codePackage(after.spec)];
  return old === null || now === null ? null : old !== now;
}
