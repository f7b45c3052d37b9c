import { nearest } from "../nearest";
import type { RuleId } from "../rules";
import { argumentOf } from "./parameterArguments";
import type { Parameter } from "../flow";
import type { Span } from "../text";
import type { PyValue } from "../value";

/** What is wrong with a declaration, and where. */
interface Wrong {
  readonly rule: RuleId;
  readonly span: Span;
  readonly message: string;
}

const OWN = ["name", "default", "type", "help", "required", "show_default", "separator"];

/** What the `Option` of the click that Metaflow brings takes besides. */
const OF_CLICK = [
  ...["allow_from_autoenv", "autocompletion", "callback", "confirmation_prompt", "count"],
  ...["envvar", "expose_value", "flag_value", "hidden", "hide_input", "is_eager", "is_flag"],
  ...["metavar", "multiple", "nargs", "prompt", "show_choices", "show_envvar"],
];

const OF_FILES = ["is_text", "encoding", "parser"];

/**
 * What Metaflow 2.19.39 cannot make an option of its command line of (`add_custom_parameters`; each
 * tried with `run --help`): names, unknown arguments and types. A Config is no such option.
 */
export function judgeOption(parameter: Parameter): Wrong[] {
  if (parameter.kind === "config") return [];
  return [...judgeName(parameter), ...judgeKeywords(parameter), ...judgeType(parameter)];
}

function judgeName(parameter: Parameter): Wrong[] {
  const name = argumentOf(parameter, "name");
  const named = argumentOf(parameter, "expose_value") === undefined;
  if (name === undefined || name.kind === "expression" || !named) return [];
  if (name.kind === "string" && makesName(name.value)) return [];
  const message =
    name.kind === "string"
      ? "The name of a parameter has letters, digits, '_' and '-', and no digit first."
      : `The name of a parameter is a text: write "${parameter.attribute}".`;
  return [{ rule: "parameter/name", span: name.span, message }];
}

/** With `-` as `_`, it is an identifier of Python; a `/` begins the name of a second option. */
function makesName(text: string): boolean {
  const identifier = /^[A-Za-z_\u0080-\u{10FFFF}][\w\u0080-\u{10FFFF}]*$/u;
  return text.includes("/") || identifier.test(text.replaceAll("-", "_"));
}

function judgeKeywords({ kind, arguments: given }: Parameter): Wrong[] {
  const known = kind === "include-file" ? [...OWN, ...OF_FILES] : OWN;
  return given.flatMap(({ name, nameSpan, span }) => {
    if (name === null || [...known, ...OF_CLICK].includes(name) || name.startsWith("_")) return [];
    const close = nearest(name, known);
    const advice = close === null ? `it has ${known.join(", ")}` : `did you mean '${close}'?`;
    const what = kind === "include-file" ? "An IncludeFile" : "A Parameter";
    const message = `${what} has no argument '${name}': ${advice}${close === null ? "." : ""}`;
    return [{ rule: "parameter/unknown-argument", span: nameSpan ?? span, message }];
  });
}

function judgeType(parameter: Parameter): Wrong[] {
  const type = parameter.kind === "parameter" ? argumentOf(parameter, "type") : undefined;
  if (type === undefined || !isNoType(type)) return [];
  const name = type.kind === "string" && TYPES.includes(type.value) ? type.value : "int";
  const message = `The type of a parameter is a type of Python, not a value: write type=${name}.`;
  return [{ rule: "parameter/type", span: type.span, message }];
}

const TYPES = ["str", "int", "float", "bool", "JSONType"];

function isNoType(value: PyValue): boolean {
  if (value.kind === "list") return value.items.length > 0;
  if (value.kind === "dict") return value.entries.length > 0;
  return value.kind === "string" ? value.value !== "" : value.kind === "int";
}
