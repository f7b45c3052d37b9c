import { importEdits } from "./fixes/imports";
import { fixOf } from "./fixes/places";
import { nearest } from "../nearest";
import { DECORATORS } from "../reference";
import type { Finding } from "../finding";
import type { Decorator, Flow, FlowFile, Step } from "../flow";
import { isElsewhere } from "../flowReader/sources";

const KNOWN: readonly string[] = [...DECORATORS.keys()].filter(
  (name) => !name.endsWith("_internal"),
);

/** A star import of anything but Metaflow may bring any name. */
const FOREIGN_STAR = /^[ \t]*from[ \t]+(?!metaflow[ \t.])\S+[ \t]+import[ \t]*\(?[ \t]*\*/mu;

/**
 * Decorators that nothing in the file imports or defines, where the name is one of Metaflow's, or
 * nearly so: Python stops there with a NameError. All other names are left alone.
 */
export function judgeNames(file: FlowFile, text: string): Finding[] {
  const star = FOREIGN_STAR.test(text);
  const judged = new Set<number>();
  return file.flows.flatMap((flow) =>
    [
      ...flow.decorators.map((decorator) => ({ flow, step: null, decorator })),
      ...flow.steps.flatMap((step) =>
        step.decorators.map((decorator) => ({ flow, step, decorator })),
      ),
    ].flatMap((use) => {
      const { start } = use.decorator.nameSpan;
      if (star || use.decorator.origin !== "unknown" || judged.has(start)) return [];
      judged.add(start);
      return isElsewhere(use.decorator.span) || isBound(use.decorator.name, text)
        ? []
        : judgeName(use, text);
    }),
  );
}

/** The name stands somewhere else than after an `@`: in a loop, an `exec`, an import by other means. */
function isBound(name: string, text: string): boolean {
  if (!/^\w+$/u.test(name)) return true;
  return new RegExp(`(?<![@\\w])${name}\\b`, "u").test(text.replace(/@[ \t]+/gu, "@"));
}

interface Use {
  readonly flow: Flow;
  readonly step: Step | null;
  readonly decorator: Decorator;
}

function judgeName({ flow, step, decorator }: Use, text: string): Finding[] {
  const { name, nameSpan } = decorator;
  const meant = KNOWN.includes(name) ? name : nearest(name, KNOWN);
  const brought = meant === null ? null : importEdits(meant, text);
  if (meant === null || brought === null) return [];
  const forgotten = meant === name;
  const edits = [
    ...(brought.written === name ? [] : [{ span: nameSpan, text: brought.written }]),
    ...brought.edits,
  ];
  const fix = fixOf(forgotten ? `Import '${name}'` : `Change to '${meant}'`, edits);
  const message = forgotten
    ? `'${name}' is not imported: add it to the names that come from metaflow.`
    : `Nothing in this file is called '${name}': did you mean '${meant}'?`;
  return [
    {
      rule: "decorator/unknown-name",
      severity: "warning",
      message,
      span: nameSpan,
      flow: flow.name,
      step: step?.name ?? null,
      metaflow: "NameError",
      ...(fix !== null && { fix }),
    },
  ];
}
