import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DECORATORS, optionOf } from "../../../../runtime/core/reference";
import { brief, check, flowText } from "./flows";
import { SHIPPED } from "./shippedDecorators";

const END = `
    @step
    def end(self):
        pass
`;

function startWith(above: string, below = ""): string {
  return flowText(`    ${above}
    @step
${below}    def start(self):
        self.next(self.end)
${END}`);
}

const PLAIN = `    @step
    def start(self):
        self.next(self.end)
${END}`;

describe("the decorators' reference", () => {
  it("has what Metaflow ships: names, levels, options, defaults", () => {
    assert.deepEqual([...DECORATORS.keys()].sort(), SHIPPED.map(([name]) => name).sort());
    for (const [name, level, multiple, options] of SHIPPED) {
      const reference = DECORATORS.get(name);
      assert.equal(reference?.level, level, name);
      assert.equal(reference.multiple, multiple, name);
      const ours = reference.options.map((option) => [option.name, option.defaultValue]);
      assert.deepEqual(Object.fromEntries(ours), options, name);
    }
  });

  it("explains every option", () => {
    for (const reference of DECORATORS.values()) {
      assert.match(reference.doc, /^[A-Z].*\.$/u, reference.name);
      for (const option of reference.options) {
        assert.match(option.doc, /^['A-Z].*\.$/u, `${reference.name} ${option.name}`);
      }
    }
    assert.equal(optionOf("kubernetes", "memory")?.unit, "MB");
    assert.equal(optionOf("kubernetes", "cpus"), undefined);
  });
});

describe("decorators that fail at import", () => {
  it("have no such option", () => {
    const text = startWith("@kubernetes(cpus=2, nodeSelector={}, foo=1)");
    assert.deepEqual(brief(text), [
      "error kubernetes/unknown-option «cpus»",
      "error kubernetes/unknown-option «nodeSelector»",
      "error kubernetes/unknown-option «foo»",
    ]);
    const findings = check(text);
    assert.deepEqual(
      findings.map(({ fix }) => fix?.text),
      ["cpu", "node_selector", undefined],
    );
    assert.equal(findings[0]?.metaflow, "InvalidDecoratorAttribute");
    assert.deepEqual(brief(startWith("@retry(time=2)")), ["error decorator/unknown-option «time»"]);
    assert.deepEqual(brief(flowText(PLAIN, "@project(nam='x')\n")), [
      "error decorator/unknown-option «nam»",
    ]);
  });

  it("have an argument without a name", () => {
    assert.deepEqual(brief(startWith("@kubernetes(2)")), [
      "error decorator/positional-argument «2»",
    ]);
    assert.deepEqual(brief(flowText(PLAIN, "@project('x')\n")), [
      "error decorator/positional-argument «'x'»",
    ]);
    assert.equal(
      check(flowText(PLAIN, "@project('x')\n"))[0]?.metaflow,
      "BadFlowDecoratorException",
    );
  });

  it("stand twice, the upper one being refused", () => {
    const text = startWith("@retry(times=1)\n    @retry(times=2)");
    assert.deepEqual(brief(text), ["error decorator/duplicate «@retry(times=1)»"]);
    assert.equal(check(text)[0]?.metaflow, "DuplicateStepDecoratorException");
    assert.deepEqual(brief(startWith("@card(id='a')\n    @card(id='b')")), []);
    assert.deepEqual(
      brief(flowText(PLAIN, "@exit_hook(on_error=['f'])\n@exit_hook(on_success=['g'])\n")),
      [],
    );
  });

  it("stand twice by inheritance", () => {
    const text = `from metaflow import FlowSpec, step, schedule
@schedule(daily=True)
class A(FlowSpec):
    pass

@schedule(hourly=True)
class B(A):
${PLAIN}
B()
`;
    assert.deepEqual(brief(text), ["error decorator/duplicate «@schedule(hourly=True)»"]);
    assert.equal(check(text)[0]?.metaflow, "DuplicateFlowDecoratorException");
  });

  it("stand below @step", () => {
    const text = startWith("@card", "    @retry(times=2)\n");
    assert.deepEqual(brief(text), ["error decorator/order «retry»"]);
    assert.equal(check(text)[0]?.metaflow, "BadStepDecoratorException");
  });

  it("stand on the wrong kind of thing", () => {
    assert.deepEqual(brief(startWith("@project(name='x')")), [
      "error decorator/flow-on-step «project»",
    ]);
    assert.deepEqual(brief(flowText(PLAIN, "@retry\n")), ["error decorator/step-on-class «retry»"]);
  });

  it("have an option twice", () => {
    assert.deepEqual(brief(startWith("@kubernetes(cpu=1, cpu=2)")), [
      "error decorator/repeated-option «cpu»",
    ]);
  });

  it("are not judged when they are not Metaflow's", () => {
    const text = `from metaflow import FlowSpec, step
from mine import retry, kubernetes, project
@project("x")
class F(FlowSpec):
    @unknown(1)
    @kubernetes(2, cpus=3)
    @retry(9)
    @retry(9)
    @step
    @retry
    def start(self):
        self.next(self.end)
${END}
F()
`;
    assert.deepEqual(brief(text), []);
  });

  it("are told once for a mixin that two flows share", () => {
    const text = `from metaflow import FlowSpec, step, retry
class Begin:
    @retry(time=1)
    @step
    def start(self):
        self.next(self.end)

class A(Begin, FlowSpec):
${END}
class B(Begin, FlowSpec):
${END}
A()
B()
`;
    assert.deepEqual(brief(text), ["error decorator/unknown-option «time»"]);
  });
});
