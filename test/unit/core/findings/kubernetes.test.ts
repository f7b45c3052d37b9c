import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brief, check, flowText } from "./flows";
import { VERDICTS } from "./kubernetesVerdicts";

function withOptions(options: string, beside = ""): string {
  return flowText(`${beside}    @kubernetes(${options})
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass
`);
}

/** Fit for a sure verdict only when the environment has its say: see the rule's page. */
const UNCERTAIN = new Set(['node_selector=""']);

describe("values of @kubernetes", () => {
  it("are refused exactly when Metaflow's class refuses them", () => {
    for (const { option, value, resources, verdict } of VERDICTS) {
      const beside = resources === null ? "" : `    @resources(${resources})\n`;
      const written = `${option}=${value}`;
      const findings = check(withOptions(written, beside)).filter(
        (finding) => finding.metaflow !== null,
      );
      const expected = verdict === "accepted" ? [] : [UNCERTAIN.has(written) ? "warning" : "error"];
      assert.deepEqual(
        findings.map(({ severity }) => severity),
        expected,
        `${written} beside @resources(${resources ?? "none"})`,
      );
      for (const finding of findings) {
        assert.equal(finding.rule, `kubernetes/${option}`);
        assert.equal(finding.metaflow, "kubernetes");
      }
    }
  });

  it("say the number to write for a quantity with a unit", () => {
    const numbers: readonly (readonly [string, string])[] = [
      ['memory="512Mi"', "537"],
      ['memory="2Gi"', "2148"],
      ['memory="4G"', "4000"],
      ['disk="100 GB"', "100000"],
      ['cpu="500m"', "0.5"],
      ['tmpfs_size="1Gi"', "1024"],
      ['shared_memory="64Mi"', "64"],
      ['shared_memory="100"', "100"],
      ["gpu=2.0", "2"],
    ];
    for (const [option, number] of numbers) {
      const [finding] = check(withOptions(option));
      assert.equal(finding?.fix?.text, number, option);
      assert.match(finding.message, new RegExp(`\\b${number}\\b`), option);
    }
  });

  it("are underlined where the mistake is", () => {
    const text = withOptions(
      'labels={"a": "b", "c": "-d"}, tolerations=[{"key": "k", "tolerationSeconds": 5}]',
    );
    assert.deepEqual(brief(text), [
      'error kubernetes/labels «"-d"»',
      'error kubernetes/tolerations «"tolerationSeconds"»',
    ]);
    assert.equal(check(text)[1]?.fix?.text, '"toleration_seconds"');
  });

  it("stay unjudged when they are not literals", () => {
    assert.deepEqual(
      brief(withOptions("cpu=CPU, memory=f'{n}', gpu=n(), labels=LABELS, **more")),
      [],
    );
  });

  it("must leave a whole number of memory to halve when the mount has no size", () => {
    assert.deepEqual(brief(withOptions('use_tmpfs=True, memory="1000.5"')), [
      'error kubernetes/memory «"1000.5"»',
    ]);
    assert.deepEqual(brief(withOptions('use_tmpfs=True, tmpfs_size=5, memory="1000.5"')), []);
  });
});
