import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brief, check, flowText, steps } from "./flows";

const PLAIN = steps("start -> self.end", "end");

function withParameter(source: string): string {
  return flowText(`    p = ${source}\n\n${PLAIN}`);
}

/** Declared so with Metaflow 2.19.39, whose `check` took or refused the flow. */
const ACCEPTED = [
  "Config('x', default_value='{}')",
  "Config('x', default=None, default_value='{}')",
  "Config('x', default=None, default_value=None)",
  "Config('x', required=True)",
  "Parameter('x', separator=',', default='a,b')",
  "Parameter('x', separator=',', type=str)",
  "Parameter('x', separator=',')",
  "Parameter('x', separator=',', default=None)",
  "Parameter('x', separator='', default=5)",
  "Parameter('x', default=['a'])",
  "Parameter(name='x')",
  "Parameter('a-b')",
  "Parameter('größe')",
  "Parameter('-a')",
  "Parameter('class')",
  "Parameter('_x')",
  "Parameter(NAME)",
  "Parameter('x', multiple=True, hidden=True, metavar='M', show_envvar=True)",
  "Parameter('x', type=(int, str))",
  "Parameter('x', type=None)",
  "IncludeFile('x', is_text=False, encoding='utf8', parser=parse)",
  "Config('a b', default_value='{}')",
  "Config('x', default_value='{}', foo=1)",
  "Parameter(*ARGUMENTS)",
  "Parameter(**options)",
  "Config('x', **options)",
  "Config('x', default=PATH, default_value=VALUE)",
  "Parameter('x', separator=',', default=DEFAULT, type=TYPE)",
];

const REFUSED: readonly (readonly [string, string])[] = [
  ["Config('x', default='a.json', default_value='{}')", "parameter/two-defaults «'{}'»"],
  ["Config('x', 'a.json', {})", "parameter/two-defaults «{}»"],
  ["Config('x', default='', default_value='')", "parameter/two-defaults «''»"],
  ["Config()", "parameter/name «p = Config()»"],
  ["Parameter(default=1)", "parameter/name «p = Parameter(default=1)»"],
  ["IncludeFile(default='x')", "parameter/name «p = IncludeFile(default='x')»"],
  ["Parameter('a b')", "parameter/name «'a b'»"],
  ["Parameter('')", "parameter/name «''»"],
  ["Parameter('1a')", "parameter/name «'1a'»"],
  ["Parameter('a.b')", "parameter/name «'a.b'»"],
  ["Parameter(1)", "parameter/name «1»"],
  ["Parameter(None)", "parameter/name «None»"],
  ["IncludeFile(' x')", "parameter/name «' x'»"],
  ["Parameter('x', foo=1)", "parameter/unknown-argument «foo»"],
  ["Parameter('x', default_value=1)", "parameter/unknown-argument «default_value»"],
  ["IncludeFile('x', shell_complete=f)", "parameter/unknown-argument «shell_complete»"],
  ["Parameter('x', type='int')", "parameter/type «'int'»"],
  ["Parameter('x', 1, {'a': 1})", "parameter/type «{'a': 1}»"],
  ["Parameter('x', separator=',', default=['a'])", "parameter/separator «['a']»"],
  ["Parameter('x', separator=',', default=5)", "parameter/separator «5»"],
  ["Parameter('x', separator=',', default=1.5)", "parameter/separator «1.5»"],
  ["Parameter('x', separator=',', default=True)", "parameter/separator «True»"],
  ["Parameter('x', separator=',', default={'a': 1})", "parameter/separator «{'a': 1}»"],
  ["Parameter('x', separator=',', default=5, type=str)", "parameter/separator «5»"],
  ["Parameter('x', separator=',', type=int)", "parameter/separator «int»"],
  ["Parameter('x', 'a', int, separator=',')", "parameter/separator «int»"],
  ["Parameter('x', separator=',', type=JSONType)", "parameter/separator «JSONType»"],
];

describe("arguments of parameters", () => {
  it("are refused exactly when Metaflow refuses them", () => {
    for (const source of ACCEPTED) assert.deepEqual(brief(withParameter(source)), [], source);
    for (const [source, expected] of REFUSED)
      assert.deepEqual(brief(withParameter(source)), [`error ${expected}`], source);
  });

  it("that fail on import are errors in a base class, too", () => {
    const text = withParameter("Config()").replace("    F()", "    pass");
    assert.deepEqual(brief(text), ["error parameter/name «p = Config()»"]);
    const split = withParameter("Parameter('x', separator=',', type=int)");
    assert.deepEqual(brief(split.replace("    F()", "    pass")), [
      "hint parameter/separator «int»",
    ]);
  });
});

describe("a file to include", () => {
  const lacksFile = (path: string): boolean => path !== "here.txt";
  const configuration = new Map<string, string>();

  it("that is not there is told as a hint, and as an error with a target", () => {
    const text = withParameter("IncludeFile('x', default='/data/gone.txt')");
    assert.deepEqual(brief(text), []);
    assert.deepEqual(brief(text, { lacksFile }), [
      "hint parameter/missing-file «'/data/gone.txt'»",
    ]);
    const deployed = { lacksFile, target: "argo", configuration } as const;
    assert.equal(check(text, deployed)[0]?.severity, "error");
    assert.equal(check(text.replace("/data/", ""), deployed)[0]?.severity, "hint");
  });

  it("is not looked for in a store, nor when the text does not tell it", () => {
    for (const value of ["'here.txt'", "PATH", "None", "'s3://a/b'"])
      assert.deepEqual(
        brief(withParameter(`IncludeFile('x', default=${value})`), { lacksFile }),
        [],
      );
  });
});
