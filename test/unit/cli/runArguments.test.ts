import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseArguments, UsageError } from "../../../runtime/cli/arguments";

const plain = {
  ...{ name: "run", file: "f.py", step: null, on: "here", parameters: [] },
  ...{ flow: null, from: null, python: null, envFile: null },
};

describe("flowlens run", () => {
  it("takes a file, a step and options in any order", () => {
    assert.deepEqual(parseArguments(["run", "f.py"]), plain);
    const words = ["run", "--on", "docker", "f.py", "--flow=F", "train", "--from", "7/train/3"];
    const expected = { ...plain, step: "train", on: "docker", flow: "F", from: "7/train/3" };
    assert.deepEqual(parseArguments(words), expected);
  });

  it("takes parameters again and again, with anything in them", () => {
    const words = ["run", "f.py", "--param", "a=1", "--param=b=x=y z", "--param", "c="];
    const parameters = [
      ["a", "1"],
      ["b", "x=y z"],
      ["c", ""],
    ];
    assert.deepEqual(parseArguments(words), { ...plain, parameters });
  });

  const wrong: [string[], RegExp][] = [
    [[], /needs a flow's file/],
    [["f.py", "a", "b"], /what is b/],
    [["f.py", "--on", "mars"], /here or docker, not mars/],
    [["f.py", "--on"], /--on needs a value/],
    [["f.py", "--param", "a"], /NAME=VALUE, not a/],
    [["f.py", "--alpha=1"], /no option --alpha/],
    [["f.py", "-x"], /no option -x/],
  ];
  for (const [words, message] of wrong) {
    it(`refuses ${words.join(" ") || "no words"}`, () => {
      assert.throws(
        () => parseArguments(["run", ...words]),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }
});
