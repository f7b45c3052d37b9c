import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { settingsOfEnvironment } from "../../../../runtime/core/configuration/settings";
import type { FindingOptions } from "../../../../runtime/core/findings/findings";
import { brief, check, flowText } from "./flows";

const END = "    @step\n    def end(self):\n        pass\n";

function withDecorators(lines: string, next = "self.end"): string {
  const above = lines.replaceAll("; ", "\n    ");
  const start = `    ${above}\n    @step\n    def start(self):\n        self.next(${next})\n\n`;
  return `from metaflow import timeout, batch, catch\n${flowText(start + END)}`;
}

describe("a step without @kubernetes that a deployer gives one", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["@timeout(seconds=20)", "error decorator/short-timeout «@timeout(seconds=20)»"],
    ['@resources(memory="1Gi")', 'error kubernetes/memory «"1Gi"»'],
    ["@resources(gpu=1.5)", "error kubernetes/gpu «1.5»"],
    ['@resources(shared_memory="100")', 'error kubernetes/shared_memory «"100"»'],
  ];

  it("is judged as if it were written, for Argo Workflows, Kubeflow and Airflow", () => {
    for (const [decorators, finding] of cases) {
      assert.deepEqual(brief(withDecorators(decorators)), [], decorators);
      for (const target of ["argo", "kubeflow", "airflow"] as const)
        assert.deepEqual(brief(withDecorators(decorators), { target }), [finding], decorators);
    }
    const [finding] = check(withDecorators("@timeout(seconds=20)"), { target: "argo" });
    assert.match(finding?.message ?? "", /Argo Workflows puts @kubernetes on every step\.$/u);
  });

  it("is a step of AWS Batch for Step Functions", () => {
    const short = cases[0]?.[1] ?? "";
    const options: FindingOptions = { target: "step-functions" };
    const found = brief(withDecorators("@timeout(seconds=20)"), options);
    assert.ok(found.includes(short), found.join());
  });

  it("cannot be @parallel and @catch, nor a gang of one", () => {
    const gang = (members: number): string =>
      `from metaflow import catch\n${flowText(`    @step
    def start(self):
        self.next(self.train, num_parallel=${members})

    @parallel
    @catch
    @step
    def train(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)

${END}`)}`;
    const caught = "error decorator/parallel-catch «@catch»";
    assert.deepEqual(brief(gang(2)), []);
    assert.deepEqual(brief(gang(2), { target: "argo" }), [caught]);
    assert.deepEqual(brief(gang(1), { target: "argo" }), [
      "error kubernetes/num_parallel «1»",
      caught,
    ]);
  });

  it("is told once where @kubernetes is written, and never of another platform", () => {
    const written = withDecorators("@kubernetes; @timeout(seconds=20)");
    assert.equal(check(written, { target: "argo" }).length, 1);
    const batch = withDecorators("@batch; @resources(gpu=1.5)");
    assert.deepEqual(brief(batch, { target: "argo" }), ["error deploy/platform «@batch»"]);
  });

  it("is a hint when METAFLOW_DEFAULT_DECOSPECS gives it one", () => {
    const settings = settingsOfEnvironment({
      METAFLOW_DEFAULT_DECOSPECS: "retry kubernetes:memory=8000",
    });
    assert.deepEqual(brief(withDecorators("@timeout(seconds=20)"), { settings }), [
      "hint decorator/short-timeout «@timeout(seconds=20)»",
    ]);
  });
});

describe("what @resources hands to @kubernetes", () => {
  /** Measured against `KubernetesDecorator.step_init` of Metaflow 2.19.39. */
  const refused: readonly (readonly [string, string])[] = [
    ['@kubernetes; @resources(memory="1Gi")', 'error kubernetes/memory «"1Gi"»'],
    ["@kubernetes; @resources(gpu=1.5)", "error kubernetes/gpu «1.5»"],
    ['@kubernetes; @resources(gpu="")', 'error kubernetes/gpu «""»'],
    ['@kubernetes; @resources(shared_memory="100")', 'error kubernetes/shared_memory «"100"»'],
    ["@kubernetes(cpu=None); @resources(cpu=None)", "error kubernetes/cpu «None»"],
    ["@kubernetes(cpu=0); @resources(cpu=0)", "error kubernetes/cpu «0»"],
    ["@kubernetes(disk=-1); @resources(disk=-2)", "error kubernetes/disk «-2»"],
    ['@kubernetes(memory="1Gi"); @resources(memory=1)', 'error kubernetes/memory «"1Gi"»'],
  ];

  it("is refused as Metaflow refuses it, without a word about what the pod gets", () => {
    for (const [decorators, finding] of refused)
      assert.deepEqual(brief(withDecorators(decorators)), [finding], decorators);
  });

  it("is taken as Metaflow takes it", () => {
    const taken = [
      "@kubernetes; @resources(cpu=0)",
      "@kubernetes; @resources(cpu=None)",
      "@kubernetes; @resources(disk=None)",
      "@kubernetes(cpu=-1); @resources(cpu=2)",
      "@kubernetes; @resources(gpu=0)",
      "@kubernetes; @resources(shared_memory=0)",
      "@kubernetes; @resources(memory=MB)",
      "@kubernetes; @resources(**more)",
    ];
    for (const one of taken) {
      const errors = check(withDecorators(one)).filter(({ severity }) => severity === "error");
      assert.deepEqual(errors, [], one);
    }
  });
});
