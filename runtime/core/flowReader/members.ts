import type { Parameter, Step } from "../flow";
import type { Reference } from "./pieces";
import type { Binding } from "./scope";

/** What a class body binds to a name. */
export type Member =
  | { readonly kind: "step"; readonly step: Step }
  | { readonly kind: "parameter"; readonly parameter: Parameter }
  /** What a call or an unknown file gives: it may be a step, `made = make()`. */
  | { readonly kind: "unknown" }
  | { readonly kind: "other" };

export const OTHER: Member = { kind: "other" };
export const UNKNOWN: Member = { kind: "unknown" };

const LITERAL = /^(?:[-+~\d."'[{]|[rRbBfFuU]{1,2}["']|(?:True|False|None|lambda|not)\b)/u;

/** Functions of Python itself that never hand on what they are given. */
const BUILTIN =
  /^(?:abs|bool|bytes|dict|float|frozenset|int|len|list|range|repr|round|set|str|tuple)$/u;
const STANDARD = new Set([
  "datetime",
  "json",
  "logging",
  "math",
  "os",
  "pathlib",
  "re",
  "time",
  "uuid",
]);

/** Whether what is called makes values of its own, none of them a step or a parameter. */
function isPlainCall(value: Reference, binding: Binding | null): boolean {
  if (binding === null) return BUILTIN.test(value.text);
  return binding.kind === "foreign" && STANDARD.has(binding.module);
}

/** What an assigned value is, that is neither a parameter nor a member of a class. */
export function memberOfValue(value: Reference | null, binding: Binding | null): Member {
  if (value === null) return UNKNOWN;
  if (value.called) return isPlainCall(value, binding) ? OTHER : UNKNOWN;
  if (LITERAL.test(value.text)) return OTHER;
  switch (binding?.kind) {
    case "function":
      if (binding.step) return { kind: "step", step: binding.step };
      return binding.item.decorators.length > 0 ? UNKNOWN : OTHER;
    case "class":
    case "constant":
    case "metaflow":
      return OTHER;
    default:
      return UNKNOWN;
  }
}

/** Whether a statement of a class body may bind names that it does not write as such. */
export function bindsUnseen(statement: string): boolean {
  return /\b(?:exec|locals|vars)\s*\(/u.test(statement);
}

/** In a class `C`, Python calls the attribute `__x` `_C__x`. */
export function withPrivateNames(members: Map<string, Member>, owner: string): Map<string, Member> {
  const prefix = `_${owner.replace(/^_+/, "")}`;
  for (const [written, member] of [...members]) {
    if (!written.startsWith("__") || written.endsWith("__") || prefix === "_") continue;
    const name = prefix + written;
    members.delete(written);
    members.set(
      name,
      member.kind === "step" ? { ...member, step: member.step.named(name) } : member,
    );
  }
  return members;
}
