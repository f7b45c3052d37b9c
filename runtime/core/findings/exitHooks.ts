import type { FlowRefusal } from "./flowDecorators";
import { isFalsy } from "./kubernetesNumbers";
import type { Decorator } from "../flow";
import type { PyValue } from "../value";

const NOT_ITERABLE: ReadonlySet<string> = new Set(["int", "float", "bool"]);
const NO_HOOK: ReadonlySet<string> = new Set([
  ...NOT_ITERABLE,
  ...["none", "bytes", "list", "tuple", "set", "dict"],
]);

/**
 * What `ExitHookDecorator.flow_init` of Metaflow 2.19.39 refuses: nothing to call, hooks that cannot
 * be gone through one by one, and hooks that are neither functions nor names of them.
 * @param text of the file, to see which names are functions
 */
export function judgeExitHook(decorator: Decorator, text: string): FlowRefusal[] {
  const hooks = ["on_success", "on_error"].flatMap(
    (option) => decorator.arguments.find(({ name }) => name === option)?.value ?? [],
  );
  const given = hooks.filter((value) => !isFalsy(value));
  if (given.length === 0) {
    const message = "@exit_hook needs something to call: give it on_success or on_error.";
    return [{ message, span: decorator.span }];
  }
  return given.flatMap((value) => judgeHooks(value, text)).slice(0, 1);
}

function judgeHooks(value: PyValue, text: string): FlowRefusal[] {
  const { kind, span } = value;
  if (NOT_ITERABLE.has(kind) || (kind === "expression" && isFunction(value.text, text)))
    return [{ message: "The hooks are a list of functions: write them in [ ].", span }];
  const wrong = itemsOf(value).find((item) => NO_HOOK.has(item.kind));
  if (wrong === undefined) return [];
  return [{ message: "A hook is a function, or the name of one in quotes.", span: wrong.span }];
}

/** What Python's `for` goes through. */
function itemsOf(value: PyValue): readonly PyValue[] {
  if ("items" in value) return value.items;
  return value.kind === "dict" ? value.entries.map(({ key }) => key) : [];
}

/** A lambda, `print`, or a name that one undecorated `def` of the file binds and nothing else does. */
function isFunction(source: string, text: string): boolean {
  if (/^lambda\b/u.test(source)) return true;
  if (!/^[A-Za-z_]\w*$/u.test(source)) return false;
  const bound = String.raw`\b${source}\b`;
  const others = new RegExp(
    String.raw`${bound}\s*(?::=|[-+*/|&^%@]*=(?!=)|:\s*\w)|\b(?:as|for|class|global|import|with|del)\b[^\n:=]*${bound}|import\s*(?:\*|\([^)]*${bound})`,
    "u",
  );
  const definitions = text.match(
    new RegExp(String.raw`^[ \t]*(?:async[ \t]+)?def[ \t]+${bound}`, "gmu"),
  );
  if (definitions === null) return source === "print" && !others.test(text);
  const plain = new RegExp(String.raw`(?:^|\n)(?!@)[^\n]*\n(?:async[ \t]+)?def[ \t]+${bound}`, "u");
  return definitions.length === 1 && plain.test(`\n\n${text}`) && !others.test(text);
}
