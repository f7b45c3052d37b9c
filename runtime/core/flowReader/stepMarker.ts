import type { Decorator, StepDecorator } from "../flow";
import type { Span } from "../text";
import type { Argument, PyValue } from "../value";

/** False for a decorator whose arguments stand elsewhere: `gpu = kubernetes(gpu=1)`, `@gpu`. */
export function isWithin(given: readonly Argument[], span: Span): boolean {
  return given.every(
    (argument) => argument.span.start >= span.start && argument.span.end <= span.end,
  );
}

/** Whether a decorator is Metaflow's `@step`, imported or not. */
export function isStepDecorator(decorator: Decorator): boolean {
  return decorator.name === "step" && decorator.origin !== "user";
}

/** What the arguments of `@step` say: which ends it marks, and whether that is all it may mark. */
export function marksOf(
  given: readonly Argument[],
): Pick<StepDecorator, "start" | "end" | "unsure"> {
  const start = truthOf(given, "start");
  const end = truthOf(given, "end");
  const isOpen = given.some(({ name, value }) => name === null && value.kind !== "none");
  return {
    start: start === true,
    end: end === true,
    unsure: isOpen || start === null || end === null,
  };
}

function truthOf(given: readonly Argument[], name: string): boolean | null {
  const argument = given.find((one) => one.name === name);
  return argument === undefined ? false : isTruthy(argument.value);
}

/** As Python's `bool()` gives it; null where the text does not tell. */
function isTruthy(value: PyValue): boolean | null {
  switch (value.kind) {
    case "bool":
      return value.value;
    case "int":
    case "float":
      return value.value !== 0;
    case "string":
      return value.value !== "";
    case "list":
    case "tuple":
    case "set":
      return value.items.length > 0;
    case "dict":
      return value.entries.length > 0;
    case "none":
      return false;
    default:
      return null;
  }
}
