import { parse } from "yaml";
import { fields, items, text, type Json } from "../core/cluster/json";

/**
 * The template with the JobSet manifests of `@parallel` steps, which Metaflow embeds as YAML
 * broken at 80 columns, opened to objects: only so can they be compared. Unreadable ones stay text.
 */
export function openManifests(template: Json): Json {
  const spec = fields(template["spec"]);
  const templates = items(spec["templates"]).map((one) => {
    const resource = fields(fields(one)["resource"]);
    const manifest = text(resource["manifest"]);
    if (manifest === null) return one;
    return { ...fields(one), resource: { ...resource, manifest: opened(manifest) } };
  });
  return { ...template, spec: { ...spec, templates } };
}

function opened(manifest: string): unknown {
  try {
    return parse(quotedExpressions(manifest));
  } catch {
    return manifest;
  }
}

/** Argo's expressions stand there unquoted where a number is wanted: braces would make them objects. */
function quotedExpressions(manifest: string): string {
  return manifest.replace(/^(\s*[\w-]+: )(\{\{.*\}\})$/gm, (_line, name: string, value: string) => {
    return name + JSON.stringify(value);
  });
}

/**
 * The WorkflowTemplate that `argo-workflows create --only-json` prints (indented by four, so its
 * first and last lines are single braces), whatever the flow's own code prints around it; null:
 * there is none.
 */
export function templateInOutput(output: string): Json | null {
  const lines = output.split(/\r?\n/);
  const end = lines.lastIndexOf("}");
  for (
    let start = lines.lastIndexOf("{", end);
    start >= 0;
    start = lines.lastIndexOf("{", start - 1)
  ) {
    const found = readTemplate(lines.slice(start, end + 1).join("\n"));
    if (found !== null) return found;
    if (start === 0) break;
  }
  return null;
}

function readTemplate(json: string): Json | null {
  try {
    const value = fields(JSON.parse(json));
    return value["kind"] === "WorkflowTemplate" ? value : null;
  } catch {
    return null;
  }
}
