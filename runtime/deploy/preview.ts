import { fields, type Json } from "../core/cluster/json";
import { templateChanges, type TemplateChanges } from "../core/deploy/changes";
import { codePackage, foldTemplate, templateName } from "../core/deploy/template";
import { openManifests } from "./openTemplate";
import { readableTemplate } from "./readable";

export { templateInOutput } from "./openTemplate";
export { compiledPipeline, pipelinePreview } from "./pipeline";

/** A deployment beside what is there, ready to be shown. */
export interface Preview {
  /** The template's name, as Metaflow made it of the flow's. */
  readonly name: string;
  readonly namespace: string;
  /** The template to deploy, as YAML to be read. */
  readonly after: string;
  /** The deployed one; null: there is none, or it is not known. */
  readonly before: string | null;
  /** Null: what is deployed is not known. */
  readonly changes: TemplateChanges | null;
}

/** What is known of the template on the cluster. */
export type Deployed =
  { readonly known: true; readonly template: Json | null } | { readonly known: false };

/** Compares what `--only-json` printed with what is deployed. */
export function previewOf(template: Json, deployed: Deployed): Preview {
  const after = foldTemplate(openManifests(template));
  const existing = deployed.known ? deployed.template : null;
  const before = existing === null ? null : foldTemplate(openManifests(existing));
  const metadata = fields(template["metadata"]);
  return {
    name: templateName(template) ?? "",
    namespace: typeof metadata["namespace"] === "string" ? metadata["namespace"] : "default",
    after: readableTemplate(after),
    before: before === null ? null : readableTemplate(before),
    changes: deployed.known
      ? templateChanges(before, after, existing === null ? null : codeDiffers(existing, template))
      : null,
  };
}

function codeDiffers(before: Json, after: Json): boolean | null {
  const [old, now] = [codePackage(before), codePackage(after)];
  return old === null || now === null ? null : old !== now;
}
