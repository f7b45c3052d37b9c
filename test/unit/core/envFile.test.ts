import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseEnvFile } from "../../../runtime/core/envFile";

const variables = (text: string) => Object.fromEntries(parseEnvFile(text).variables);
const complaints = (text: string) =>
  parseEnvFile(text).problems.map(({ line, message }) => `${line}: ${message}`);

describe("parseEnvFile", () => {
  it("reads export lines with JSON in single quotes", () => {
    const text = [
      "# production",
      "export METAFLOW_KUBERNETES_NAMESPACE=metaflow-prod",
      `export METAFLOW_KUBERNETES_IMAGE_PULL_SECRETS='["regcred", "docker"]'`,
      `export METAFLOW_KUBERNETES_TOLERATIONS='[{"key":"gpu","value":"a b"}]'   # why not`,
      "",
      "METAFLOW_KUBERNETES_CPU=2",
    ].join("\n");
    assert.deepEqual(variables(text), {
      METAFLOW_KUBERNETES_NAMESPACE: "metaflow-prod",
      METAFLOW_KUBERNETES_IMAGE_PULL_SECRETS: '["regcred", "docker"]',
      METAFLOW_KUBERNETES_TOLERATIONS: '[{"key":"gpu","value":"a b"}]',
      METAFLOW_KUBERNETES_CPU: "2",
    });
    assert.deepEqual(complaints(text), []);
  });

  it("follows the shell's quoting", () => {
    assert.deepEqual(
      variables(
        [
          String.raw`A="say \"hi\" for \$5, C:\new"`,
          String.raw`B=a\ b\'c`,
          `C=one'two'"three"`,
          "D=",
          "E=''",
          "F=a#b",
          "G='#'",
          "H=a=b=c",
        ].join("\n"),
      ),
      {
        A: String.raw`say "hi" for $5, C:\new`,
        B: "a b'c",
        C: "onetwothree",
        D: "",
        E: "",
        F: "a#b",
        G: "#",
        H: "a=b=c",
      },
    );
  });

  it("takes quotes over several lines, CRLF, a byte order mark and several to a line", () => {
    assert.deepEqual(variables(`\uFEFFA='x\r\ny'\r\nexport B=1 C=2; export D=3;\r\n`), {
      A: "x\ny",
      B: "1",
      C: "2",
      D: "3",
    });
    assert.deepEqual(variables('A="x \\\n y"\nB=z\\\nz'), { A: "x  y", B: "zz" });
  });

  it("never expands: the text stays and is reported", () => {
    const text = ["A=$HOME/x", 'B="${USER}"', "C=$(whoami)", "D=`id`", "E='$HOME'", "F=~/x"].join(
      "\n",
    );
    assert.deepEqual(variables(text), {
      A: "$HOME/x",
      B: "${USER}",
      C: "$(whoami)",
      D: "`id`",
      E: "$HOME",
      F: "~/x",
    });
    const lines = parseEnvFile(text).problems.map(({ line }) => line);
    assert.deepEqual(lines, [1, 2, 3, 4, 6]);
    assert.match(complaints(text)[0]!, /not expanded in A: they are taken as written/);
    assert.deepEqual(complaints('A="hunt$er2$x"').length, 1);
    assert.doesNotMatch(complaints("A=hunt$er2").join(), /er2/);
  });
});

describe("lines that set nothing", () => {
  it("says which lines it leaves out, without repeating what may be secret", () => {
    const text = ["source other.env", "A = hunter2", "B=x y-secret", "unset C", "D=4"].join("\n");
    assert.deepEqual(variables(text), { B: "x", D: "4" });
    assert.equal(complaints(text).length, 4);
    assert.doesNotMatch(complaints(text).join(), /hunter2|y-secret/);
    assert.match(complaints(text)[1]!, /^2: .*without blanks around/);
  });

  it("does not read bash's own quotes, and says so", () => {
    assert.deepEqual(variables(String.raw`A=$'a\nb'`), { A: String.raw`$a\nb` });
    assert.match(complaints("A=$'a'").join(), /^1: \$'…' is not read in A/);
  });

  it("an open quote costs its own line, not the file", () => {
    const text = "A='open\nB=2\n";
    assert.deepEqual(variables(text), { B: "2" });
    assert.match(complaints(text)[0]!, /^1: .* A is never closed/);
    assert.deepEqual(
      parseEnvFile(`unset Z\nC=$x\nD=~/y\n${text}`).problems.map(({ lost }) => lost),
      [false, false, false, true],
    );
  });

  it("a later line wins, a bare export sets nothing", () => {
    assert.deepEqual(variables("A=1\nA=2\nexport PATH\n  export   B=3"), { A: "2", B: "3" });
    assert.deepEqual(complaints("# only\n\n   \n#x"), []);
    const shell = "set -a; A=1\nset -a\nB=2; export B\nC=3; export A C # both\n";
    assert.deepEqual(variables(shell), { A: "1", B: "2", C: "3" });
    assert.deepEqual(complaints(shell), []);
    assert.equal(complaints("A=1; unset A").length, 1);
  });

  it("says where each name and value stands, whatever ends the lines", () => {
    const text = "\uFEFFA=1\r\n# x\r\nexport BC='d e'; F=\r\n";
    const stand = ({ start, end }: { start: number; end: number }) => text.slice(start, end);
    assert.deepEqual(
      parseEnvFile(text).assignments.map((one) => [stand(one.nameSpan), stand(one.valueSpan)]),
      [
        ["A", "1"],
        ["BC", "'d e'"],
        ["F", ""],
      ],
    );
    assert.equal(parseEnvFile("A='").assignments[0]?.value, null);
  });
});
