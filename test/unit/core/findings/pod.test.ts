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

describe("values of @kubernetes that only Kubernetes refuses", () => {
  it("are warnings that Metaflow has no name for", () => {
    const [finding] = check(withOptions("port=70000"));
    assert.equal(finding?.rule, "kubernetes/port");
    assert.equal(finding.severity, "warning");
    assert.equal(finding.metaflow, null);
  });

  it("images", () => {
    const good =
      'python ¦ python:3.12 ¦ a/b_c/d__e.f-g:1.0-X_y ¦ localhost:5000/x ¦ Example.com/x ¦ [::1]:80/x ¦ a@sha256:0123456789abcdef0123456789abcdef ¦ "" ¦ x.io/y:t@sha256:0123456789abcdef0123456789abcdef';
    for (const image of good.split(" ¦ ").map((one) => one.replace('""', ""))) {
      assert.deepEqual(warned(`image="${image}"`), [], image);
    }
    const bad =
      "Python ¦ python: ¦ a b ¦ https://x.io/y ¦ x:y:z ¦ a//b ¦ a/ ¦ python:3.12 ¦ a@sha256:12 ¦ -a ¦ a..b/c ¦ a___b ¦ x:.t ¦ a.b_c/d";
    for (const image of bad.split(" ¦ ").map((one) => (one === "python:3.12" ? ` ${one}` : one))) {
      assert.equal(warned(`image="${image}"`).length, 1, image);
    }
    assert.equal(fixOf('image="https://x.io/y:1"'), '"x.io/y:1"');
    assert.equal(fixOf('image="python "'), '"python"');
    assert.deepEqual(brief(withOptions("image=5")), ["error kubernetes/image «5»"]);
    assert.deepEqual(warned("image=None, image_pull_policy=P"), []);
  });

  it("pull policies", () => {
    for (const policy of ['"Always"', '"IfNotPresent"', '"Never"', "None", '""', "POLICY"]) {
      assert.deepEqual(warned(`image_pull_policy=${policy}`), [], policy);
    }
    assert.equal(fixOf('image_pull_policy="if-not-present"'), '"IfNotPresent"');
    assert.deepEqual(warned('image_pull_policy="sometimes"'), ['«"sometimes"»']);
    assert.deepEqual(warned("image_pull_policy=True"), ["«True»"]);
  });

  it("ports", () => {
    for (const port of ["1", "65535", '"80"', "0", "None", "PORT"]) {
      assert.deepEqual(warned(`port=${port}`), [], port);
    }
    for (const port of ["65536", "-1", '"abc"', "[80]"]) {
      assert.deepEqual(warned(`port=${port}`), [`«${port}»`]);
    }
  });

  it("names of objects", () => {
    assert.deepEqual(warned('namespace="a-1", service_account="a.b", secrets="a,b.c"'), []);
    assert.deepEqual(warned('namespace="a.b"'), ['«"a.b"»']);
    assert.deepEqual(warned(`namespace="${"a".repeat(64)}"`).length, 1);
    assert.equal(fixOf('namespace="Data_Team"'), '"data-team"');
    assert.equal(fixOf('service_account="Runner"'), '"runner"');
    assert.equal(fixOf('secrets="a, b"'), '"a,b"');
    assert.deepEqual(warned('secrets=["ok", "Not", NAME]'), ['«"Not"»']);
    assert.equal(fixOf('image_pull_secrets="reg"'), '["reg"]');
    assert.deepEqual(warned('image_pull_secrets=["reg", "a_b"]'), ['«"a_b"»']);
  });

  it("keys of labels, annotations and node selectors", () => {
    const good = '{"a": "b", "x.io/A_b.c-1": "", NAME: "c", **more}';
    for (const option of ["labels", "annotations", "node_selector"]) {
      assert.deepEqual(warned(`${option}=${good}`), [], option);
    }
    assert.deepEqual(warned('labels={"-a": "b", "A.io/x": "b", "a/b/c": "d", 1: "e"}'), [
      '«"-a"»',
      '«"A.io/x"»',
      '«"a/b/c"»',
      "«1»",
    ]);
    assert.deepEqual(warned('annotations={"": "b", "a": 1, "b": "any text at all!"}'), [
      '«""»',
      "«1»",
    ]);
    assert.equal(fixOf('annotations={"a": True}'), '"true"');
    assert.deepEqual(brief(withOptions("annotations=[]")), ["error kubernetes/annotations «[]»"]);
    assert.deepEqual(warned('node_selector={"a": "b c"}'), ['«"b c"»']);
    assert.deepEqual(warned('node_selector="a=b,x.io/c=d=e"'), ['«"a=b,x.io/c=d=e"»']);
    assert.equal(fixOf('node_selector="a = b, c=d"'), '"a=b,c=d"');
    assert.deepEqual(warned('node_selector=["a=b"]'), ['«["a=b"]»']);
  });

  it("claims and paths", () => {
    assert.deepEqual(warned('persistent_volume_claims={"a": "/a", "b": "/b", C: P}'), []);
    assert.deepEqual(
      warned('persistent_volume_claims={"a.b": "/a", "c": "c", "d": "/a", "e": "/x:y", "f": 1}'),
      ['«"a.b"»', '«"c"»', '«"/a"»', '«"/x:y"»', "«1»"],
    );
    assert.equal(fixOf('persistent_volume_claims={"c": "c"}'), '"/c"');
    assert.deepEqual(warned('persistent_volume_claims=["a"]'), ['«["a"]»']);
    const shared = 'persistent_volume_claims={"a": "/dev/shm", "b": "/metaflow_temp"}';
    assert.deepEqual(warned(shared), []);
    assert.deepEqual(warned(`${shared}, shared_memory=64, use_tmpfs=True`), [
      '«"/dev/shm"»',
      '«"/metaflow_temp"»',
    ]);
    assert.deepEqual(warned(`${shared}, use_tmpfs=True, tmpfs_path="/t"`), []);
    assert.deepEqual(warned('tmpfs_path="t"'), ['«"t"»']);
    assert.deepEqual(warned("tmpfs_path=None"), []);
  });
});

