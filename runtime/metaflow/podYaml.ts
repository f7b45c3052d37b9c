import { stringify } from "yaml";
import { manifestOf, projectAnnotations } from "../core/configuration/pod/preview";

export { projectAnnotations };

/**
 * What Metaflow submits for a step, as YAML below comments. A bundle of its own, since the YAML library
 * is large: load it by `import()`.
 */
export function podYaml(
  comments: readonly string[],
  ...about: Parameters<typeof manifestOf>
): string {
  const head = comments.map((line) => `# ${line}\n`).join("");
  return head + stringify(manifestOf(...about), { lineWidth: 0, aliasDuplicateObjects: false });
}
