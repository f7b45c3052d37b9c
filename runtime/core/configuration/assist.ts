import type { Span } from "../text";
import { parseEnvFile } from "../envFile";
import type { Variable } from "./form";
import { isMetaflowEnv } from "./envFindings";
import { readJsonObject } from "./jsonObject";
import { KNOWN_OF } from "./known";
import { isSetting, PREFIX, VARIABLES } from "./variables";

/** What may be written at a place: whole names, or the values of one variable. */
export interface Proposal {
  /** What is replaced. */
  readonly span: Span;
  readonly names: readonly Variable[];
  readonly values: readonly string[];
}

export type ConfigurationFile = "env" | "json";

/** What to offer at an offset; null where nothing of ours belongs. */
export function proposalAt(text: string, offset: number, kind: ConfigurationFile): Proposal | null {
  const before = text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
  return kind === "env" ? inEnv(text, before, offset) : inJson(before, offset);
}

function inEnv(text: string, before: string, offset: number): Proposal | null {
  const typed = /^[ \t]*(?:export[ \t]+)?(\w*)$/u.exec(before)?.[1];
  if (typed !== undefined) {
    const begun = typed !== "" && PREFIX.startsWith(typed.slice(0, PREFIX.length).toUpperCase());
    // An empty line of somebody else's file is left alone.
    if (!begun && !(typed === "" && isMetaflowEnv(text))) return null;
    // As a variable, a size of shared memory is always refused.
    const names = [...VARIABLES.values()].filter(
      (one) => isOffered(one) && one.form?.is !== "shared-memory",
    );
    return { span: { start: offset - typed.length, end: offset }, names, values: [] };
  }
  const value = /^[ \t]*(?:export[ \t]+)?(METAFLOW_\w+)=["']?([\w-]*)$/u.exec(before);
  return valuesOf(value, offset);
}

function inJson(before: string, offset: number): Proposal | null {
  const typed = /^[ \t]*\{?[ \t]*"(\w*)$/u.exec(before)?.[1];
  if (typed !== undefined) {
    const names = [...VARIABLES.values()].filter((one) => isOffered(one) && isSetting(one.name));
    return { span: { start: offset - typed.length, end: offset }, names, values: [] };
  }
  return valuesOf(/"(METAFLOW_\w+)"[ \t]*:[ \t]*"([\w-]*)$/u.exec(before), offset);
}

/** What only Metaflow's developers set is known, but not offered. */
function isOffered({ doc }: Variable): boolean {
  return doc !== null;
}

function valuesOf(match: RegExpExecArray | null, offset: number): Proposal | null {
  const variable = VARIABLES.get(match?.[1] ?? "");
  if (match === null || variable === undefined) return null;
  const { form, kind } = variable;
  const values =
    form?.is === "choice" ? form.values : kind === "boolean" ? ["true", "false"] : null;
  if (values === null) return null;
  return { span: { start: offset - (match[2] ?? "").length, end: offset }, names: [], values };
}

/** The variable whose name stands at an offset. */
export function variableAt(
  text: string,
  offset: number,
  kind: ConfigurationFile,
): { readonly variable: Variable; readonly span: Span } | null {
  const spans = kind === "env" ? namesInEnv(text) : namesInJson(text);
  const found = spans.find(({ span }) => span.start <= offset && offset <= span.end);
  const variable = VARIABLES.get(found?.name ?? "");
  return found === undefined || variable === undefined ? null : { variable, span: found.span };
}

interface Named {
  readonly name: string;
  readonly span: Span;
}

function namesInEnv(text: string): readonly Named[] {
  return parseEnvFile(text).assignments.map(({ name, nameSpan }) => ({ name, span: nameSpan }));
}

function namesInJson(text: string): readonly Named[] {
  const read = readJsonObject(text);
  if (read.problem !== undefined) return [];
  return read.entries.map(({ key, keySpan }) => ({ name: key, span: keySpan }));
}

/** A variable's type, unit and default on one line: `number of MB, 4096 by default`. */
export function summaryOf(variable: Variable): string {
  const { defaultValue } = variable;
  const end = defaultValue === null || defaultValue === "" ? "" : `, ${defaultValue} by default`;
  return typeOf(variable) + end;
}

function typeOf({ form, kind, unit }: Variable): string {
  if (form?.is === "choice") return form.values.join(" | ");
  if (form?.is === "pairs") return "key=value,…";
  if (form?.is === "names") return "name,…";
  if (form?.is === "json") return "JSON";
  if (form?.is === "port") return "whole number";
  if (unit !== null) return `number of ${unit}`;
  const words = { boolean: "true | false", integer: "whole number", number: "number" } as const;
  if (kind === "object" || kind === "list") return `JSON ${kind}`;
  return kind === "raw" || kind === "text" ? "text" : words[kind];
}

/** Markdown for a hover or a completion. */
export function documentationOf(variable: Variable): string {
  const { doc, option } = variable;
  return [
    doc ?? `A setting of Metaflow ${KNOWN_OF}.`,
    ...(option === null ? [] : [`The default of \`${option}\`.`]),
  ].join("\n\n");
}
