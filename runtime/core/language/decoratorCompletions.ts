import { METAFLOW_NAMES } from "../flowReader/metaflowNames";
import { DECORATORS } from "../reference";
import type { Decorator, FlowFile } from "../flow";
import type { Completion } from "./completion";
import { metaflowImports } from "./imports";
import { isStatement } from "./statementAt";

/** The decorators that can be written after the `@` at the cursor, as the file's imports name them. */
export function decoratorCompletions(
  text: string,
  file: FlowFile,
  offset: number,
): readonly Completion[] {
  const lineStart =
    Math.max(text.lastIndexOf("\n", offset - 1), text.lastIndexOf("\r", offset - 1)) + 1;
  const typed = /^([ \t]*)@[ \t]*([\w.]*)$/u.exec(text.slice(lineStart, offset));
  if (typed === null) return [];
  const [, indent = "", written = ""] = typed;
  if (!isStatement(text, lineStart + indent.length)) return [];
  const level = indent === "" ? "flow" : "step";
  if (level === "step" && !insideClass(text, lineStart, indent.length)) return [];
  const rest = /^\w*/u.exec(text.slice(offset))?.[0].length ?? 0;
  const replace = { start: offset - written.length, end: offset + rest };
  const present = presentAt(file, offset, replace.start);
  return available(text).flatMap(([label, name]) => {
    const reference = DECORATORS.get(name);
    const isStep = name === "step" && level === "step";
    if (!isStep && (reference?.level !== level || name.endsWith("_internal"))) return [];
    if (present.has(name) && reference?.multiple !== true) return [];
    const doc = reference?.doc ?? "Makes the method a step of the flow; stands right above def.";
    return [
      { kind: "decorator", label, insert: label, snippet: false, replace, detail: "Metaflow", doc },
    ];
  });
}

/** As written in this file, and Metaflow's own name. */
function available(text: string): readonly (readonly [string, string])[] {
  const { names, modules } = metaflowImports(text);
  const dotted = modules.flatMap((module) =>
    [...METAFLOW_NAMES].map((name) => [`${module}.${name}`, name] as const),
  );
  return [...names, ...dotted];
}

/** The nearest line above that is indented less begins a class. */
function insideClass(text: string, lineStart: number, indent: number): boolean {
  let end = lineStart - 1;
  while (end > 0) {
    const start = Math.max(text.lastIndexOf("\n", end - 1), text.lastIndexOf("\r", end - 1)) + 1;
    const line = text.slice(start, end);
    const first = line.search(/\S/u);
    if (first !== -1 && first < indent && line[first] !== "#" && line[first] !== ")") {
      return /^\s*class\b/u.test(line);
    }
    end = start - 1;
  }
  return false;
}

/** The decorators of the step or flow at the cursor, without the one being typed. */
function presentAt(file: FlowFile, offset: number, typed: number): ReadonlySet<string> {
  const names = file.flows.flatMap((flow) => {
    const step = flow.steps.find(({ span }) => span.start <= offset && offset <= span.end);
    if (step === undefined) {
      const above = flow.span.start <= offset && offset <= flow.nameSpan.start;
      return above ? namesOf(flow.decorators, typed) : [];
    }
    const { start, end } = step.stepDecorator.span;
    const names = namesOf(step.decorators, typed);
    return start <= offset && offset <= end ? names : [...names, "step"];
  });
  return new Set(names);
}

function namesOf(decorators: readonly Decorator[], typed: number): readonly string[] {
  return decorators.filter(({ nameSpan }) => nameSpan.start !== typed).map(({ name }) => name);
}
