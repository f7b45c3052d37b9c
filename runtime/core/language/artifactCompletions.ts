import type { Flow, FlowFile, Step } from "../flow";
import { sliceOf } from "../flowReader/sources";
import { callAt } from "./call";
import type { Completion } from "./completion";
import { flowsAround, type Surrounding } from "./flowsAround";
import { nextCallBefore } from "./nextCall";

/** `self.next()` takes the name of an artifact here. */
const NAMING = new Set(["foreach", "condition"]);

/** `self.a, self.b = ` and `self.c: int = `: what a statement that begins so sets. */
const ASSIGNED = /(?:^|[;:])[ \t]*(?:self\.\w+[ \t,]*)+(?::[^=\r\n]+)?=(?!=)/gmu;

/** The artifacts that `foreach=` or `condition=` can name: set in this step or above it. */
export function artifactCompletions(
  text: string,
  file: FlowFile,
  offset: number,
): readonly Completion[] {
  const next = nextCallBefore(text, offset);
  const cursor = next === null ? undefined : callAt(text, next.open, offset)?.cursor;
  if (cursor?.on !== "value" || !NAMING.has(cursor.name)) return [];
  const open = cursor.quote ?? '"';
  const { replace } = cursor;
  return artifactsOf(text, file, flowsAround(text, file, offset)).map(({ name, from }) => {
    const insert = `${open}${name}${open.replace(/^[a-z]+/iu, "")}`;
    return {
      ...{ kind: "artifact", label: insert, insert, snippet: false, replace },
      ...{ detail: from, doc: null },
    };
  });
}

interface Artifact {
  readonly name: string;
  /** Where it comes from, in words. */
  readonly from: string;
}

/** The nearest first: this step's from its end upwards, then those of the steps above, then parameters. */
function artifactsOf(
  text: string,
  file: FlowFile,
  around: readonly Surrounding[],
): readonly Artifact[] {
  const found = new Map<string, Artifact>();
  const add = (name: string, from: string): void => {
    if (!found.has(name)) found.set(name, { name, from });
  };
  for (const { flow, step } of around) {
    for (const above of stepsUpTo(flow, step)) {
      const body = sliceOf(text, file.sources, above.span);
      for (const name of assignedIn(body).reverse()) add(name, `set in ${above.name}`);
    }
    for (const { attribute, kind } of flow.parameters) if (kind !== "config") add(attribute, kind);
  }
  return [...found.values()];
}

function stepsUpTo(flow: Flow, step: Step | null): readonly Step[] {
  if (step === null) return [];
  return flow.steps
    .filter((one) => one.source !== null || one.span.start <= step.span.start)
    .reverse();
}

function assignedIn(body: string): string[] {
  return [...body.matchAll(ASSIGNED)].flatMap(([statement]) =>
    [...statement.matchAll(/self\.(\w+)/gu)].map(([, name = ""]) => name),
  );
}
