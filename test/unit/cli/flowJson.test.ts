import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { flowsJson } from "../../../runtime/cli/flowJson";
import { mermaidOf } from "../../../runtime/cli/mermaid";
import { readFlow } from "../../../runtime/core/readFlow";

const TEXT = `from metaflow import FlowSpec, step, kubernetes, project, Parameter

@project(name="p")
class F(FlowSpec):
    alpha = Parameter("alpha", default=1.0, type=float)

    @kubernetes(cpu=1.0, labels={"a": 1, 2: None}, image=IMAGE, secrets=["x", y])
    @other("pos", *rest)
    @step
    def start(self):
        self.next(self.a, foreach="items")

    @step
    def a(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next({"x\\"y": self.end, "z": self.join2}, condition="c")

    @step
    def join2(self):
        self.next(self.end)

    @step
    def end(self):
        pass

F()
`;

interface JsonFlow {
  readonly steps: readonly Record<string, unknown>[];
}

function json(text: string): unknown {
  return JSON.parse(JSON.stringify(flowsJson(readFlow(text), text, null)));
}

describe("flowsJson", () => {
  it("has the contract's fields", () => {
    const [flow] = json(TEXT) as [JsonFlow & Record<string, unknown>];
    const { steps, ...rest } = flow;
    assert.deepEqual(rest, {
      name: "F",
      line: 4,
      runnable: true,
      decorators: [{ name: "project", line: 3, args: [], arguments: { name: "p" } }],
      parameters: [
        {
          name: "alpha",
          line: 5,
          arguments: { default: { float: 1 }, type: { expression: "float" } },
        },
      ],
    });
    assert.deepEqual(steps[0], {
      name: "start",
      line: 10,
      kind: "foreach",
      next: ["a"],
      nextLine: 11,
      foreach: "items",
      parallel: false,
      numParallel: null,
      condition: null,
      cases: {},
      matchingJoin: null,
      decorators: [
        {
          name: "kubernetes",
          line: 7,
          args: [],
          arguments: {
            cpu: { float: 1 },
            labels: { a: 1, "2": null },
            image: { expression: "IMAGE" },
            secrets: { expression: '["x", y]' },
          },
        },
        { name: "other", line: 8, args: ["pos", { expression: "*rest" }], arguments: {} },
      ],
    });
  });

  it("tells matching joins of clean flows only", () => {
    const clean = TEXT.replace(/self\.next\(\{.*\}, condition="c"\)/, "self.next(self.join2)");
    const [flow] = json(clean) as [JsonFlow];
    assert.equal(flow.steps[0]?.["matchingJoin"], "join");
    const [broken] = json(clean.replace("self.next(self.end)", "pass")) as [JsonFlow];
    assert.equal(broken.steps[0]?.["matchingJoin"], null);
  });

  it("a constant stays the name that was written", () => {
    const text = `IMAGE = "python:3.12"\ny = "z"\n${TEXT}`;
    const [flow] = json(text) as [JsonFlow];
    const [kubernetes] = flow.steps[0]?.["decorators"] as [{ arguments: object }];
    assert.deepEqual(kubernetes.arguments, {
      cpu: { float: 1 },
      labels: { a: 1, "2": null },
      image: { expression: "IMAGE" },
      secrets: { expression: '["x", y]' },
    });
  });

  it("keeps keys that JavaScript treats as its own", () => {
    const text = TEXT.replace('"z": self.join2', '"__proto__": self.join2');
    const [flow] = flowsJson(readFlow(text), text, null) as unknown as [JsonFlow];
    assert.deepEqual(Object.keys(flow.steps[2]?.["cases"] as object), ['x"y', "__proto__"]);
  });
});

describe("mermaidOf", () => {
  it("draws every step and edge, labels escaped", () => {
    const drawing = mermaidOf(readFlow(TEXT).flows[0]!);
    assert.match(drawing, /step_start\[\/"start"\\\]/);
    assert.match(drawing, /step_start -->\|"foreach items"\| step_a/);
    assert.match(drawing, /step_join -->\|"x#34;y"\| step_end/);
  });
});
