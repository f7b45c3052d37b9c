import type { Step } from "../../runtime/core/flow";
import type { Random } from "./random";

/** A text with one damage, and the original's place of it. */
export interface Damaged {
  readonly text: string;
  readonly at: number;
  /** What was there up to here is not as it was. */
  readonly end: number;
}

type Damage = (text: string, at: number, random: Random) => Damaged;

const TOKEN = /\w+|"""|'''|[^\w\s]|\s+/gu;
const HALF_TYPED = [
  "self.next(",
  "self.next(self.",
  "@kubernetes(cpu=",
  "@",
  "x = [1, 2",
  'text = "half',
  "print(f'{self.x",
  "if self.x",
  "def half(self",
  "for i in range(",
  "self.rows = {'a': [",
  "import ",
];
const ASTRAL = ["\u{1F600}", "\u{1D54F}", "\u0000", "\uFEFF", "\uD83D", "\u2028", "\f", "\u00A0"];

/** Damages that an edit can do, by name. */
export const DAMAGES: Readonly<Record<string, Damage>> = {
  "token deleted": (text, at) => {
    const line = lineOf(text, at);
    const tokens = [...text.slice(line.start, line.end).matchAll(TOKEN)];
    const token = tokens.findLast(({ index }) => line.start + index <= at) ?? tokens[0];
    const start = line.start + (token?.index ?? 0);
    return cut(text, start, start + (token?.[0].length ?? 0));
  },
  "line truncated": (text, at) => cut(text, at, lineOf(text, at).end),
  "file truncated": (text, at) => cut(text, at, text.length),
  "char deleted": (text, at) => cut(text, at, at + 1),
  "half-typed line inserted": (text, at, random) => {
    const { start } = lineOf(text, at);
    const indent = /^[ \t]*/u.exec(text.slice(start))?.[0] ?? "";
    return inserted(text, start, `${indent}${random.pick(HALF_TYPED)}\n`);
  },
  "line deleted": (text, at) => {
    const { start, end } = lineOf(text, at);
    return cut(text, start, Math.min(end + 1, text.length));
  },
  "line doubled": (text, at) => {
    const { start, end } = lineOf(text, at);
    return inserted(text, start, `${text.slice(start, end)}\n`);
  },
  "bracket inserted": (text, at, random) =>
    inserted(text, at, random.pick(["(", "[", "{", ")", "]", "}"])),
  "quote inserted": (text, at, random) => inserted(text, at, random.pick(["'", '"', '"""', "'''"])),
  "strange character inserted": (text, at, random) => inserted(text, at, random.pick(ASTRAL)),
  "bytes replaced": (text, at, random) => {
    const bytes = Buffer.from(Array.from({ length: random.int(1, 12) }, () => random.int(0, 255)));
    const put = bytes.toString("utf8");
    return {
      text: text.slice(0, at) + put + text.slice(at + put.length),
      at,
      end: at + put.length,
    };
  },
};

function lineOf(text: string, at: number): { start: number; end: number } {
  const end = text.indexOf("\n", at);
  return { start: text.lastIndexOf("\n", at - 1) + 1, end: end === -1 ? text.length : end };
}

function cut(text: string, at: number, end: number): Damaged {
  return { text: text.slice(0, at) + text.slice(end), at, end };
}

function inserted(text: string, at: number, put: string): Damaged {
  return { text: text.slice(0, at) + put + text.slice(at), at, end: at };
}

/** What is compared of a step: its name, how it goes on, its decorators. */
export function signatureOf(step: Step): string {
  const { name, transition, decorators, positionalCount } = step;
  const targets = "targets" in transition ? transition.targets.map((target) => target.name) : [];
  const above = decorators.map((one) => [
    one.name,
    one.arguments.map(({ name: option, value }) => [option, value.kind]),
  ]);
  return JSON.stringify([name, transition.form, targets, positionalCount, above]);
}

/** The steps that a damage leaves alone: all that do not reach into it. */
export function untouched(steps: readonly Step[], { at, end }: Damaged): readonly Step[] {
  return steps.filter(({ span }) => span.end < at || end < span.start);
}
