import type { DecoratorReference, OptionReference } from "../reference";
import type { FlowFile } from "../flow";
import type { Span } from "../text";
import { callAt, type OpenCall } from "./call";
import { choicesOf } from "./choices";
import type { Completion } from "./completion";
import { decoratorCallAt } from "./decoratorAt";
import { optionDoc, optionSignature } from "./hover";

/** The options of a decorator that are not given yet, or the values of the one at the cursor. */
export function optionCompletions(
  text: string,
  file: FlowFile,
  offset: number,
): readonly Completion[] {
  const decorator = decoratorCallAt(text, file, offset);
  const call = decorator && callAt(text, decorator.open, offset);
  if (!decorator || !call) return [];
  return call.cursor.on === "name"
    ? names(decorator.reference, call, call.cursor)
    : values(decorator.reference, call.cursor);
}

function names(
  { name, options }: DecoratorReference,
  { given }: OpenCall,
  cursor: { readonly replace: Span; readonly assigned: boolean },
): readonly Completion[] {
  return options
    .filter((option) => !given.has(option.name) && /^\w+$/u.test(option.name))
    .map((option) => ({
      kind: "option",
      label: option.name,
      insert: cursor.assigned ? option.name : `${option.name}=${placeholder(name, option)}`,
      snippet: !cursor.assigned,
      replace: cursor.replace,
      detail: optionSignature(option).slice(option.name.length),
      doc: optionDoc(option),
    }));
}

/** Where the value goes: a choice, or an empty value of the option's type to type into. */
function placeholder(decorator: string, option: OptionReference): string {
  const choices = choicesOf(decorator, option);
  if (choices.length > 0) return `\${1|${choices.join(",")}|}`;
  if (option.type === "str") return '"$1"';
  if (option.type.startsWith("dict")) return option.type.includes("|") ? "$1" : "{$1}";
  return option.type.startsWith("list") && !option.type.includes("] |") ? "[$1]" : "$1";
}

function values(
  { name, options }: DecoratorReference,
  cursor: Extract<OpenCall["cursor"], { on: "value" }>,
): readonly Completion[] {
  const option = options.find((one) => one.name === cursor.name);
  if (option === undefined) return [];
  const { quote } = cursor;
  return choicesOf(name, option)
    .filter((choice) => quote === null || choice.startsWith('"'))
    .map((choice) => {
      // In the quotes that are there: `'Burstable'` if it began with one of those.
      const insert = quote === null ? choice : `${quote}${choice.slice(1, -1)}${closing(quote)}`;
      return {
        kind: "value",
        label: insert,
        insert,
        snippet: false,
        replace: cursor.replace,
        detail: "",
        doc: optionDoc(option),
      };
    });
}

function closing(quote: string): string {
  return quote.replace(/^[a-z]+/iu, "");
}
