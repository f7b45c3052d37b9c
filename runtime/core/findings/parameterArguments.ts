import { textOf } from "../literal";
import { judgeOption } from "./parameterOptions";
import type { RuleId } from "../rules";
import type { GraphSeverity } from "./severity";
import type { Finding } from "../finding";
import type { Flow, Parameter } from "../flow";
import type { PyValue } from "../value";

/** The order of their arguments in Metaflow 2.19.39. */
const ORDER: Readonly<Record<Parameter["kind"], readonly string[]>> = {
  parameter: ["name", "default", "type", "help", "required"],
  "include-file": ["name", "required"],
  config: ["name", "default", "default_value", "help", "required"],
};

const WORDS: Readonly<Record<Parameter["kind"], string>> = {
  parameter: "Parameter",
  "include-file": "IncludeFile",
  config: "Config",
};

/** An argument of a declaration by its name or place; undefined when there is none. */
export function argumentOf(
  { kind, arguments: given }: Parameter,
  option: string,
): PyValue | undefined {
  const named = given.find(({ name }) => name === option);
  if (named !== undefined) return named.value;
  const index = ORDER[kind].indexOf(option);
  return index < 0 ? undefined : given.filter(({ name }) => name === null)[index]?.value;
}

/** Nothing comes out of `*` or `**`. */
export function isWrittenOut({ arguments: given }: Parameter): boolean {
  return given.every(({ star }) => star === 0);
}

/** Whether a declaration names a file that is not there; only the caller can look. */
export type LacksFile = (path: string) => boolean;

export interface FilesInForce {
  readonly lacksFile: LacksFile | null;
  /** A deployer started here would read these files. */
  readonly certain: boolean;
}

/**
 * The arguments of `Parameter`, `IncludeFile` and `Config` that Metaflow 2.19.39 refuses: some as
 * soon as the file is imported, some with every command, a missing file with each run.
 */
export function judgeArguments(
  flow: Flow,
  severity: GraphSeverity | null,
  files: FilesInForce,
): Finding[] {
  const own = flow.parameters.filter(
    ({ span }) => flow.span.start <= span.start && span.end <= flow.span.end,
  );
  return own.filter(isWrittenOut).flatMap((parameter) => {
    const imported = judgeImport(flow, parameter);
    if (imported.length > 0 || severity === null) return imported;
    const option = judgeOption(parameter).map(({ rule, span, message }) =>
      finding(flow, rule, severity, span, message),
    );
    return [
      ...option,
      ...judgeSeparator(flow, parameter, severity),
      ...judgeFile(flow, parameter, files),
    ];
  });
}

function finding(
  flow: Flow,
  rule: RuleId,
  severity: GraphSeverity,
  span: Finding["span"],
  message: string,
  metaflow: string | null = null,
): Finding {
  return { rule, severity, message, span, flow: flow.name, step: null, metaflow };
}

function judgeImport(flow: Flow, parameter: Parameter): Finding[] {
  const what = WORDS[parameter.kind];
  if (argumentOf(parameter, "name") === undefined) {
    const message = `A ${what} needs a name: write ${what}("${parameter.attribute}", ...).`;
    return [finding(flow, "parameter/name", "error", parameter.span, message, "TypeError")];
  }
  const first = argumentOf(parameter, "default");
  const second = argumentOf(parameter, "default_value");
  if (parameter.kind !== "config" || !isThere(first) || !isThere(second)) return [];
  const message = "A Config has either default (a file) or default_value: remove one.";
  const rule = "parameter/two-defaults";
  return [finding(flow, rule, "error", second.span, message, "MetaflowException")];
}

/** A literal other than None. */
function isThere(value: PyValue | undefined): value is PyValue {
  return value !== undefined && value.kind !== "none" && value.kind !== "expression";
}

const NO_TEXT: ReadonlySet<string> = new Set([
  "int",
  "float",
  "bool",
  "list",
  "tuple",
  "set",
  "dict",
]);
const NO_TEXT_TYPES: ReadonlySet<string> = new Set(["int", "float", "bool", "JSONType"]);

/** Only a text can be split: the type that is written, or else that of the default, must be one. */
function judgeSeparator(flow: Flow, parameter: Parameter, severity: GraphSeverity): Finding[] {
  const separator = argumentOf(parameter, "separator");
  if (parameter.kind !== "parameter" || textOf(separator) === null || textOf(separator) === "")
    return [];
  const type = argumentOf(parameter, "type");
  const standard = argumentOf(parameter, "default");
  const wrong =
    type?.kind === "expression" && NO_TEXT_TYPES.has(type.text)
      ? type
      : standard !== undefined && NO_TEXT.has(standard.kind)
        ? standard
        : undefined;
  if (wrong === undefined) return [];
  const message = `Only a text can be split at a separator: write the default as one string, or remove separator.`;
  return [finding(flow, "parameter/separator", severity, wrong.span, message)];
}

const STORE = /^(?:s3|gs|azure):\/\//u;

function judgeFile(
  flow: Flow,
  parameter: Parameter,
  { lacksFile, certain }: FilesInForce,
): Finding[] {
  const path = argumentOf(parameter, "default");
  const text = textOf(path);
  if (parameter.kind !== "include-file" || path === undefined || text === null) return [];
  if (lacksFile?.(text) !== true || STORE.test(text)) return [];
  // From another folder, a relative path may lead to a file.
  const fixed = /^[/~]/u.test(text);
  const message = `There is no file '${text}' here: a run without --${textOf(argumentOf(parameter, "name")) ?? parameter.attribute} ends at once.`;
  const severity = certain && fixed ? "error" : "hint";
  return [finding(flow, "parameter/missing-file", severity, path.span, message)];
}
