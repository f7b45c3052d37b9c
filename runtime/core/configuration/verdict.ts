import type { Severity } from "../finding";
import type { RuleId } from "../rules";

/** What is wrong with a value, and the value to write instead. */
export interface Verdict {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly message: string;
  readonly instead?: string;
}

/** Why Metaflow refuses a decorator, `@retry(times=9)`, on whatever step; null where it may not. */
export type RefusedDecorator = (decorator: string) => string | null;

/** A value as an env file (always text) or a config file (any JSON) gives it. */
export type Given = { readonly refusedDecorator?: RefusedDecorator | undefined } & (
  | { readonly from: "env"; readonly value: string }
  | { readonly from: "file"; readonly value: unknown }
);

export function error(rule: RuleId, message: string, instead?: string): Verdict[] {
  return [{ rule, severity: "error", message, ...(instead !== undefined && { instead }) }];
}

export function warning(rule: RuleId, message: string, instead?: string): Verdict[] {
  return [{ rule, severity: "warning", message, ...(instead !== undefined && { instead }) }];
}

/** Only something beyond Metaflow itself could make sense of it. */
export function info(rule: RuleId, message: string): Verdict[] {
  return [{ rule, severity: "info", message }];
}

/** What Python's `json.loads` makes of a text; unknown with a NaN, which only Python takes. */
export function parsed(text: string): { readonly value: unknown } | "refused" | "unknown" {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return /\b(?:NaN|Infinity)\b/u.test(text) ? "unknown" : "refused";
  }
}

/** What `bool()` of Python makes of a value of JSON. */
export function isTruthyJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isObject(value) ? Object.keys(value).length > 0 : Number.isNaN(value) || Boolean(value);
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
