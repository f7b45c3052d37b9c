import type { SyntaxNode } from "@lezer/common";
import type { SwitchCase, Target, Transition } from "../flow";
import { argumentParts, valueOf } from "../python/values";
import { childrenOf, nameOf, parseStatement, spanOf, textOf, unwrapped } from "../python/syntax";
import type { PyValue } from "../value";
import { readSwitch } from "./switchCases";

const NONE: Transition = { form: "none" };

/**
 * What a step's last line says, by the rules of `DAGNode._parse` (metaflow/graph.py). Spans are
 * relative to `text`; `line` is 0 until the place is known.
 */
export function readTransition(text: string): Transition {
  if (!text.includes("self") || !text.includes("next")) return NONE;
  return transitionOfBody(parseStatement(text).topNode, text);
}

/** The transition of the last statement under `parent` (a script or a body). */
export function transitionOfBody(parent: SyntaxNode, text: string): Transition {
  const statement = lastStatement(parent, text);
  const call = statement && nextCall(statement, text);
  const list = call?.getChild("ArgList");
  return statement && list ? transitionOf(statement, list, text) : NONE;
}

/** On damaged text one line falls into several statements; the last `self.next(` of them is meant. */
function lastStatement(parent: SyntaxNode, text: string): SyntaxNode | null {
  const parts = childrenOf(parent).filter((node) => node.name !== ":" && node.name !== "Comment");
  const damaged = parts.some((node) => node.type.isError);
  const statements = parts.flatMap((node) =>
    node.name === "StatementGroup" ? childrenOf(node).filter(({ name }) => name !== ";") : [node],
  );
  const meant = damaged
    ? statements.filter((node) => nextCall(node, text)).pop()
    : statements.filter((node) => node.name !== "Comment").pop();
  return meant ?? null;
}

/** The call of an expression statement that is literally `self.next(...)`. */
function nextCall(statement: SyntaxNode, text: string): SyntaxNode | null {
  if (statement.name !== "ExpressionStatement") return null;
  const parts = childrenOf(statement).filter((node) => !node.type.isError);
  const call = parts.length === 1 && parts[0] ? unwrapped(parts[0]) : null;
  if (call?.name !== "CallExpression" || !call.firstChild) return null;
  const callee = unwrapped(call.firstChild);
  const owner = callee.firstChild && unwrapped(callee.firstChild);
  const property = callee.getChild("PropertyName");
  const isNext =
    owner?.name === "VariableName" &&
    textOf(owner, text) === "self" &&
    property !== null &&
    textOf(property, text) === "next";
  return isNext ? call : null;
}

interface Call {
  readonly positional: readonly SyntaxNode[];
  /** By name; `**spread` has the name null. A later one of the same name wins. */
  readonly keywords: ReadonlyMap<string | null, SyntaxNode | null>;
  /** Some argument is starred or cannot be read. */
  readonly odd: boolean;
}

function transitionOf(statement: SyntaxNode, list: SyntaxNode, text: string): Transition {
  const call = callOf(list, text);
  const place = { span: spanOf(statement), line: 0 };
  const [first] = call.positional;
  const dict = first && unwrapped(first);
  if (dict?.name === "DictionaryExpression" && call.positional.length === 1 && !call.odd) {
    const read = call.keywords.has("condition")
      ? readSwitch(dict, call.keywords.get("condition") ?? null, text)
      : "A switch needs condition= with the name of an artifact.";
    if (typeof read === "string") return invalid(place, [], read);
    const { cases, condition } = read;
    return { form: "switch", ...place, cases, targets: cases.map(targetOfCase), condition };
  }
  const targets = call.odd ? null : targetsOf(call.positional, text);
  if (!targets) {
    return invalid(place, [], "Every target must be a step of this flow, written self.<step>.");
  }
  return withTargets(place, call, targets, text);
}

function withTargets(place: Place, call: Call, targets: Target[], text: string): Transition {
  const names = [...call.keywords.keys()];
  const [name] = names;
  if (names.length === 0) {
    if (targets.length === 0) return invalid(place, targets, "It names no step.");
    return { form: targets.length > 1 ? "split" : "linear", ...place, targets };
  }
  if (names.length > 1) {
    return invalid(
      place,
      targets,
      "Only one of foreach=, num_parallel= and condition= may be used.",
    );
  }
  if (name !== "foreach" && name !== "num_parallel") {
    const problem =
      name === "condition"
        ? "condition= wants a dictionary of cases, {value: self.<step>, …}, as the only argument."
        : `self.next() takes no argument ${name ?? "**"}.`;
    return invalid(place, targets, problem);
  }
  if (targets.length !== 1) {
    const transition = invalid(place, targets, `${name}= wants exactly one step.`);
    const many = { ...transition, foreachOfMany: true };
    return name === "num_parallel" ? { ...many, parallel: true } : many;
  }
  const node = call.keywords.get(name) ?? null;
  const value = node ? valueOf(node, text) : unreadable(place.span);
  return name === "foreach"
    ? { form: "foreach", ...place, targets, foreach: value }
    : { form: "parallel", ...place, targets, numParallel: value };
}

type Place = Pick<Extract<Transition, { form: "linear" | "split" }>, "span" | "line">;

type Invalid = Extract<Transition, { form: "invalid" }>;

function invalid(place: Place, targets: readonly Target[], problem: string): Invalid {
  return { form: "invalid", ...place, targets, foreachOfMany: false, problem };
}

function unreadable(span: Place["span"]): PyValue {
  return { kind: "expression", text: "", span: { start: span.end, end: span.end } };
}

function targetOfCase(one: SwitchCase): Target {
  return one.target;
}

function callOf(list: SyntaxNode, text: string): Call {
  const positional: SyntaxNode[] = [];
  const keywords = new Map<string | null, SyntaxNode | null>();
  let odd = false;
  for (const part of argumentParts(list)) {
    const nodes = part.filter((node) => !node.type.isError);
    const [first, second, third] = nodes;
    if (!first) continue;
    if (second?.name === "AssignOp" && textOf(second, text) === "=") {
      keywords.set(textOf(first, text), nodes.length === 3 ? (third ?? null) : null);
    } else if (first.name === "**") keywords.set(null, second ?? null);
    else {
      positional.push(first);
      odd ||= first.name === "*" || nodes.length > 1;
    }
  }
  return { positional, keywords, odd };
}

/** `x.name` of each argument, whatever `x` is; null when one is something else. */
function targetsOf(nodes: readonly SyntaxNode[], text: string): Target[] | null {
  const targets: Target[] = [];
  for (const node of nodes) {
    const property = unwrapped(node).getChild("PropertyName");
    if (!property || unwrapped(node).name !== "MemberExpression") return null;
    targets.push({ name: nameOf(property, text), span: spanOf(property) });
  }
  return targets;
}
