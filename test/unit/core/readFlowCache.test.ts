import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ReadCache, readFlow } from "../../../runtime/core/readFlow";

/** Numbers from a seed, so that a failure can be repeated. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const SOURCE = `# a comment
from metaflow import FlowSpec, step, kubernetes, retry, Parameter, card
k8s = kubernetes

class Mixin:
    @step
    def mixed(self):
        """Doc with \u{1f680}."""
        self.next(self.join)

class Big(Mixin, FlowSpec):
    alpha = Parameter("alpha", default={"a": [1, 2.5, None]})

    @k8s(cpu=2, memory=4_000,
         labels={"team": "x"})
    @retry(times=3)
    @step
    def start(self):
        text = f"{self.alpha!r:>{10}} {{ {'x' if 1 else 'y'}"
        self.next(self.fan, self.mixed)

    @step
    def fan(self):
        self.items = [1, 2]
        self.next(self.work, foreach="items")

    @card
    @step
    def work(self):
        self.next({1: self.inner, "b": self.other}, condition="kind")

    @step
    def join(self, inputs):
        '''More
        text'''
        self.next(self.end)

    @step
    def end(self):
        pass

if __name__ == "__main__":
    Big()
`;

const PIECES = [
  "(",
  ")",
  "[",
  "{",
  "}",
  "'",
  '"',
  '"""',
  "'''",
  "\n",
  "\r\n",
  "\r",
  "#",
  "@",
  ":",
  "    ",
  "\t",
  "\\",
  "f'{",
  "self.next(",
  "@step\n",
  "def ",
  "class X(FlowSpec):\n",
  "x",
  "=",
  ",",
  ".",
  "\u{1f680}",
  "\ufeff",
  "\f",
];

/** One random edit: something deleted, inserted, doubled or cut off. */
function mutated(text: string, pick: (below: number) => number): string {
  const at = pick(text.length + 1);
  const length = pick(4) === 0 ? pick(60) : pick(4);
  const kind = pick(8);
  if (kind === 0) return text.slice(0, at);
  if (kind <= 3) return text.slice(0, at) + text.slice(at + length);
  if (kind === 4) return text.slice(0, at) + text.slice(at, at + length) + text.slice(at);
  return text.slice(0, at) + (PIECES[pick(PIECES.length)] ?? "") + text.slice(at);
}

describe("reading again after an edit", () => {
  it("gives what a first reading gives, whatever the edits; never throws", () => {
    for (let seed = 1; seed <= 60; seed++) {
      const pick = random(seed);
      const cache = new ReadCache();
      let text = SOURCE;
      for (let edit = 0; edit < 25; edit++) {
        text = pick(12) === 0 ? SOURCE : mutated(text, pick);
        const again = readFlow(text, cache);
        const fresh = readFlow(text);
        assert.deepEqual(again.flows, fresh.flows, `seed ${seed}, edit ${edit}`);
        assert.deepEqual(again.lines, fresh.lines, `seed ${seed}, edit ${edit}`);
        assert.deepEqual(again.syntaxProblem, fresh.syntaxProblem, `seed ${seed}, edit ${edit}`);
      }
    }
  });

  it("keeps every span inside the text", () => {
    for (let seed = 100; seed < 400; seed++) {
      const text = mutated(mutated(SOURCE, random(seed)), random(seed + 1000));
      for (const flow of readFlow(text).flows) {
        for (const { nameSpan, name } of flow.steps) {
          assert.equal(text.slice(nameSpan.start, nameSpan.end), name, `seed ${seed}`);
        }
      }
    }
  });

  it("leaves the reading before as it was", () => {
    const cache = new ReadCache();
    const { flows, lines } = readFlow(SOURCE, cache);
    readFlow(`# above\n${SOURCE.replace("cpu=2", "cpu=16")}`, cache);
    for (const { nameSpan, name, line, decorators, transition } of flows[0]!.steps) {
      assert.equal(SOURCE.slice(nameSpan.start, nameSpan.end), name);
      assert.equal(lines.lineAt(nameSpan.start), line);
      for (const { span } of decorators) assert.equal(SOURCE[span.start], "@");
      if (transition.form === "none") continue;
      assert.match(SOURCE.slice(transition.span.start, transition.span.end), /^self\.next\(.*\)$/);
      assert.equal(lines.lineAt(transition.span.start), transition.line);
    }
  });

  it("does not build unchanged steps anew", () => {
    const cache = new ReadCache();
    const before = readFlow(SOURCE, cache).flows[0]!;
    const after = readFlow(SOURCE.replace("'''More", "'''Moore"), cache).flows[0]!;
    assert.equal(after.steps[1], before.steps[1]);
    assert.notEqual(after.steps.at(-1), before.steps.at(-1));
  });

  it("resolves again when an import changes", () => {
    const cache = new ReadCache();
    readFlow(SOURCE, cache);
    const { flows } = readFlow(SOURCE.replace("k8s = kubernetes", "k8s = retry"), cache);
    const start = flows[0]!.steps.find(({ name }) => name === "start");
    assert.deepEqual(
      start?.decorators.map(({ name }) => name),
      ["retry", "retry"],
    );
  });
});

describe("hostile text", () => {
  const deep = 10_000;
  const texts: Record<string, string> = {
    brackets: `x = ${"(".repeat(deep)}${")".repeat(deep)}`,
    argument: `from metaflow import FlowSpec, step, kubernetes\nclass F(FlowSpec):\n    @kubernetes(x=${"[".repeat(deep)}${"]".repeat(deep)})\n    @step\n    def start(self):\n        self.next(self.a, foreach=${"[".repeat(deep)}${"]".repeat(deep)})\n`,
    "open brackets": "(\n".repeat(200_000),
    "wrong closers": "(".repeat(200_000) + "]".repeat(200_000),
    "f-strings": 'f"{'.repeat(200_000),
    specs: `f"{${"x:{".repeat(200_000)}`,
    "triple quotes": '"""\n'.repeat(200_001),
    "one name": "a".repeat(1_000_000),
    "one class after the other": `from metaflow import FlowSpec\nclass C0(FlowSpec): pass\n${Array.from({ length: 3000 }, (_, i) => `class C${i + 1}(C${i}): pass\n`).join("")}`,
    unary: `from metaflow import FlowSpec\nclass F(FlowSpec):\n    x = ${"-".repeat(50_000)}1\n`,
    nested: Array.from({ length: 1000 }, (_, i) => `${" ".repeat(i)}if x:\n`).join(""),
  };
  for (const [name, text] of Object.entries(texts)) {
    it(`${name} end in time`, { timeout: 20_000 }, () => {
      readFlow(text);
    });
  }
});
