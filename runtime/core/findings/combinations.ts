import { durationOf, SHORTEST_TIMEOUT, TIME_UNITS } from "../duration";
import { pythonInt } from "../python/pythonNumber";
import type { RuleId } from "../rules";
import type { Finding } from "../finding";
import type { Decorator, Flow, FlowFile, Step } from "../flow";
import type { Argument, PyValue } from "../value";

/** One step with the decorators of Metaflow that stand on it. */
interface Place {
  readonly flow: Flow;
  readonly step: Step;
  /** Metaflow's decorator of that name, if its arguments can all be seen. */
  readonly get: (name: string) => Decorator | undefined;
}

/** What `int()` of Python makes of a value; `unknown` for what is not a literal. */
type Whole = number | "refused" | "unknown";

/** `MAX_ATTEMPTS` less the first attempt and the one for `@catch`. */
const MOST_RETRIES = 4;

/**
 * What the `step_init` of Metaflow's decorators (2.19.39) refuses about a step: durations, retries,
 * and decorators that do not go together. It happens with every command but the bare graph check.
 * Values were measured against the classes.
 */
export function judgeCombinations(file: FlowFile): Finding[] {
  const judged = new Set<number>();
  return file.flows.flatMap((flow) =>
    flow.steps.flatMap((step) => {
      if (judged.has(step.span.start)) return [];
      judged.add(step.span.start);
      return judgeStep(flow, step);
    }),
  );
}

function judgeStep(flow: Flow, step: Step): Finding[] {
  const get = (name: string): Decorator | undefined =>
    step.decorators.find(
      (one) =>
        one.name === name &&
        one.origin === "metaflow" &&
        one.arguments.every(({ star }) => star === 0),
    );
  const place: Place = { flow, step, get };
  const alone = [...judgeRetry(place), ...judgeTimeout(place)];
  // One that is not Metaflow's own may take others away.
  if (step.decorators.some(({ origin }) => origin !== "metaflow")) return alone;
  return [
    ...alone,
    ...judgePlatforms(place),
    ...judgeShortTimeout(place),
    ...judgeParallel(place),
    ...judgeCatch(place),
  ];
}

function finding(
  { flow, step }: Place,
  rule: RuleId,
  span: Finding["span"],
  message: string,
  more: Partial<Pick<Finding, "metaflow" | "related" | "fix">> = {},
): Finding {
  const severity = "error";
  return {
    ...{ rule, severity, message, span, flow: flow.name, step: step.name, metaflow: null },
    ...more,
  };
}

function judgeRetry(place: Place): Finding[] {
  const value = valueOf(place.get("retry"), "times");
  const times = value === undefined ? "unknown" : wholeOf(value);
  if (value === undefined || times === "unknown") return [];
  const { span } = value;
  const instead = String(MOST_RETRIES);
  if (times === "refused") {
    const message = `times must be a whole number, at most ${instead}.`;
    return [finding(place, "decorator/retry", span, message)];
  }
  if (times <= MOST_RETRIES) return [];
  const message = `A step is tried again ${instead} times at most: write ${instead} or less.`;
  const fix = { title: `Write ${instead}`, span, text: instead };
  return [finding(place, "decorator/retry", span, message, { fix })];
}

/** The seconds that a `@timeout` allows, or the value that is no number. */
function allowed(timeout: Decorator): number | "unknown" | PyValue {
  return durationOf((unit) => {
    const value = valueOf(timeout, unit);
    const whole = value === undefined ? 0 : wholeOf(value);
    return whole === "refused" ? (value ?? "unknown") : whole;
  });
}

function judgeTimeout(place: Place): Finding[] {
  const timeout = place.get("timeout");
  const total = timeout === undefined ? "unknown" : allowed(timeout);
  if (timeout === undefined || total === "unknown") return [];
  if (typeof total !== "number") {
    const message = "seconds, minutes and hours must be whole numbers.";
    return [finding(place, "decorator/timeout", total.span, message)];
  }
  const plain = timeout.arguments.every(({ name }) => name !== null && name in TIME_UNITS);
  if (total !== 0 || !plain) return [];
  const fraction = timeout.arguments.find(({ value }) => value.kind === "float" && value.value > 0);
  const message =
    fraction === undefined
      ? "@timeout needs a duration: write @timeout(minutes=5), or seconds or hours."
      : inSeconds(fraction);
  return [finding(place, "decorator/timeout", timeout.span, message)];
}