describe("security contexts", () => {
  const context = (entries: string): string[] => warned(`security_context={${entries}}`);

  it("have the names and types of the Python client", () => {
    assert.deepEqual(
      context(
        '"privileged": True, "run_as_user": 1000, "capabilities": {"add": ["NET_ADMIN"]}, "run_as_group": GROUP, "seccomp_profile": {"type": "RuntimeDefault"}, "proc_mount": "Default", "run_as_non_root": None',
      ),
      [],
    );
    assert.deepEqual(context('"runAsUser": 1000, "foo": 1, "fsGroup": 5, KEY: 1'), [
      '«"runAsUser"»',
      '«"foo"»',
      '«"fsGroup"»',
    ]);
    assert.equal(fixOf('security_context={"runAsUser": 1}'), '"run_as_user"');
    assert.equal(fixOf('security_context={"fs_group": 1}'), undefined);
    assert.deepEqual(
      context('"run_as_user": "1000", "run_as_group": -1, "privileged": "yes", "capabilities": []'),
      ['«"1000"»', "«-1»", '«"yes"»', "«[]»"],
    );
    assert.deepEqual(warned("security_context=[1]"), ["«[1]»"]);
    assert.deepEqual(warned("security_context={}"), []);
  });

  it("do not contradict themselves", () => {
    assert.deepEqual(context('"run_as_non_root": True, "run_as_user": 0'), ["«0»"]);
    assert.deepEqual(context('"run_as_non_root": True, "run_as_user": 1'), []);
    assert.deepEqual(context('"run_as_non_root": False, "run_as_user": 0'), []);
    assert.deepEqual(context('"privileged": True, "allow_privilege_escalation": False'), [
      "«False»",
    ]);
    assert.deepEqual(
      context('"capabilities": {"add": ["CAP_SYS_ADMIN"]}, "allow_privilege_escalation": False'),
      ["«False»"],
    );
    assert.deepEqual(context('"privileged": False, "allow_privilege_escalation": False'), []);
  });
});

