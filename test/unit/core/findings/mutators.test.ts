import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brief, check, flowText } from "./flows";

const OWN = "from mine import Mend\n";
const END = "    @step\n    def end(self):\n        pass\n";

/** A flow with one step before its end, with lines above the class and above the step. */
function flow(aboveClass: string, aboveStep: string): string {
  const body = `    ${aboveStep}\n    @step\n    def start(self):\n        self.next(self.end)\n\n${END}`;
  return flowText(body, `${OWN}${aboveClass}\n`);
}

const severities = (text: string, target?: "argo"): string[] =>
  check(text, { target: target ?? null }).map(({ severity, rule }) => `${severity} ${rule}`);

describe("a decorator of the user's own", () => {
  it("may change what stands beside it on a step", () => {
    assert.deepEqual(severities(flow("", "@kubernetes(cpu=0)")), ["error kubernetes/cpu"]);
    assert.deepEqual(severities(flow("", "@Mend\n    @kubernetes(cpu=0)")), [
      "hint kubernetes/cpu",
    ]);
    assert.deepEqual(severities(flow("", "@retry(times=9)\n    @Mend(1)")), [
      "hint decorator/retry",
    ]);
  });

  it("may change everything of the flow it stands on, and of those that inherit it", () => {
    assert.deepEqual(severities(flow("@Mend", "@kubernetes(cpu=0)")), ["hint kubernetes/cpu"]);
    assert.deepEqual(severities(flow('@Mend\n@project(name="A-B")', "@retry")), [
      "hint decorator/project",
    ]);
    const base = `@Mend\nclass Base(FlowSpec):\n    pass\n\n`;
    const text = flow(base, "@kubernetes(cpu=0)").replace("F(FlowSpec)", "F(Base)");
    assert.deepEqual(severities(text), ["hint kubernetes/cpu"]);
  });

  it("may be that of a flow which inherits the step", () => {
    const text = flow("", "@kubernetes(cpu=0)").replace(
      'if __name__ == "__main__":\n    F()',
      "@Mend\nclass G(F):\n    pass\n\nG()",
    );
    assert.deepEqual(severities(text), ["hint kubernetes/cpu"]);
  });

  it("leaves the other steps as they are", () => {
    const text = flow("", "@Mend").replace(END, `    @kubernetes(cpu=0)\n${END}`);
    assert.deepEqual(severities(text), ["error kubernetes/cpu"]);
  });

  it("may change other steps where its class looks at the flow", () => {
    const mutator = (body: string): string =>
      `class Base(StepMutator):\n    def mutate(self, one):\n        ${body}\nclass Mend(Base):\n    pass\n`;
    const text = flow("", "@Mend").replace(END, `    @kubernetes(cpu=0)\n${END}`);
    for (const [body, severity] of [
      ["one.flow", "hint"],
      ["one.flows", "error"],
    ] as const) {
      const own = text.replace(OWN, mutator(body));
      assert.deepEqual(severities(own), [`${severity} kubernetes/cpu`], body);
    }
  });

  it("comes too late for what fails on import", () => {
    for (const [lines, rule] of [
      ["@kubernetes(cpus=1)", "kubernetes/unknown-option"],
      ["@retry(3)", "decorator/positional-argument"],
      ["@retry\n    @retry", "decorator/duplicate"],
      ["@project(name='a')", "decorator/flow-on-step"],
    ]) {
      assert.deepEqual(severities(flow("@Mend", `@Mend\n    ${lines ?? ""}`)), [
        `error ${rule ?? ""}`,
      ]);
    }
  });

  it("may take parameters away, but a Config looks at its name at once", () => {
    const text = (kind: string): string =>
      flow("@Mend", "@retry").replace(
        "class F(FlowSpec):\n",
        `class F(FlowSpec):\n    tags = ${kind}("tags", default="a")\n`,
      );
    assert.deepEqual(severities(text("Parameter")), ["hint parameter/reserved-name"]);
    assert.deepEqual(severities(text("Config")), ["error parameter/reserved-name"]);
  });

  it("on the members of a gang may make their number right", () => {
    const gang = (above: string): string =>
      flowText(
        `    @step\n    def start(self):\n        self.next(self.work, num_parallel=1)\n\n` +
          `${above}    @kubernetes\n    @parallel\n    @step\n    def work(self):\n        self.next(self.all)\n\n` +
          `    @step\n    def all(self, inputs):\n        self.next(self.end)\n\n${END}`,
        OWN,
      );
    assert.deepEqual(brief(gang("")), ["error kubernetes/num_parallel «1»"]);
    assert.deepEqual(brief(gang("    @Mend\n")), ["hint kubernetes/num_parallel «1»"]);
  });
});
