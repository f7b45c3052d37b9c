import type { Decorator, SwitchCase, Target, Transition } from "../flow";
import type { Span } from "../text";
import type { Argument, PyValue } from "../value";
import type { Reference } from "./pieces";

/** Moving what was read from one logical line to its place in the file. */
export function shiftSpan(span: Span, by: number): Span {
  return { start: span.start + by, end: span.end + by };
}

function shiftValue(value: PyValue, by: number): PyValue {
  const span = shiftSpan(value.span, by);
  switch (value.kind) {
    case "list":
    case "tuple":
    case "set":
      return { ...value, items: value.items.map((item) => shiftValue(item, by)), span };
    case "dict": {
      const entries = value.entries.map((entry) => ({
        key: shiftValue(entry.key, by),
        value: shiftValue(entry.value, by),
      }));
      return { ...value, entries, span };
    }
    default:
      return { ...value, span };
  }
}

export function shiftArguments(all: readonly Argument[], by: number): readonly Argument[] {
  if (all.length === 0) return all;
  return all.map((argument) => ({
    name: argument.name,
    nameSpan: argument.nameSpan && shiftSpan(argument.nameSpan, by),
    star: argument.star,
    span: shiftSpan(argument.span, by),
    value: shiftValue(argument.value, by),
  }));
}

export function shiftReference(reference: Reference, by: number): Reference {
  return {
    path: reference.path,
    text: reference.text,
    nameSpan: shiftSpan(reference.nameSpan, by),
    span: shiftSpan(reference.span, by),
    called: reference.called,
    arguments: shiftArguments(reference.arguments, by),
  };
}

export function shiftDecorator(decorator: Decorator, by: number, lines: number): Decorator {
  return {
    ...decorator,
    nameSpan: shiftSpan(decorator.nameSpan, by),
    span: shiftSpan(decorator.span, by),
    line: decorator.line + lines,
    arguments: shiftArguments(decorator.arguments, by),
  };
}

/** `lines` is added to the transition's line. */
export function shiftTransition(transition: Transition, by: number, lines: number): Transition {
  if (transition.form === "none") return transition;
  const span = shiftSpan(transition.span, by);
  const line = transition.line + lines;
  const targets = transition.targets.map((target) => shiftTarget(target, by));
  switch (transition.form) {
    case "foreach":
      return { ...transition, span, line, targets, foreach: shiftValue(transition.foreach, by) };
    case "parallel": {
      const numParallel = shiftValue(transition.numParallel, by);
      return { ...transition, span, line, targets, numParallel };
    }
    case "switch": {
      const cases = transition.cases.map((one) => shiftCase(one, by));
      return { ...transition, span, line, targets, cases };
    }
    default:
      return { ...transition, span, line, targets };
  }
}

function shiftTarget(target: Target, by: number): Target {
  return { name: target.name, span: shiftSpan(target.span, by) };
}

function shiftCase(one: SwitchCase, by: number): SwitchCase {
  return {
    key: one.key,
    keySpan: shiftSpan(one.keySpan, by),
    target: shiftTarget(one.target, by),
  };
}
