import { judgeExitHook } from "./exitHooks";
import { isFalsy } from "./kubernetesNumbers";
import { textOf } from "../literal";
import { optionOf } from "../reference";
import type { RuleId } from "../rules";
import type { Finding } from "../finding";
import type { Decorator, Flow, FlowFile } from "../flow";
import type { PyValue } from "../value";

/** Why a decorator is refused, and where in it. */
export interface FlowRefusal {
  readonly message: string;
  readonly span: Finding["span"];
}

type Judge = (decorator: Decorator, text: string) => FlowRefusal[];

const JUDGES: ReadonlyMap<string, readonly [RuleId, Judge]> = new Map([
  ["project", ["decorator/project", judgeProject]],
  ["exit_hook", ["decorator/exit-hook", judgeExitHook]],
  ["trigger", ["decorator/trigger", judgeTrigger]],
  ["trigger_on_finish", ["decorator/trigger", judgeTriggerOnFinish]],
]);

/**
 * What the `flow_init` of Metaflow's flow decorators (2.19.39) refuses: with every command but the
 * bare graph check, wherever the flow is meant to run.
 */
export function judgeFlowDecorators(file: FlowFile, text: string): Finding[] {
  return file.flows.flatMap((flow) =>
    ownDecorators(flow).flatMap((decorator) => {
      const [rule, judge] = JUDGES.get(decorator.name) ?? [];
      if (rule === undefined || judge === undefined || !isPlain(decorator)) return [];
      return judge(decorator, text).map((refusal) => asFinding(flow, rule, refusal));
    }),
  );
}

/** No options come out of `**options`, and none has a wrong name, which is told already. */
function isPlain({ name, arguments: given }: Decorator): boolean {
  return given.every(
    (argument) =>
      argument.star === 0 && argument.name !== null && optionOf(name, argument.name) !== undefined,
  );
}

/** Those of base classes are judged there. */
function ownDecorators(flow: Flow): Decorator[] {
  return flow.decorators.filter(
    ({ origin, span }) =>
      origin === "metaflow" && flow.span.start <= span.start && span.end <= flow.span.end,
  );
}

function asFinding(flow: Flow, rule: RuleId, { message, span }: FlowRefusal): Finding {
  const severity = "error";
  return { rule, severity, message, span, flow: flow.name, step: null, metaflow: null };
}

function valueOf(decorator: Decorator, option: string): PyValue | undefined {
  return decorator.arguments.find(({ name }) => name === option)?.value;
}

/** The value counts: it is given, and not empty. */
function isGiven(value: PyValue | undefined): value is PyValue {
  return value !== undefined && !isFalsy(value);
}

const LONGEST_NAME = 128;

function judgeProject(decorator: Decorator): FlowRefusal[] {
  const name = valueOf(decorator, "name");
  const branch = valueOf(decorator, "branch");
  const { span } = name ?? decorator;
  if (!isGiven(name)) {
    const message = `@project needs a name: write @project(name="some_name").`;
    return [{ message, span }];
  }
  return [...judgeName("project", name), ...(isGiven(branch) ? judgeName("branch", branch) : [])];
}

function judgeName(what: string, value: PyValue): FlowRefusal[] {
  const text = textOf(value);
  const { span } = value;
  if (value.kind === "expression") return [];
  if (text === null) return [{ message: `The name of a ${what} is a string.`, span }];
  if (/[^a-z0-9_]/u.test(text)) {
    return [{ message: `The name of a ${what} has small letters, digits and '_' only.`, span }];
  }
  if (text.length <= LONGEST_NAME) return [];
  const message = `The name of a ${what} has at most ${LONGEST_NAME} characters.`;
  return [{ message, span }];
}

/** One of `single` and `several` must be given, and `several` is a list. */
function itemsOf(decorator: Decorator, single: string, several: string): FlowRefusal[] | PyValue[] {
  const one = valueOf(decorator, single);
  const many = valueOf(decorator, several);
  if (isGiven(one) && isGiven(many)) {
    if (one.kind === "expression" || many.kind === "expression") return [];
    const message = `@${decorator.name} has either ${single} or ${several}: remove one.`;
    return [{ message, span: decorator.span }];
  }
  if (isGiven(one)) return [one];
  if (!isGiven(many)) {
    const message = `@${decorator.name} waits for nothing: give it ${single} or ${several}.`;
    return [{ message, span: decorator.span }];
  }
  if (many.kind === "list") return [...many.items];
  if (many.kind === "expression") return [];
  return [{ message: `${several} is a list: write it in [ ].`, span: many.span }];
}

