import type { Decorator } from "../flow";
import type { Span } from "../text";
import type { Argument } from "../value";

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

/** Whether `@step` is given this option as True. */
export function isTrue(decorator: Decorator, name: string): boolean {
  return decorator.arguments.some(
    (argument) => argument.name === name && argument.value.kind === "bool" && argument.value.value,
  );
}
