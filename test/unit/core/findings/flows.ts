import { findingsOf, type FindingOptions } from "../../../../runtime/core/findings/findings";
import { readFlow } from "../../../../runtime/core/readFlow";
import type { Finding } from "../../../../runtime/core/finding";

const HEADER = `from metaflow import (
    FlowSpec, step, card, kubernetes, resources, retry, parallel, project, schedule, trigger,
    exit_hook, Parameter, Config, IncludeFile,
)
`;

/** A file with one flow of that body, called at its end. */
export function flowText(body: string, above = ""): string {
  return `${HEADER}\n${above}class F(FlowSpec):\n${body}\n\nif __name__ == "__main__":\n    F()\n`;
}

/** `name -> what its self.next() says`; a join is written `name(inputs)`, an empty next is none. */
export function steps(...lines: readonly string[]): string {
  return lines
    .map((line) => {
      const [left = "", next = ""] = line.split(" -> ");
      const match = /^((?:@\S+ )*)(\w+)(?:\(([^)]*)\))?$/u.exec(left.trim());
      const decorators = (match?.[1] ?? "").split(" ").filter((word) => word !== "");
      const above = decorators.map((word) => `    ${word}\n`).join("");
      const isPlain = (match?.[3] ?? "") === "";
      const parameters = isPlain ? "self" : `self, ${match?.[3] ?? ""}`;
      const body = next === "" ? "pass" : `self.next(${next})`;
      return `${above}    @step\n    def ${match?.[2] ?? ""}(${parameters}):\n        ${body}\n`;
    })
    .join("\n");
}

export function check(text: string, options: FindingOptions = {}): Finding[] {
  return findingsOf(readFlow(text), text, options);
}

/** The findings in short: `severity rule «underlined text»`; a consequence is named so instead. */
export function brief(text: string, options: FindingOptions = {}): string[] {
  return check(text, options).map(
    ({ severity, consequence, rule, span }) =>
      `${consequence === true ? "consequence" : severity} ${rule} «${text.slice(span.start, span.end)}»`,
  );
}

/** The checks of Metaflow that are named with that severity, each once. */
export function checks(text: string, severity: Finding["severity"] = "error"): (string | null)[] {
  const named = check(text)
    .filter((finding) => finding.severity === severity)
    .map(({ metaflow }) => metaflow);
  return [...new Set(named)].sort();
}
