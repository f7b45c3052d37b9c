import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brief, check, flowText } from "./flows";

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

/** The warnings and errors about these options: the underlined text of each. */
function warned(options: string, beside = ""): string[] {
  return brief(withOptions(options, beside))
    .filter((line) => !line.startsWith("info kubernetes/overruled "))
    .map((line) => line.replace(/^(?:warning|error) kubernetes\/\w+ /u, ""));
}

function fixOf(options: string): string | undefined {
  return check(withOptions(options))[0]?.fix?.text;
}

describe("values that keep pods from being made", () => {
  /** Each made `argo-workflows create` of Metaflow 2.19.39 fail, the first rows every launch, too. */
  const always = [
    ["security_context", '{"runAsUser": 1}'],
    ["security_context", '{"fs_group": 1}'],
    ["security_context", "5"],
    ["security_context", '["a"]'],
    ["qos", "None"],
    ["port", '"x"'],
    ["port", '"1.5"'],
    ["persistent_volume_claims", '"a"'],
    ["persistent_volume_claims", '["a"]'],
    ["persistent_volume_claims", "5"],
    ["extended_resources", '"a"'],
    ["extended_resources", '["a"]'],
    ["extended_resources", "5"],
  ] as const;
  const argo = [
    ["secrets", "1"],
    ["secrets", "True"],
    ["namespace", "1"],
    ["image_pull_secrets", "5"],
    ["port", "[80]"],
  ] as const;
  const severities = (option: string, value: string, target: "argo" | null): string[] =>
    check(withOptions(`${option}=${value}`), { target }).map(
      ({ severity, rule, metaflow }) => `${severity} ${rule} ${String(metaflow)}`,
    );

  it("are errors where that is certain", () => {
    for (const [option, value] of always)
      for (const target of ["argo", null] as const)
        assert.deepEqual(
          severities(option, value, target),
          [`error kubernetes/${option} null`],
          value,
        );
    for (const [option, value] of argo) {
      assert.deepEqual(severities(option, value, "argo"), [`error kubernetes/${option} null`]);
      assert.deepEqual(severities(option, value, null), [`warning kubernetes/${option} null`]);
    }
    assert.equal(fixOf("qos=None"), '"Burstable"');
  });

  it("are no errors where the deployer makes no use of them", () => {
    const errors = (options: string, target: "airflow" | "kubeflow" | "step-functions"): number =>
      check(withOptions(options), { target }).filter(({ severity }) => severity === "error").length;
    for (const one of ['security_context={"runAsUser": 1}', 'port="x"', "extended_resources=5"])
      for (const target of ["airflow", "kubeflow", "step-functions"] as const)
        assert.equal(errors(one, target), 0, `${one} ${target}`);
    assert.equal(errors("qos=None", "airflow"), 1);
    assert.equal(errors("qos=None", "kubeflow"), 1);
  });

  it("are warnings where the server decides", () => {
    const wrong = [
      "service_account=5",
      "executable=3",
      "compute_pool=4",
      'hostname_resolution_timeout="soon"',
      "port=1.5",
      "secrets=[1]",
      "image_pull_secrets=[1]",
      "hostname_resolution_timeout=-1",
      'cpu="inf"',
      "cpu=1e400",
      'memory="inf"',
      'disk="Infinity"',
      'tolerations=[{"key": "a", "value": 1}]',
    ];
    for (const one of wrong) {
      const found = check(withOptions(one), { target: "argo" });
      assert.deepEqual(
        found.map(({ severity }) => severity),
        ["warning"],
        one,
      );
    }
    const right = `service_account=None, executable="python3", compute_pool="a", hostname_resolution_timeout=600, secrets=["a"], namespace=NS, qos="Burstable", tolerations=[{"key": "a", "value": "1"}]`;
    assert.deepEqual(warned(right), []);
  });

  it("are parts of a security context in the style of Python", () => {
    const context = (text: string): string[] => warned(`security_context={${text}}`);
    assert.deepEqual(context('"capabilities": {"add": ["A"], "drop": ["ALL"]}'), []);
    assert.deepEqual(context('"capabilities": {"Add": ["A"]}'), ['«"Add"»']);
    assert.deepEqual(context('"capabilities": {"add": "A"}'), ['«"A"»']);
    const profile = (rest: string): string => `"seccomp_profile": {"type": "Localhost", ${rest}}`;
    assert.deepEqual(context(profile('"localhostProfile": "a"')), []);
    assert.deepEqual(context(profile('"localhost_profile": "a"')), ['«"localhost_profile"»']);
    assert.equal(
      fixOf(`security_context={${profile('"localhost_profile": "a"')}}`),
      '"localhostProfile"',
    );
    assert.deepEqual(context('"seccomp_profile": {"type": "runtimedefault"}'), [
      '«"runtimedefault"»',
    ]);
    assert.deepEqual(context('"proc_mount": "unmasked"'), ['«"unmasked"»']);
    assert.deepEqual(context('"se_linux_options": {"level": L}'), []);
  });
});
