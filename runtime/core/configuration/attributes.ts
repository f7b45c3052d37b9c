import { DECORATORS } from "../reference";
import { pythonFloat, pythonInt } from "../python/pythonNumber";
import type { Decorator, Step } from "../flow";
import { readNumber } from "../python/numbers";
import type { Span } from "../text";
import { parsePythonJson, plainOf, type Plain } from "./plain";
import type { Setting } from "./settings";

/** Where a part of an effective value comes from. */
export type Origin =
  /** A decorator in the text: `span` is its argument, or the decorator where the default counts. */
  | { readonly from: "decorator"; readonly decorator: string; readonly span: Span }
  /** A decorator that `--with`, or METAFLOW_DEFAULT_DECOSPECS, puts on the step. */
  | { readonly from: "with"; readonly spec: string }
  | { readonly from: "setting"; readonly setting: Setting }
  /** Worked out from another option, or from another decorator. */
  | { readonly from: "option"; readonly option: string }
  | { readonly from: "default" };

/** A value and what it is made of; the first origin is the one that decided. */
export interface Sourced {
  readonly value: Plain;
  readonly origins: readonly Origin[];
}

export const BY_DEFAULT: readonly Origin[] = [{ from: "default" }];

/** A decorator of Metaflow with the attributes that its class would have before `init`. */
export interface Attributes {
  readonly name: string;
  /** Null for one that is not in the text. */
  readonly written: Decorator | null;
  readonly values: ReadonlyMap<string, Sourced>;
}

/**
 * The decorators of Metaflow on a step, those of `--with` included, which count only where the step
 * has none of that name (`_attach_decorators_to_step` of Metaflow 2.19.39).
 */
export function decoratorsOn(
  step: Pick<Step, "decorators">,
  specs: readonly string[],
): readonly Attributes[] {
  const written = step.decorators.filter(({ origin }) => origin === "metaflow").map(readDecorator);
  const found = [...written];
  for (const spec of specs) {
    const attached = readSpec(spec);
    if (attached !== null && !found.some(({ name }) => name === attached.name))
      found.push(attached);
  }
  return found;
}

function readDecorator(decorator: Decorator): Attributes {
  const { name, nameSpan } = decorator;
  const here: Origin = { from: "decorator", decorator: name, span: nameSpan };
  const hidden = decorator.arguments.some(({ star }) => star > 0);
  const values = new Map<string, Sourced>(
    defaultsOf(name).map(([option, value]) => [
      option,
      hidden ? { value: { unknown: "…" }, origins: [here] } : { value, origins: BY_DEFAULT },
    ]),
  );
  for (const { name: option, value, span } of decorator.arguments) {
    if (option === null || !values.has(option)) continue;
    const origins: Origin[] = [{ from: "decorator", decorator: name, span }];
    values.set(option, { value: plainOf(value), origins });
  }
  return { name, written: decorator, values };
}

/** `name` or `name:option=value,option2=value2`; null for a decorator that Metaflow does not ship. */
function readSpec(spec: string): Attributes | null {
  const colon = spec.indexOf(":");
  const name = colon < 0 ? spec : spec.slice(0, colon);
  if (!DECORATORS.has(name)) return null;
  const values = new Map<string, Sourced>(
    defaultsOf(name).map(([option, value]) => [option, { value, origins: BY_DEFAULT }]),
  );
  const given = colon < 0 ? "" : spec.slice(colon + 1);
  for (const { option, value } of given === "" ? [] : specPieces(given)) {
    if (value === null) continue;
    values.set(option, { value: specValue(value), origins: [{ from: "with", spec }] });
  }
  return { name, written: null, values };
}

/** `option=value,option2=value2`: split at commas before a name; null for what has no `=`. */
export function specPieces(
  given: string,
): readonly { readonly option: string; readonly value: string | null }[] {
  return given.split(/,(?=[\s\w]+=)/u).map((piece) => {
    const equals = piece.indexOf("=");
    if (equals < 0) return { option: piece.trim(), value: null };
    return { option: piece.slice(0, equals).trim(), value: piece.slice(equals + 1).trim() };
  });
}

/** JSON, else a whole number, else a number, else text. */
export function specValue(text: string): Plain {
  const json = parsePythonJson(text.replaceAll('\\"', '"'));
  if (json !== null) return json.value;
  const whole = pythonInt(text);
  if (typeof whole === "number") return whole;
  const number = pythonFloat(text);
  return typeof number === "number" ? { float: number } : text;
}

type Defaults = readonly (readonly [string, Plain])[];

/** What was asked for before: every step with such a decorator asks, with every keystroke. */
const knownDefaults = new Map<string, Defaults>();

function defaultsOf(name: string): Defaults {
  const known = knownDefaults.get(name);
  if (known !== undefined) return known;
  const options = DECORATORS.get(name)?.options ?? [];
  const defaults: Defaults = options.map((option) => [option.name, literal(option.defaultValue)]);
  knownDefaults.set(name, defaults);
  return defaults;
}

/** The few kinds of literals that defaults are written in. */
function literal(source: string): Plain {
  const words: Readonly<Record<string, Plain>> = { None: null, True: true, False: false };
  const word = words[source];
  if (word !== undefined) return word;
  const json = parsePythonJson(source);
  if (json !== null) return json.value;
  const number = readNumber(source);
  return number?.kind === "float" ? { float: number.value } : { unknown: source };
}
