import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseArguments, UsageError } from "../../../runtime/cli/arguments";

describe("parseArguments", () => {
  it("reads commands with their defaults", () => {
    assert.deepEqual(parseArguments(["graph", "a.py", "b"]), {
      name: "graph",
      paths: ["a.py", "b"],
      flow: null,
      format: "json",
    });
    assert.deepEqual(parseArguments(["check", "a.py"]), {
      name: "check",
      paths: ["a.py"],
      format: "text",
      target: null,
    });
  });

  it("takes options before and after paths, with a space or an equals sign", () => {
    const words = ["graph", "--flow=F", "a.py", "--format", "mermaid", "--", "--odd.py"];
    const expected = { name: "graph", paths: ["a.py", "--odd.py"], flow: "F", format: "mermaid" };
    assert.deepEqual(parseArguments(words), expected);
  });

  it("knows --help and --version", () => {
    assert.equal(parseArguments(["--help"]).name, "help");
    assert.equal(parseArguments(["graph", "-h"]).name, "help");
    assert.equal(parseArguments(["--version"]).name, "version");
  });

  const wrong: [string[], RegExp][] = [
    [[], /graph, check, pods or run/],
    [["draw"], /no command draw/],
    [["--draw"], /no option --draw/],
    [["graph"], /at least one/],
    [["graph", "a.py", "--target", "argo"], /no option --target/],
    [["check", "a.py", "--target", "nomad"], /argo or kubeflow/],
    [["check", "a.py", "--format"], /needs a value/],
    [["check", "a.py", "--format", "xml"], /text or json, not xml/],
  ];
  for (const [words, message] of wrong) {
    it(`refuses ${JSON.stringify(words)}`, () => {
      assert.throws(
        () => parseArguments(words),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }
});
