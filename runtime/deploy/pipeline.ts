import { parseAllDocuments, type Document } from "yaml";
import { fields, text } from "../core/cluster/json";
import { foldPipeline } from "../core/deploy/template";
import { readableTemplate } from "./readable";

/** A compiled pipeline of Kubeflow Pipelines. */
export interface Pipeline {
  readonly name: string;
  /** As YAML to be read: its parts one after another. */
  readonly text: string;
}

/**
 * The pipeline that `kubeflow-pipelines create --only-yaml` prints (metaflow-kubeflow 0.0.4), from
 * the comment on that the compiler puts first; null: there is none.
 */
export function pipelineInOutput(output: string): string | null {
  const start = /^# PIPELINE DEFINITION$/m.exec(output)?.index;
  return start === undefined ? null : output.slice(start);
}

/** Reads a printed pipeline; null when it is no YAML of a pipeline. */
export function readablePipeline(printed: string): Pipeline | null {
  // An empty text gives an empty list that is no array of documents.
  const parsed: readonly Document[] = [...parseAllDocuments(printed)];
  const documents = parsed.map((one) => (one.errors.length > 0 ? {} : fields(one.toJS())));
  const name = text(fields(documents[0]?.["pipelineInfo"])["name"]);
  if (name === null) return null;
  const parts = documents.map((document) => readableTemplate(foldPipeline(document)));
  return { name, text: parts.join("---\n") };
}
