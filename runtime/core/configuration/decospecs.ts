import { nearest } from "../nearest";
import { DECORATORS } from "../reference";
import { specPieces, specValue } from "./attributes";
import { isUnknown, pythonRepr } from "./plain";
import { error, info, warning, type RefusedDecorator, type Verdict } from "./verdict";

const STEP_DECORATORS = [...DECORATORS.values()]
  .filter(({ level }) => level === "step")
  .map(({ name }) => name);

/** Those whose values are refused whatever flow they are put on. */
const JUDGED: ReadonlySet<string> = new Set(["kubernetes", "retry", "timeout"]);

/**
 * METAFLOW_DEFAULT_DECOSPECS, `retry:times=2 kubernetes`: decorators as `--with` takes them
 * (`extract_args_kwargs_from_decorator_spec` of Metaflow 2.19.39). What comes first hides the rest.
 */
export function judgeDecorators(text: string, refused: RefusedDecorator = () => null): Verdict[] {
  const specs = text.split(/\s+/u).filter((spec) => spec !== "");
  const names = specs.map((spec) => spec.split(":", 1)[0] ?? "");
  for (const [i, name] of names.entries()) {
    const given = specs[i]?.slice(name.length + 1) ?? "";
    // Only the first of a name counts, and @resources may raise what is too little.
    const judged = JUDGED.has(name) && names.indexOf(name) === i && !names.includes("resources");
    const wrong = STEP_DECORATORS.includes(name)
      ? judgeOptions(name, given, judged ? refused : null)
      : judgeName(name, text);
    if (wrong.length > 0) return wrong;
  }
  return [];
}

/** Extensions have decorators of their own, and so may a project. */
function judgeName(wrong: string, text: string): Verdict[] {
  if (!/^[\p{L}_][\p{L}\p{N}_.]*$/u.test(wrong))
    return error(
      "config/choice",
      `'${wrong}' is no name of a decorator: write them with blanks between.`,
    );
  const right = nearest(wrong, STEP_DECORATORS);
  if (right === null) {
    const message = `Metaflow has no decorator '${wrong}' for steps: only an extension or the project itself could.`;
    return info("config/choice", message);
  }
  const message = `There is no decorator '${wrong}' for steps: did you mean '${right}'?`;
  const instead = text.replace(new RegExp(String.raw`(?<!\S)${wrong}(?![^\s:])`, "u"), right);
  return warning("config/choice", message, instead);
}

function judgeOptions(name: string, given: string, refused: RefusedDecorator | null): Verdict[] {
  const written: string[] = [];
  for (const { option, value } of given === "" ? [] : specPieces(given)) {
    if (value === null)
      return error("config/decorator", `'${option}' lacks a value: write ${name}:option=value.`);
    const options = DECORATORS.get(name)?.options.map((one) => one.name) ?? [];
    if (!options.includes(option)) {
      const close = nearest(option, options);
      const hint = close === null ? "" : `: did you mean '${close}'?`;
      return error("config/decorator", `@${name} has no option '${option}'${hint || "."}`);
    }
    const plain = specValue(value);
    if (!isUnknown(plain)) written.push(`${option}=${pythonRepr(plain)}`);
  }
  const decorator = `@${name}(${written.join(", ")})`;
  const reason = refused?.(decorator) ?? null;
  return reason === null ? [] : error("config/decorator", `${decorator}: ${reason}`);
}
