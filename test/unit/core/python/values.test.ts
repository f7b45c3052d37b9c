import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Transition } from "../../../../runtime/core/flow";
import { readTransition } from "../../../../runtime/core/flowReader/transition";
import { floatText } from "../../../../runtime/core/python/numbers";
import { readString } from "../../../../runtime/core/python/strings";
import { parseStatement } from "../../../../runtime/core/python/syntax";
import { valueOf } from "../../../../runtime/core/python/values";
import type { PyValue } from "../../../../runtime/core/value";

function plain(value: PyValue): unknown {
  switch (value.kind) {
    case "list":
    case "tuple":
    case "set":
      return [value.kind, ...value.items.map(plain)];
    case "dict":
      return new Map(value.entries.map(({ key, value: item }) => [plain(key), plain(item)]));
    case "bytes":
    case "none":
      return value.kind;
    case "expression":
      return { text: value.text };
    case "float":
      return { float: value.value };
    case "int":
      return value.digits ?? value.value;
    default:
      return value.value;
  }
}

function read(text: string): unknown {
  return plain(valueOf(parseStatement(text).topNode.firstChild!.firstChild!, text));
}

describe("valueOf", () => {
  const cases: [string, unknown][] = [
    ["'a' \"b\" r'\\n'", "ab\\n"],
    ["'''a\r\nb'''", "a\nb"],
    ["'\\x41\\u00e9\\U0001f680\\101\\\n\\t\\q'", "A\u00e9\u{1f680}A\t\\q"],
    ["b'x'", "bytes"],
    ["f'x'", { text: "f'x'" }],
    ["'\\N{BULLET}!\\x41'", "\\N{BULLET}!A"],
    ["5.", { float: 5 }],
    ["-1_0.", { float: -10 }],
    ["1.e-5", { float: 1e-5 }],
    ["(2.,)", ["tuple", { float: 2 }]],
    ["0x1F", 31],
    ["0b1_0", 2],
    ["4_000", 4000],
    ["-1", -1],
    ["-9_007_199_254_740_993", "-9007199254740993"],
    ["- 0", 0],
    ["1.0", { float: 1 }],
    ["1e3", { float: 1000 }],
    [".5", { float: 0.5 }],
    ["1j", { text: "1j" }],
    ["True", true],
    ["None", "none"],
    ["((1))", 1],
    ["(1,)", ["tuple", 1]],
    ["()", ["tuple"]],
    ["[1, 'a', x]", ["list", 1, "a", { text: "x" }]],
    ["[1, *y]", { text: "[1, *y]" }],
    ["{1, 2}", ["set", 1, 2]],
    [
      "{'a': [1], 2: None}",
      new Map<unknown, unknown>([
        ["a", ["list", 1]],
        [2, "none"],
      ]),
    ],
    ["{**x}", { text: "{**x}" }],
    ["{}", new Map()],
    ["1 + 1", { text: "1 + 1" }],
    ["not 1", { text: "not 1" }],
    ["'a' % b", { text: "'a' % b" }],
  ];
  for (const [text, expected] of cases) {
    it(JSON.stringify(text), () => {
      assert.deepEqual(read(text), expected);
    });
  }
});

describe("readString", () => {
  it("knows nothing of a string without its end", () => {
    assert.equal(readString("'abc").value, null);
    assert.equal(readString("'''abc'").value, null);
    assert.equal(readString("''").value, "");
  });
});

describe("floatText", () => {
  it("writes floats as Python's str()", () => {
    const numbers = [1, 1.5, 1e16, 1e15, 1e22, 1e-5, 0.0001, 0.00012, 123456.789, 0, -0, 1e-7];
    assert.deepEqual(numbers.map(floatText), [
      "1.0",
      "1.5",
      "1e+16",
      "1000000000000000.0",
      "1e+22",
      "1e-05",
      "0.0001",
      "0.00012",
      "123456.789",
      "0.0",
      "-0.0",
      "1e-07",
    ]);
  });
});

/** `form targets`, the cases of a switch with their keys. */
function written(transition: Transition): string {
  if (transition.form === "none") return "none";
  if (transition.form === "switch") {
    const cases = transition.cases.map(({ key, target }) => `${key}:${target.name}`);
    return `switch ${transition.condition} ${cases.join(" ")}`;
  }
  const names = transition.targets.map(({ name }) => name).join(" ");
  return names === "" ? transition.form : `${transition.form} ${names}`;
}

describe("readTransition", () => {
  const cases: [string, string][] = [
    ["self.next(self.a)", "linear a"],
    ["self.next(self.a,)", "linear a"],
    ["self.next(self.x.a)", "linear a"],
    ["self.next(f()[0].a)", "linear a"],
    ["(self.next)((self.a))", "linear a"],
    ["(\nself.next(self.a)\n)", "linear a"],
    ["x = 1; self.next(self.a);", "linear a"],
    ["self.next(self.a, self.a)", "split a a"],
    ["self.next(self.a, foreach='x')", "foreach a"],
    ["self.next(self.a, foreach=self.X)", "foreach a"],
    ["self.next(self.a, num_parallel=n)", "parallel a"],
    ["self.next({'x': self.a, 'y': self.b}, condition='c')", "switch c x:a y:b"],
    [
      "self.next({1: self.a, True: self.b, 1.0: self.c, 2: self.d}, condition='c')",
      "switch c 1:c 2:d",
    ],
    [
      "self.next({self.g.k: self.a, 'z': self.b}, condition='c', foreach='x')",
      "switch c config:g.k:a z:b",
    ],
    [
      "self.next({1e16: self.a, 0x10: self.b, b'q': self.c}, condition='c')",
      "switch c 1e+16:a 16:b b'q':c",
    ],
    ["self.next()", "invalid"],
    ["self.next('a')", "invalid"],
    ["self.next(*xs)", "invalid"],
    ["self.next(self.a, *xs)", "invalid"],
    ["self.next(self.a, **kw)", "invalid a"],
    ["self.next(self.a, when=1)", "invalid a"],
    ["self.next(self.a, self.b, foreach='x')", "invalid a b"],
    ["self.next(self.a, foreach='x', num_parallel=2)", "invalid a"],
    ["self.next({'x': self.a})", "invalid"],
    ["self.next({}, condition='c')", "invalid"],
    ["self.next({x: self.a}, condition='c')", "invalid"],
    ["self.next({None: self.a}, condition='c')", "invalid"],
    ["self.next({-1: self.a}, condition='c')", "invalid"],
    ["self.next({**x, 'y': self.a}, condition='c')", "invalid"],
    ["self.next({'x': other.a}, condition='c')", "invalid"],
    ["self.next({'x': self.a}, condition='')", "invalid"],
    ["self.next({'x': self.a}, condition=c)", "invalid"],
    ["return self.next(self.a)", "none"],
    ["await self.next(self.a)", "none"],
    ["self.next(self.a),", "none"],
    ["self.next(self.a); 'end'", "none"],
    ["this.next(this.a)", "none"],
    ["self.x.next(self.a)", "none"],
    ["self.next", "none"],
    ["x = self.next(self.a)", "none"],
    ["self.next(self.a, self.", "invalid"],
    ["self.next(self.a", "linear a"],
  ];
  for (const [text, expected] of cases) {
    it(text, () => {
      assert.equal(written(readTransition(text)), expected);
    });
  }

  it("keeps Metaflow's type of a foreach with several targets", () => {
    const many = readTransition("self.next(self.a, self.b, num_parallel=2)");
    assert.ok(many.form === "invalid" && many.foreachOfMany && many.parallel);
  });
});
