import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ignoreComment } from "../../../extension/flows/ignoreComment";
import { LineMap } from "../../../runtime/core/text";

/** The text after the quick fix at the mark `@@`, which is taken out; null: it is not offered. */
function ignored(marked: string): string | null {
  const offset = marked.indexOf("@@");
  const text = marked.replace("@@", "");
  const made = ignoreComment("a/b", offset, text, new LineMap(text));
  return made && text.slice(0, made.offset) + made.text + text.slice(made.offset);
}

const note = "# flowlens: ignore[a/b]";

describe("ignoreComment", () => {
  it("stands behind the line's code, also between brackets", () => {
    assert.equal(ignored("@@x = 1\ny = 2\n"), `x = 1  ${note}\ny = 2\n`);
    assert.equal(ignored("f(\r\n  @@cpu=1,\r\n)"), `f(\r\n  cpu=1,  ${note}\r\n)`);
    assert.equal(ignored('@@f("""a""", "c")[1]'), `f("""a""", "c")[1]  ${note}`);
    assert.equal(ignored("f(@@'a'\n  'b')"), `f('a'  ${note}\n  'b')`);
    assert.equal(ignored("y\n@@x"), `y\nx  ${note}`);
  });

  it("stands above a line that goes on behind a backslash", () => {
    assert.equal(
      ignored("a = 1\n    @@self.x = 1 + \\\n  2\n"),
      `a = 1\n    ${note}\n    self.x = 1 + \\\n  2\n`,
    );
    assert.equal(ignored("@@x = 1 + \\\n  2\n"), `${note}\nx = 1 + \\\n  2\n`);
  });

  it("stands above a line whose text goes on", () => {
    assert.equal(ignored('@@f(a="""x\ny\n""")\n'), `${note}\nf(a="""x\ny\n""")\n`);
    assert.equal(ignored("@@f(a=rf'''x\n{y}\n''')\n"), `${note}\nf(a=rf'''x\n{y}\n''')\n`);
  });

  it("stands behind the end of such a text", () => {
    assert.equal(ignored('f(a="""x\ny\n""", @@b=1)\n'), `f(a="""x\ny\n""", b=1)  ${note}\n`);
    assert.equal(ignored('f(\n a="""x\ny""",\n @@b=1)\n'), `f(\n a="""x\ny""",\n b=1)  ${note}\n`);
  });

  it("is not offered where it would change the code either way", () => {
    assert.equal(ignored("x = 1 + \\\n  @@2 + \\\n  3\n"), null);
    assert.equal(ignored('f(a="""x\n@@y\n""")\n'), null);
  });
});
