import type { Random } from "./random";

/** Marks a line that stays at the margin, however deep its statement stands. */
export const MARGIN = "\u0001";

/** Statements that say nothing but are hard to read past. Each is the lines of one or more statements. */
const STATEMENTS: readonly (readonly string[])[] = [
  ["self.x = 1"],
  ["self.text = 'self.next(self.end)'"],
  ['self.text = "it\'s # no comment"'],
  ['self.text = """', "def start(self):", "    self.next(self.nowhere)", '"""'],
  ['self.text = """', `${MARGIN}class Text(FlowSpec):`, `${MARGIN}@step`, '"""'],
  [`${MARGIN}# a comment at the margin`, "self.e = 5"],
  ["self.long = (1 +", `${MARGIN}2)`],
  ["self.text = r'C:\\'  # ends in a backslash, almost".replace("\\'", "\\\\'")],
  ["self.rows = [", "    1,", "  2,", "]"],
  ["self.total = 1 + \\", "  2"],
  ["print(f\"{self.x!r:>{10}} {'a' 'b'}\")"],
  ["print(f'''{", "    self.x", "}''')"],
  ["self.π = 3.14  # naïve café"],
  ["match = lambda type: type  # soft keywords"],
  ["self.f = lambda a, *b, c=1, **d: (a, b)"],
  ["x: int = 3; y: 'list[int]' = []"],
  ["assert (n := 3) == 3, 'walrus'"],
  ["self.b = b'bytes' + br'\\d'"],
  ["# only a comment", "self.c = 2"],
  ["self.d = {'a': {'b': [1, 2, (3,)]}}['a']"],
  ["del_ = not 3 if 1 else -2 ** 2 @ 1 if 0 else ..."],
  ["self.s = 'split \\", `${MARGIN}over lines'`],
  ["self.q = '''it's \"quoted\" '' '''"],
  ['self.g = f\'{"a" if self.x else "b"}\' f"{{}}"'],
  ["self.h = [x for x in (1, 2) if x]; self.i = {**{}, 'a': 1}"],
  ["self.j = (", `${MARGIN}# inside a bracket`, `${MARGIN}1)`],
  ["self.l: dict[str, list[int]] = {}  # type: ignore"],
  ["self.k = 0xFF_FF + 1e3 + 1_0.5j"],
  ["async_ = 1; await_ = 2; class_ = 3; def_ = 4"],
  ["self.m = 1   \t "],
  ["", "self.n = 1", "", ""],
  ["self.o = lambda: (self.next, '''", `${MARGIN}@step`, `${MARGIN}def x(self):`, "''')"],
];

/** Compound statements; `>` at the start of a line stands for one level of indentation. */
const BLOCKS: readonly (readonly string[])[] = [
  ["if self.x:", ">self.next(self.end)", "else:", ">pass"],
  ["for i in range(3):", ">if i: continue", ">self.i = i"],
  ["def inner(self):", ">self.next(self.nowhere)"],
  ["class Inner:", ">def start(self):", ">>self.next(self.end)"],
  ["with open(__file__) as f, open(__file__) as g:", ">", ">pass"],
  ["try:", ">pass", "except (ValueError, TypeError) as e:", ">pass", "finally:", ">pass"],
  ["while False:", "", ">pass  # blank line above"],
  ["@staticmethod", "def decorated(): return 1"],
  ["if 1: pass"],
  ["def step(self):", "# comment at the margin", ">return (", ">  self)", ""],
  ["if 1:", ">pass", "elif 2: pass", "else:", ">'''", "class X(FlowSpec): pass", "'''"],
  ["async def inner(a, *, b=(1, 2)) -> 'x':", ">async with a as b: pass", ">await b"],
  ["try: pass", "except ValueError: pass", "else: pass"],
  ["while True:", ">if self.x:", ">>break", ">continue"],
  ["with open(__file__) as f: pass"],
  ["class Inner(object):", ">'''doc'''", ">x = 1", "", ">@property", ">def y(self): return self.x"],
];

const CLASS_NOISE: readonly (readonly string[])[] = [
  ["LIMIT = 3"],
  ["def with_default(self, f=lambda s: s.next, *a: 'int', **k) -> (", ">>int", "):", ">return f"],
  ["LONG = (1 +", "2 +", "3)"],
  ["async def fetch(self): pass"],
  ["@property", "# why", "", "def quarter(self):", ">'''doc'''"],
  ["x: int", "y: 'str' = 'z'; z = 1"],
  ["start_ = end_ = None"],
  ["try:", ">import json", "except ImportError:", ">json = None"],
  ["def helper_two(self, a, b):", ">return a + b"],
  ["@property", "def half(self):", ">return 0.5"],
  ["@staticmethod", "def both(a):", ">def deep():", ">>return a", ">return deep"],
  ["# @step", "# def ghost(self):", "#     self.next(self.end)"],
  ['"""', "@step", "def ghost(self):", "    self.next(self.end)", '"""'],
  ["class Meta:", ">kind = 'inner'"],
  ["TABLE = {", "  'a': 1,", "'b': 2,", "}"],
  ["if True:", ">FLAG = 1", "else:", ">FLAG = 2"],
];

/** Nothing, or a compound statement. */
export function stepNoise(random: Random, indent: string): string[] {
  return random.chance(0.3) ? unfold(random.pick(BLOCKS), indent) : [];
}

/** One or two simple statements. */
export function statementNoise(random: Random): string[] {
  const count = random.chance(0.2) ? 2 : 1;
  return Array.from({ length: count }, () => random.pick(STATEMENTS)).flat();
}

/** Something between the steps of a class. */
export function classNoise(random: Random, indent: string): string[] {
  return unfold(random.pick(CLASS_NOISE), indent);
}

function unfold(lines: readonly string[], indent: string): string[] {
  return lines.map((line) => line.replace(/^>+/, (marks) => indent.repeat(marks.length)));
}
