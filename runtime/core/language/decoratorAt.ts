import { DECORATORS, type DecoratorReference } from "../reference";
import type { Decorator, FlowFile } from "../flow";
import { metaflowImports } from "./imports";
import { isStatement } from "./statementAt";

/** How many lines a decorator's arguments may take to be found from within. */
const REACH = 120;

/** A decorator around the cursor whose parenthesis is open before it. */
interface DecoratorCall {
  readonly reference: DecoratorReference;
  /** The offset of its parenthesis. */
  readonly open: number;
}

/** The Metaflow decorator in whose arguments the cursor may stand; null when there is none. */
export function decoratorCallAt(
  text: string,
  file: FlowFile,
  offset: number,
): DecoratorCall | null {
  const written = writtenBefore(text, offset);
  if (written === null) return null;
  const end = written.nameStart + written.name.length;
  const decorator = decoratorsOf(file).find(({ nameSpan }) => nameSpan.end === end);
  const name = decorator ? metaflowName(decorator) : importedName(text, written.name);
  const reference = name === null ? undefined : DECORATORS.get(name);
  return reference === undefined ? null : { reference, open: written.open };
}

interface Written {
  readonly name: string;
  readonly nameStart: number;
  readonly open: number;
}

/** The nearest line above (or at) the cursor that starts a decorator's call, with no `def` between. */
function writtenBefore(text: string, offset: number): Written | null {
  let end = offset;
  for (let line = 0; line < REACH && end >= 0; line++) {
    const start = Math.max(text.lastIndexOf("\n", end - 1), text.lastIndexOf("\r", end - 1)) + 1;
    const code = text.slice(start, end);
    const match = /^([ \t]*@[ \t]*)([\w.]+)([ \t]*)\(/u.exec(code);
    if (match !== null) {
      const [all, before = "", name = ""] = match;
      if (!isStatement(text, start + before.indexOf("@"))) return null;
      return { name, nameStart: start + before.length, open: start + all.length - 1 };
    }
    if (/^[ \t]*(?:@|(?:async[ \t]+)?def\b|class\b|import\b|from\b)/u.test(code)) return null;
    end = start - 1;
    if (start === 0) return null;
  }
  return null;
}

function decoratorsOf(file: FlowFile): readonly Decorator[] {
  return file.flows.flatMap(({ decorators, steps }) => [
    ...decorators,
    ...steps.flatMap((step) => step.decorators),
  ]);
}

function metaflowName({ name, origin }: Decorator): string | null {
  return origin === "metaflow" ? name : null;
}

/** For a decorator without anything under it yet, which no flow has. */
function importedName(text: string, written: string): string | null {
  const { names, modules } = metaflowImports(text);
  const dot = written.lastIndexOf(".");
  if (dot === -1) return names.get(written) ?? null;
  return modules.includes(written.slice(0, dot)) ? written.slice(dot + 1) : null;
}
