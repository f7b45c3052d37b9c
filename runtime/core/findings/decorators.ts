import { nearest } from "../nearest";
import { DECORATORS, type DecoratorReference } from "../reference";
import type { Finding } from "../finding";
import type { Decorator, Flow, FlowFile, Step } from "../flow";
import type { Argument } from "../value";
import type { RuleId } from "../rules";

/** What a decorator stands on. */
interface Place {
  readonly flow: Flow;
  readonly step: Step | null;
}

type Extra = Partial<Pick<Finding, "related" | "fix">>;

/** Metaflow's exceptions for a decorator that stands where it cannot. */
const BAD_STEP = "BadStepDecoratorException";
const BAD_FLOW = "BadFlowDecoratorException";

/** Options that Metaflow sets itself for values that come out of a Config. */
const DELAYED = "_unpacked_delayed_";

/**
 * The decorators that already fail when Python imports the file. Only Metaflow's own are judged;
 * the rest may be anything.
 */
export function judgeDecorators(file: FlowFile): Finding[] {
  const judged = new Set<number>();
  const findings: Finding[] = [];
  for (const flow of file.flows) {
    findings.push(...judgeFlow(flow));
    for (const step of flow.steps) {
      if (judged.has(step.span.start)) continue;
      judged.add(step.span.start);
      findings.push(...judgeStep({ flow, step }, step));
    }
  }
  return findings;
}

function judgeStep(place: Place, step: Step): Finding[] {
  return [...judgeMarker(place, step), ...judgeShipped(place, step)];
}

/** `step()` of metaflow/decorators.py: `f` is the method, and only None is no method. */
function judgeMarker(place: Place, step: Step): Finding[] {
  const { arguments: given } = step.stepDecorator;
  const known = ["start", "end", "node_info", "f"];
  return given.flatMap(({ name, nameSpan, star, span, value }, index) => {
    if (name === null && star === 0) {
      if (value.kind === "expression" || value.kind === "none") return [];
      const message = "@step takes no argument without a name: write start=True or end=True.";
      return [finding(place, "decorator/positional-argument", "AttributeError", span, message)];
    }
    if (name === null || nameSpan === null) return [];
    if (given.findIndex((one) => one.name === name) < index)
      return [repeated(place, name, nameSpan)];
    if (known.includes(name)) return [];
    const message = `@step has no option '${name}': it has start and end.`;
    return [finding(place, "decorator/unknown-option", "TypeError", nameSpan, message)];
  });
}

function judgeShipped(place: Place, step: Step): Finding[] {
  return shipped(step.decorators).flatMap(({ decorator, reference }) => {
    if (reference.level === "flow") return [onStep(place, decorator)];
    if (decorator.span.start > step.stepDecorator.span.start) return [belowStep(place, decorator)];
    return [
      ...judgeArguments(place, decorator, reference),
      ...judgeRepetition(place, decorator, reference, step.decorators),
    ];
  });
}

/** A flow's decorators include those of its bases, which are judged there. */
function judgeFlow(flow: Flow): Finding[] {
  const place: Place = { flow, step: null };
  const own = flow.decorators.filter(
    ({ span }) => flow.span.start <= span.start && span.end <= flow.span.end,
  );
  const inherited = flow.decorators.filter((decorator) => !own.includes(decorator));
  return shipped(own).flatMap(({ decorator, reference }) => {
    if (reference.level === "step") return [onClass(place, decorator)];
    return [
      ...judgeArguments(place, decorator, reference),
      ...judgeRepetition(place, decorator, reference, [...own, ...inherited]),
    ];
  });
}

function shipped(
  decorators: readonly Decorator[],
): { decorator: Decorator; reference: DecoratorReference }[] {
  return decorators.flatMap((decorator) => {
    const reference = decorator.origin === "metaflow" ? DECORATORS.get(decorator.name) : undefined;
    return reference === undefined ? [] : [{ decorator, reference }];
  });
}

function finding(
  place: Place,
  rule: RuleId,
  metaflow: string,
  span: Finding["span"],
  message: string,
  extra: Extra = {},
): Finding {
  const { flow, step } = place;
  return {
    rule,
    severity: "error",
    message,
    span,
    flow: flow.name,
    step: step?.name ?? null,
    metaflow,
    ...extra,
  };
}

function onStep(place: Place, decorator: Decorator): Finding {
  const message = `@${decorator.name} belongs above the class of the flow, not above a step.`;
  return finding(place, "decorator/flow-on-step", BAD_FLOW, decorator.nameSpan, message);
}

function onClass(place: Place, decorator: Decorator): Finding {
  const message = `@${decorator.name} belongs above the @step of a method, not above the class.`;
  return finding(place, "decorator/step-on-class", BAD_STEP, decorator.nameSpan, message);
}