describe("tolerations", () => {
  const toleration = (entries: string): string[] => warned(`tolerations=[{${entries}}]`);

  it("have the words of Kubernetes", () => {
    assert.deepEqual(toleration('"key": "a", "operator": "Exists", "effect": "NoSchedule"'), []);
    assert.deepEqual(toleration('"operator": "Exists"'), []);
    assert.deepEqual(toleration('"key": "a", "value": "b"'), []);
    assert.deepEqual(toleration('"key": KEY, "operator": OP, "value": V, "effect": E'), []);
    assert.deepEqual(toleration('"key": "a", "operator": "exists", "effect": "noSchedule"'), [
      '«"exists"»',
      '«"noSchedule"»',
    ]);
    assert.equal(fixOf('tolerations=[{"key": "a", "effect": "no_execute"}]'), '"NoExecute"');
  });

  it("fit together", () => {
    assert.deepEqual(toleration('"key": "a", "operator": "Exists", "value": "b"'), ['«"b"»']);
    assert.deepEqual(toleration('"operator": "Equal", "value": "b"'), [
      '«{"operator": "Equal", "value": "b"}»',
    ]);
    assert.deepEqual(toleration('"key": "a b", "operator": "Exists"'), ['«"a b"»']);
    assert.deepEqual(toleration('"key": "a", "toleration_seconds": 5'), ["«5»"]);
    assert.deepEqual(toleration('"key": "a", "toleration_seconds": 5, "effect": "NoExecute"'), []);
  });
});

describe("sizes that cannot be meant", () => {
  it("name the number to write", () => {
    const cases: readonly (readonly [string, string])[] = [
      ["memory=16", "16000"],
      ['memory="0.5"', "500"],
      ["memory=16000000000", "16000"],
      ["disk=100", "100000"],
      ["cpu=2000", "2"],
    ];
    for (const [option, number] of cases) assert.equal(fixOf(option), number, option);
    assert.deepEqual(warned('memory=100, disk=500, cpu=999, gpu="8"'), []);
    assert.deepEqual(warned("gpu=-1"), ["«-1»"]);
  });

  it("are not told beside @resources, which may raise them", () => {
    const resources = "    @resources(cpu=1)\n";
    assert.deepEqual(warned("memory=16, cpu=2000, shared_memory=1000", resources), []);
    assert.deepEqual(warned("disk=100", resources), ["«100»"]);
    assert.deepEqual(warned("disk=100", "    @resources(disk=9000)\n"), []);
  });

  it("compare what lives in the memory with it", () => {
    assert.deepEqual(warned("memory=1000, shared_memory=954, tmpfs_size='953'"), ["«954»"]);
    assert.deepEqual(warned("memory=M, shared_memory=9000"), []);
    assert.deepEqual(warned("shared_memory=9000"), []);
  });

  it("count devices by their full names", () => {
    const resources = '{"a.io/b": 1, "a.io/c": "2", NAME: N}';
    assert.deepEqual(warned(`extended_resources=${resources}`), []);
    assert.deepEqual(warned('extended_resources={"neuron": 1, "a.io/b": 1.5, "a.io/c": "x"}'), [
      '«"neuron"»',
      "«1.5»",
      '«"x"»',
    ]);
  });
});

describe("compute pools", () => {
  it("are named once", () => {
    const pool = (selector: string): string[] =>
      brief(withOptions(`compute_pool="p", node_selector=${selector}`));
    assert.deepEqual(pool('{"a": "b"}'), []);
    assert.deepEqual(pool('{"outerbounds.co/compute-pool": "p"}'), []);
    assert.deepEqual(pool('{"outerbounds.co/compute-pool": "q"}'), [
      'warning kubernetes/compute_pool «"q"»',
    ]);
    assert.deepEqual(pool('"outerbounds.co/compute-pool=q"'), [
      'warning kubernetes/compute_pool «"outerbounds.co/compute-pool=q"»',
    ]);
    assert.ok(pool('["a"]').includes('error kubernetes/compute_pool «["a"]»'));
  });
});
