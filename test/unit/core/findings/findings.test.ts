import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brief, check, flowText, steps } from "./flows";

const CLEAN = steps("start -> self.end", "end");
const SWITCH = steps(
  "start -> {'a': self.x, 'b': self.end}, condition='c'",
  "x -> self.end",
  "end",
);

describe("parameters", () => {
  it("have no name of Metaflow's own", () => {
    const text = flowText(
      `    a = Parameter("run-id")\n    b = Parameter(name="run_id")\n    c = Config("tags")\n${CLEAN}`,
    );
    assert.deepEqual(brief(text), [
      'error parameter/reserved-name «"run-id"»',
      'error parameter/reserved-name «"run_id"»',
      'error parameter/reserved-name «"tags"»',
    ]);
    assert.deepEqual(
      check(text).map(({ metaflow }) => metaflow),
      [null, null, "MetaflowException"],
    );
  });

  it("have no name twice; configs may", () => {
    const text = flowText(
      `    a = Parameter("Size")\n    b = IncludeFile("size")\n    c = Config("size")\n    d = Config("SIZE")\n${CLEAN}`,
    );
    assert.deepEqual(brief(text), ['error parameter/duplicate «"size"»']);
  });

  it("count only once when they are assigned again", () => {
    const text = flowText(`    a = Parameter("size")\n    a = Parameter("size")\n${CLEAN}`);
    assert.deepEqual(brief(text), []);
  });
});

describe("Metaflow's version", () => {
  it("must have the switch", () => {
    const text = flowText(SWITCH);
    assert.deepEqual(
      check(text, { metaflowVersion: "2.17.0" }).map(({ rule }) => rule),
      ["version/switch"],
    );
    assert.deepEqual(brief(text, { metaflowVersion: "2.17.1" }), []);
    assert.deepEqual(brief(text, { metaflowVersion: "2.19.39+extension(1.0)" }), []);
    assert.deepEqual(brief(text), []);
  });

  it("must have arguments of @step, and flows of one step", () => {
    const one = flowText("    @step(start=True)\n    def only(self):\n        pass\n");
    const old = check(one, { metaflowVersion: "2.19.22" });
    assert.deepEqual(
      old.map(({ rule, metaflow }) => [rule, metaflow]),
      [
        ["version/step-arguments", "TypeError"],
        ["version/single-step", "check_basic_steps"],
      ],
    );
    assert.deepEqual(brief(one, { metaflowVersion: "2.19.23" }), []);
  });
});

describe("what the user wants quiet", () => {
  const wrong = (comment: string, above = ""): string =>
    flowText(`    @step
    def start(self):
${above}        self.next(self.nowhere)${comment}

    @step
    def end(self):
        pass
`);
  const quiet = (text: string): boolean => !brief(text).join().includes("unknown-step");

  it("is a rule or all rules on one line", () => {
    assert.equal(quiet(wrong("")), false);
    assert.equal(quiet(wrong("  # flowlens: ignore")), true);
    assert.equal(quiet(wrong("  # flowlens: ignore[graph/unknown-step]")), true);
    assert.equal(quiet(wrong("  # todo # flowlens: ignore[graph/loop, graph/unknown-step]")), true);
    assert.equal(quiet(wrong("  # flowlens: ignore[graph/loop]")), false);
  });

  it("is the next line when the comment stands alone", () => {
    assert.equal(quiet(wrong("", "        # flowlens: ignore[graph/unknown-step]\n")), true);
    assert.equal(
      quiet(wrong("", "        x = 1  # flowlens: ignore[graph/unknown-step]\n")),
      false,
    );
  });

  it("is a rule that is switched off", () => {
    const disabled = new Set(["graph/unknown-step", "graph/unreachable-step"]);
    assert.deepEqual(brief(wrong(""), { disabled }), []);
  });
});

describe("findings of a file", () => {
  it("are sorted by place and name their flow and step", () => {
    const text = flowText(
      steps("@kubernetes(cpus=1) start -> self.a", "a(x, y) -> self.nowhere", "end"),
    );
    const findings = check(text);
    const places = findings.map(({ span }) => span.start);
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    assert.deepEqual(
      findings
        .filter(({ consequence }) => consequence === undefined)
        .map(({ rule, flow, step }) => [rule, flow, step]),
      [
        ["kubernetes/unknown-option", "F", "start"],
        ["graph/too-many-arguments", "F", "a"],
        ["graph/unknown-step", "F", "a"],
      ],
    );
  });

  it("are none for text without flows, and survive text that is none", () => {
    assert.deepEqual(brief("x = 1\n"), []);
    assert.doesNotThrow(() => check(flowText(CLEAN).slice(0, 260)));
  });

  it("warn of text that Python cannot read, and keep the rest", () => {
    const text = flowText(`${steps("start -> self.nowhere")}\n    x = )\n${steps("end")}`);
    const severities = new Map(check(text).map(({ rule, severity }) => [rule, severity]));
    assert.equal(severities.get("syntax"), "warning");
    assert.equal(severities.get("graph/unknown-step"), "error");
  });
});