/** Metaflow cuts each number down to a whole one. */
function inSeconds({ name, value }: Argument): string {
  const unit = name === "hours" || name === "minutes" ? TIME_UNITS[name] : TIME_UNITS.seconds;
  const given = value.kind === "float" ? value.value : 0;
  const seconds = Math.max(1, Math.round(given * unit));
  return `@timeout takes whole numbers, and ${given} counts as 0: write seconds=${seconds}.`;
}

/** A pod, or a job of AWS Batch, needs a minute. */
function judgeShortTimeout(place: Place): Finding[] {
  const timeout = place.get("timeout");
  const platform = place.get("kubernetes") ?? place.get("batch");
  if (timeout === undefined || platform === undefined) return [];
  const total = allowed(timeout);
  if (typeof total !== "number" || total === 0 || total >= SHORTEST_TIMEOUT) return [];
  const message = `With @${platform.name} a @timeout is at least ${SHORTEST_TIMEOUT} seconds, this is ${total}: allow more.`;
  const related = [{ span: platform.span, message: `@${platform.name} is here.` }];
  const metaflow = platform.name === "kubernetes" ? "kubernetes" : null;
  return [finding(place, "decorator/short-timeout", timeout.span, message, { metaflow, related })];
}

function judgePlatforms(place: Place): Finding[] {
  const batch = place.get("batch");
  const kubernetes = place.get("kubernetes");
  if (batch === undefined || kubernetes === undefined) return [];
  const message = "A step runs on AWS Batch or on Kubernetes, not on both: remove one.";
  const related = [{ span: kubernetes.span, message: "@kubernetes is here." }];
  const more = { metaflow: "kubernetes", related };
  return [finding(place, "decorator/two-platforms", batch.span, message, more)];
}

function judgeParallel(place: Place): Finding[] {
  const parallel = place.get("parallel");
  if (parallel === undefined) return [];
  const found: Finding[] = [];
  const { transition } = place.step;
  if (transition.form === "switch") {
    const message = "A @parallel step cannot be a switch: let a join come first, and decide there.";
    const related = [{ span: parallel.span, message: "@parallel is here." }];
    found.push(finding(place, "decorator/parallel-switch", transition.span, message, { related }));
  }
  const caught = place.get("catch");
  if (caught !== undefined && place.get("kubernetes") !== undefined) {
    const message = "On Kubernetes a @parallel step cannot have @catch: remove it, or use @retry.";
    const related = [{ span: parallel.span, message: "@parallel is here." }];
    const more = { metaflow: "kubernetes", related };
    found.push(finding(place, "decorator/parallel-catch", caught.span, message, more));
  }
  return found;
}

/** `@catch` must not stand on a step that fans out or chooses. */
function judgeCatch(place: Place): Finding[] {
  const caught = place.get("catch");
  const { form } = place.step.transition;
  if (caught === undefined || !["foreach", "parallel", "switch"].includes(form)) return [];
  const what = form === "switch" ? "a switch" : "a foreach";
  const message = `@catch cannot stand on a step that ends in ${what}: do the work in a step before it.`;
  return [finding(place, "decorator/catch", caught.span, message)];
}

/** With `@kubernetes` a gang has two members at least; told at the `self.next()` that starts it. */
export function judgeGangs(flow: Flow): Finding[] {
  const steps = new Map(flow.steps.map((step) => [step.name, step]));
  return flow.steps.flatMap((step) => {
    if (step.transition.form !== "parallel") return [];
    const { numParallel, targets } = step.transition;
    if (numParallel.kind !== "int" || numParallel.value > 1) return [];
    const started = targets.flatMap(({ name }) => steps.get(name) ?? []);
    const onKubernetes = started.some(({ decorators }) =>
      decorators.some(({ name, origin }) => name === "kubernetes" && origin === "metaflow"),
    );
    if (!onKubernetes || flow.partial) return [];
    const place: Place = { flow, step, get: () => undefined };
    const message = "On Kubernetes num_parallel must be 2 or more.";
    const metaflow = "kubernetes";
    return [finding(place, "kubernetes/num_parallel", numParallel.span, message, { metaflow })];
  });
}

function valueOf(decorator: Decorator | undefined, option: string): PyValue | undefined {
  return decorator?.arguments.find(({ name }) => name === option)?.value;
}

function wholeOf(value: PyValue): Whole {
  switch (value.kind) {
    case "expression":
      return "unknown";
    case "int":
      return value.value;
    case "float":
      return Number.isFinite(value.value) ? Math.trunc(value.value) : "refused";
    case "bool":
      return Number(value.value);
    case "string":
      return pythonInt(value.value);
    default:
      return "refused";
  }
}
