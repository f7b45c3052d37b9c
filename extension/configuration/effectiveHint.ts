import * as vscode from "vscode";
import type { EffectiveKubernetes } from "../../runtime/core/configuration/effective";
import { rowOf } from "../../runtime/core/configuration/summary";
import type { FlowFile } from "../../runtime/core/flow";
import { rangeOf } from "../convert";
import { originsInWords } from "./effectiveHover";

const OPTIONS = ["cpu", "memory", "gpu", "image"] as const;

/** The hint behind a written `@kubernetes`; null where it leaves nothing out. */
export function hintFor(file: FlowFile, effective: EffectiveKubernetes): vscode.InlayHint | null {
  const { written } = effective;
  if (written === null || written.arguments.some(({ star }) => star > 0)) return null;
  const given = new Set(written.arguments.map(({ name }) => name));
  const rows = OPTIONS.filter((option) => !given.has(option)).flatMap(
    (option) => rowOf(option, effective) ?? [],
  );
  if (rows.length === 0) return null;
  const parts = rows.map(({ option, value, origins }, index) => {
    const comma = index === 0 ? "" : ", ";
    const part = new vscode.InlayHintLabelPart(comma + shortened(option, value));
    part.tooltip = new vscode.MarkdownString(
      `${option} \`${value}\` from ${originsInWords(origins)}`,
    );
    return part;
  });
  const { end } = rangeOf(file.lines, written.span);
  const hint = new vscode.InlayHint(end, parts);
  hint.paddingLeft = true;
  return hint;
}

/**
 * An option in the fewest words, since the editor cuts hints beyond some forty characters: no `.0` of a
 * float, the unit of Kubernetes, an image without its registry and path.
 */
function shortened(option: string, value: string): string {
  if (option !== "image") return `${option} ${value.replace(/\.0\b/u, "").replace(" MB", "M")}`;
  const slash = value.lastIndexOf("/");
  return slash < 0 ? value : `…${value.slice(slash)}`;
}