function belowStep(place: Place, decorator: Decorator): Finding {
  const message = `Move @${decorator.name} above @step: @step must be the last decorator before def.`;
  const related =
    place.step === null
      ? []
      : [{ span: place.step.stepDecorator.span, message: "@step stands too high." }];
  return finding(place, "decorator/order", BAD_STEP, decorator.nameSpan, message, { related });
}

function judgeArguments(
  place: Place,
  decorator: Decorator,
  reference: DecoratorReference,
): Finding[] {
  const [positional] = decorator.arguments.filter(({ name, star }) => name === null && star === 0);
  if (positional !== undefined) {
    return [positionalArgument(place, decorator, reference, positional)];
  }
  const given = new Set<string>();
  return decorator.arguments.flatMap((argument) => {
    const { name, nameSpan } = argument;
    if (name === null || nameSpan === null) return [];
    if (given.has(name)) return [repeated(place, name, nameSpan)];
    given.add(name);
    const known = reference.options.some((option) => option.name === name);
    return known || name.startsWith(DELAYED) ? [] : [unknownOption(place, reference, argument)];
  });
}

function repeated(place: Place, name: string, span: Finding["span"]): Finding {
  const message = `'${name}' is given twice: remove one.`;
  return finding(place, "decorator/repeated-option", "SyntaxError", span, message);
}

function positionalArgument(
  place: Place,
  decorator: Decorator,
  reference: DecoratorReference,
  argument: Argument,
): Finding {
  const [first] = reference.options;
  const name = reference.options.find((option) => option.name === "name") ?? first;
  const advice =
    name === undefined ? "it takes none" : `name it, as in @${decorator.name}(${name.name}=...)`;
  const metaflow = reference.level === "step" ? BAD_STEP : BAD_FLOW;
  const message = `@${decorator.name} takes no argument without a name: ${advice}.`;
  return finding(place, "decorator/positional-argument", metaflow, argument.span, message);
}

function unknownOption(place: Place, reference: DecoratorReference, argument: Argument): Finding {
  const name = argument.name ?? "";
  const span = argument.nameSpan ?? argument.span;
  const options = reference.options.map((option) => option.name);
  if (reference.name === "parallel") return parallelOption(place, argument);
  const close = nearest(name, options);
  const advice = close === null ? listed(options) : `did you mean '${close}'?`;
  const rule =
    reference.name === "kubernetes" ? "kubernetes/unknown-option" : "decorator/unknown-option";
  const message = `@${reference.name} has no option '${name}': ${advice}`;
  const fix = close === null ? {} : { fix: { title: `Change to '${close}'`, span, text: close } };
  return finding(place, rule, "InvalidDecoratorAttribute", span, message, fix);
}

/** The size of a gang stands in the `self.next()` that starts it. */
function parallelOption(place: Place, argument: Argument): Finding {
  const { name, value } = argument;
  const span = argument.nameSpan ?? argument.span;
  const number = value.kind === "int" ? String(value.value) : "...";
  const step = place.step?.name ?? "step";
  const message = `@parallel has no option '${name ?? ""}', it takes none: say how many in the step before, self.next(self.${step}, num_parallel=${number}).`;
  const decorator = place.step?.decorators.find(
    (one) => one.span.start <= span.start && span.end <= one.span.end,
  );
  const extra =
    decorator === undefined
      ? {}
      : {
          fix: {
            title: "Remove the options of @parallel",
            span: { start: decorator.nameSpan.end, end: decorator.span.end },
            text: "",
          },
        };
  return finding(
    place,
    "decorator/unknown-option",
    "InvalidDecoratorAttribute",
    span,
    message,
    extra,
  );
}

function listed(options: readonly string[]): string {
  if (options.length === 0) return "it takes none.";
  const shown = options.slice(0, 8).join(", ");
  return `it has ${shown}${options.length > 8 ? ` and ${options.length - 8} more` : ""}.`;
}

/** Decorators apply from the bottom up, so it is the upper of two that fails. */
function judgeRepetition(
  place: Place,
  decorator: Decorator,
  reference: DecoratorReference,
  all: readonly Decorator[],
): Finding[] {
  if (reference.multiple) return [];
  const later = all
    .slice(all.indexOf(decorator) + 1)
    .find((other) => other.name === decorator.name && other.origin === "metaflow");
  if (later === undefined) return [];
  const exception =
    reference.level === "step"
      ? "DuplicateStepDecoratorException"
      : "DuplicateFlowDecoratorException";
  const message = `@${decorator.name} may stand here only once: put all options into one.`;
  const related = [{ span: later.span, message: "The other one." }];
  return [finding(place, "decorator/duplicate", exception, decorator.span, message, { related })];
}