function judgeTrigger(decorator: Decorator): FlowRefusal[] {
  const items = itemsOf(decorator, "event", "events");
  const names = new Set<string>();
  return items.flatMap((item) => {
    if ("message" in item) return [item];
    const wrong = judgeEvent(item);
    if (wrong.length > 0) return wrong;
    const name = item.kind === "dict" ? entryOf(item, "name") : item;
    const text = textOf(name);
    if (name === undefined || text === null) return [];
    if (names.has(text)) {
      return [{ message: `@trigger waits for '${text}' twice: remove one.`, span: name.span }];
    }
    names.add(text);
    return [];
  });
}

function judgeEvent(event: PyValue): FlowRefusal[] {
  const { kind, span } = event;
  if (kind === "string" || kind === "expression") return [];
  if (kind !== "dict") {
    return [{ message: `An event is a string, or a dict with a "name".`, span }];
  }
  if (!isComplete(event)) return [];
  if (entryOf(event, "name") === undefined) {
    return [{ message: `The event has no "name".`, span }];
  }
  const parameters = entryOf(event, "parameters");
  return parameters === undefined ? [] : judgeMapping(parameters);
}

/** Texts to texts, in a dict or in pairs; a name alone stands for both. */
function judgeMapping(parameters: PyValue): FlowRefusal[] {
  const isText = ({ kind }: PyValue): boolean => kind === "string" || kind === "expression";
  const fits = (item: PyValue): boolean =>
    isText(item) || (item.kind === "tuple" && item.items.length === 2 && item.items.every(isText));
  if (parameters.kind === "dict") {
    const wrong = parameters.entries.find(({ key, value }) => !isText(key) || !isText(value));
    if (wrong === undefined) return [];
    const span = { start: wrong.key.span.start, end: wrong.value.span.end };
    return [{ message: "Both names of a mapping are strings.", span }];
  }
  const wrong = parameters.kind === "list" ? parameters.items.find((item) => !fits(item)) : null;
  if (wrong === undefined || wrong === null) return [];
  const message = "A mapping in a list is a string, or a tuple of two strings.";
  return [{ message, span: wrong.span }];
}

function judgeTriggerOnFinish(decorator: Decorator): FlowRefusal[] {
  return itemsOf(decorator, "flow", "flows").flatMap((item) =>
    "message" in item ? [item] : judgeFinished(item),
  );
}

function judgeFinished(flow: PyValue): FlowRefusal[] {
  const { kind, span } = flow;
  if (kind === "expression") return [];
  if (kind === "string") return judgeFlowName(flow.value, span);
  if (kind !== "dict") {
    return [{ message: `A flow is a string, or a dict with a "name".`, span }];
  }
  if (!isComplete(flow)) return [];
  const name = entryOf(flow, "name");
  if (name === undefined) return [{ message: `The flow has no "name".`, span }];
  if (name.kind === "expression") return [];
  const text = textOf(name);
  if (text === null || text.includes(".")) {
    const message = `Here "name" is the name of the flow alone: give "project" and "project_branch" beside it.`;
    return [{ message, span: name.span }];
  }
  return [
    ...judgeFlowName(text, name.span),
    ...["project", "project_branch"].flatMap((key) => judgeText(key, entryOf(flow, key))),
  ];
}

function judgeText(key: string, value: PyValue | undefined): FlowRefusal[] {
  if (value === undefined || value.kind === "string" || value.kind === "expression") return [];
  return [{ message: `"${key}" is a string.`, span: value.span }];
}

/** `Flow`, or `project.branch.Flow` where the branch may have dots. */
function judgeFlowName(text: string, span: Finding["span"]): FlowRefusal[] {
  const parts = text.split(".");
  if (parts.length === 2) {
    return [{ message: "Write the flow's name alone, or project.branch.Flow in full.", span }];
  }
  if (/^[A-Za-z0-9_]+\n?$/u.test(parts.at(-1) ?? "")) return [];
  return [{ message: "The name of a flow has letters, digits and '_' only.", span }];
}

function entryOf(value: PyValue & { kind: "dict" }, name: string): PyValue | undefined {
  return value.entries.findLast(({ key }) => textOf(key) === name)?.value;
}

/** Every key is written out. */
function isComplete(value: PyValue & { kind: "dict" }): boolean {
  return value.entries.every(({ key }) => key.kind !== "expression");
}
