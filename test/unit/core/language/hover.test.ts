import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, it } from "node:test";
import { DECORATORS } from "../../../../runtime/core/reference";
import { hoverAt, type Hover } from "../../../../runtime/core/language/hover";
import { ruleOf } from "../../../../runtime/core/language/ruleOf";
import { marked } from "./marked";

function hover(source: string): (Hover & { readonly word: string }) | null {
  const { text, file, offset } = marked(source);
  const found = hoverAt(text, file, offset);
  return found && { ...found, word: text.slice(found.span.start, found.span.end) };
}

const head = "from metaflow import FlowSpec, kubernetes as k8s, project, resources, step\n";

function flow(decorator: string, next = "self.next(self.end)"): string {
  return `${head}
class Hello(FlowSpec):
    ${decorator}
    @step
    def start(self):
        ${next}

    @k8s(
        cpu=4,
        memory=16384,
    )
    @step
    def train(self,
              inputs):
        """Fit the model.

        Slowly."""
        self.next(self.end)

    @step
    def end(self):
        pass
`;
}

describe("hoverAt on decorators", () => {
  it("tells a decorator by Metaflow's name, whatever it is called here", () => {
    const found = hover(flow("@k8|s(cpu=1)"));
    assert.equal(found?.word, "k8s");
    assert.equal(
      found.code,
      "@kubernetes(cpu, memory, disk, image, image_pull_policy, image_pull_secrets, ...)",
    );
    assert.deepEqual(found.sentences, ["Runs the step as a pod on a Kubernetes cluster."]);
    assert.equal(found.rule, null);
  });

  it("tells an option's type, default and unit, and the rule about it", () => {
    const found = hover(flow("@k8s(cpu=1, mem|ory=900)"));
    assert.equal(found?.word, "memory");
    assert.equal(found.code, 'memory: int | float = "4096"');
    assert.match(found.sentences.join(), /Unit: MB\.$/);
    assert.equal(found.rule, "kubernetes/memory");
  });

  it("says nothing of values, unknown options and decorators of others", () => {
    assert.equal(hover(flow("@k8s(cpu=1|6)")), null);
    assert.equal(hover(flow("@k8s(cp|us=16)")), null);
    assert.equal(hover(flow("@mi|ne(cpu=16)")), null);
  });

  it("reaches the decorators of the flow, and those of a half-typed line", () => {
    const onFlow = flow("@resources()").replace("class", '@project(na|me="p")\nclass');
    assert.equal(hover(onFlow)?.code, "name: str = None");
    assert.equal(hover(flow("@k8s(gpu=1, cp|u="))?.word, "cpu");
  });

  it("knows every option of every decorator, and its rule has a section", () => {
    const rules = readFileSync(resolve(__dirname, "../../../../../docs/rules.md"), "utf8");
    for (const { name, level, options } of DECORATORS.values()) {
      for (const option of options) {
        if (!/^\w+$/.test(option.name)) continue;
        const above = level === "flow" ? "class" : "    @step\n    def start";
        const text = `from metaflow import ${name}\n${flow("")}`.replace(
          above,
          `    @${name}(|${option.name}=1)\n${above}`,
        );
        const source = level === "flow" ? text.replace("    @" + name, "@" + name) : text;
        assert.equal(hover(source)?.word, option.name, `${name} ${option.name}`);
        const rule = ruleOf(name, option.name);
        if (rule !== null) assert.ok(rules.includes(`id="${rule.replace("/", "-")}"`), rule);
      }
    }
  });
});

describe("hoverAt on steps in self.next()", () => {
  it("tells kind, decorators and the first line of the docstring", () => {
    const found = hover(flow("@resources()", "self.next(self.tr|ain, foreach='rows')"));
    assert.equal(found?.word, "train");
    assert.equal(found.code, "@k8s(cpu=4, memory=16384)\ndef train(self, inputs)");
    assert.deepEqual(found.sentences, ["join step", "Fit the model."]);
  });

  it("says nothing of unknown steps and outside of targets", () => {
    assert.equal(hover(flow("@resources()", "self.next(self.no|where)")), null);
    assert.equal(hover(flow("@resources()", "self.ne|xt(self.end)")), null);
  });

  it("tells what a foreach, a split and a switch open", () => {
    const kinds = (next: string): string | undefined =>
      hover(
        flow(
          "@resources()",
          `self.next(self.mid|dle)

    @step
    def middle(self):
        ${next}`,
        ),
      )?.sentences[0];
    assert.equal(kinds("self.next(self.train, foreach='rows')"), "foreach over rows");
    assert.equal(kinds("self.next(self.train, self.end)"), "split into 2 branches");
    assert.equal(
      kinds("self.next({'a': self.train, 'b': self.end}, condition='kind')"),
      "switch on kind",
    );
    assert.equal(kinds("self.next(self.end)"), "step");
  });
});
