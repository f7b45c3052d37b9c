import type { Finding } from "../finding";
import type { FlowFile } from "../flow";
import { isElsewhere, sourceOf } from "../flowReader/sources";

/**
 * Findings about code of other files, placed on the class that takes it from there. What would not
 * stop this flow is left to that file.
 */
export function placedHere(findings: readonly Finding[], file: FlowFile): Finding[] {
  if (file.sources.length === 0) return [...findings];
  return findings.flatMap((finding) => {
    if (!isElsewhere(finding.span)) return [withoutFixElsewhere(finding)];
    const placed = onClass(finding, file);
    return placed === null ? [] : [placed];
  });
}

function onClass(finding: Finding, { flows, sources }: FlowFile): Finding | null {
  const { span, message, severity, metaflow, related = [] } = finding;
  const isGraph = metaflow?.startsWith("check_") === true;
  const source = sourceOf(sources, span);
  const flow = flows.find(({ name }) => name === finding.flow);
  if (source === undefined || flow === undefined || (severity !== "error" && !isGraph)) return null;
  const line = source.lines.lineAt(span.start - source.base);
  const name = source.path.slice(source.path.lastIndexOf("/") + 1);
  return {
    ...withoutFix(finding),
    span: flow.nameSpan,
    message: `In ${name}, line ${line}: ${message}`,
    related: [{ span, message: "It is here." }, ...related],
  };
}

function withoutFixElsewhere(finding: Finding): Finding {
  const { fix } = finding;
  const edits = fix === undefined ? [] : [fix, ...(fix.also ?? [])];
  return edits.some(({ span }) => isElsewhere(span)) ? withoutFix(finding) : finding;
}

function withoutFix(finding: Finding): Finding {
  const rest: { -readonly [K in keyof Finding]: Finding[K] } = { ...finding };
  delete rest.fix;
  return rest;
}
