import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonText, WrittenNumber, type Json } from "../../../runtime/cli/json";
import { constantOf, jsonOf } from "../../../runtime/cli/values";
import { parseStatement } from "../../../runtime/core/python/syntax";
import { valueOf } from "../../../runtime/core/python/values";
import type { PyValue } from "../../../runtime/core/value";

function read(text: string): PyValue {
  return valueOf(parseStatement(text).topNode.firstChild!.firstChild!, text);
}

describe("jsonText", () => {
  it("is what JSON.stringify writes, but for numbers with digits of their own", () => {
    const value = { a: [1, "é\n", null, true, [], {}], "b c": { d: -1.5 } };
    assert.equal(jsonText(value), JSON.stringify(value, null, 2));
    const written: Json = { float: new WrittenNumber("1.0") };
    assert.equal(jsonText(written), '{\n  "float": 1.0\n}');
  });
});

describe("jsonOf", () => {
  const cases: [string, string][] = [
    ["None", "null"],
    ["-1", "-1"],
    ["12345678901234567890", "12345678901234567890"],
    ["1.0", '{"float":1.0}'],
    ["2.", '{"float":2.0}'],
    ["-0.0", '{"float":-0.0}'],
    ["1e22", '{"float":1e+22}'],
    ["1e400", '{"expression":"1e400"}'],
    ["(1, True, 1.5, [()])", '[1,true,{"float":1.5},[[]]]'],
    ["[{1: 'a', True: None, 1.5: 2}]", '[{"1":"a","True":null,"1.5":2}]'],
    ["{1, 2}", "[1,2]"],
    ["b'x'", `{"expression":"b'x'"}`],
    ["[1, f(x)]", '{"expression":"[1, f(x)]"}'],
    ["{'a': {'b': X}}", `{"expression":"{'a': {'b': X}}"}`],
    ["(1j)", '{"expression":"(1j)"}'],
  ];
  for (const [text, json] of cases) {
    it(text, () => {
      const written = jsonText(jsonOf(read(text), ({ start, end }) => text.slice(start, end)));
      assert.equal(written.replace(/\n */g, "").replace(/": /g, '":'), json);
    });
  }
});

describe("constantOf", () => {
  it("keeps plain constants only", () => {
    const texts = ["'x'", "5", "-5", "2.5", "True", "None", "[1]", "x"];
    assert.deepEqual(
      texts.map((text) => constantOf(read(text))),
      ["x", 5, null, 2.5, true, null, null, null],
    );
  });
});
