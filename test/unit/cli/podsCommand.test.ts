import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, mock } from "node:test";
import { parseArguments, UsageError } from "../../../runtime/cli/arguments";
import { podsCommand } from "../../../runtime/cli/podsCommand";
import { podsText } from "../../../runtime/cli/podsText";
import { after, recorded } from "../core/cluster/replay";

describe("pods on the command line", () => {
  const plain = {
    ...{ name: "pods", replay: null, context: null, namespace: null, record: null },
    ...{ duration: null, run: null, format: "text" },
  };
  const options: [string[], object][] = [
    [["pods"], plain],
    [["pods", "--replay", "a.jsonl"], { ...plain, replay: "a.jsonl" }],
    [
      ["pods", "--run=7", "--replay=a", "--format", "json"],
      { ...plain, replay: "a", run: "7", format: "json" },
    ],
    [["pods", "--context", "c", "--namespace", "ml"], { ...plain, context: "c", namespace: "ml" }],
    [["pods", "--record", "a"], { ...plain, record: "a" }],
    [["pods", "--record", "a", "--for", "5m"], { ...plain, record: "a", duration: 300_000 }],
    [["pods", "--record", "a", "--for=60"], { ...plain, record: "a", duration: 60_000 }],
  ];
  for (const [words, expected] of options) {
    it(`reads ${words.join(" ")}`, () => {
      assert.deepEqual(parseArguments(words), expected);
    });
  }

  const wrong: [string[], RegExp][] = [
    [["pods", "--record", "a", "--replay", "b"], /leave --record out/],
    [["pods", "--context", "c", "--replay", "a"], /leave --context out/],
    [["pods", "--replay"], /needs a value/],
    [["pods", "--for", "60s"], /write --record FILE too/],
    [["pods", "--record", "a", "--for", "soon"], /such as 60s or 5m, not soon/],
    [["pods", "a.jsonl", "--replay", "b"], /what is a\.jsonl/],
    [["pods", "--follow", "a"], /no option --follow/],
  ];
  for (const [words, message] of wrong) {
    it(`refuses ${words.join(" ")}`, () => {
      assert.throws(
        () => parseArguments(words),
        (error) => error instanceof UsageError && message.test(error.message),
      );
    });
  }
});

describe("podsText", () => {
  it("shows the cause, what to do, where, and what the cluster said", () => {
    assert.deepEqual(podsText(after(recorded("fail-pvc"))).split("\n"), [
      "OneFlow / 1795308288876167",
      "  pending    start/1  PVC no-such-claim not found",
      "             Create the PersistentVolumeClaim in the pod's namespace, or correct its name. [persistent_volume_claims]",
      "             t-a1a8e129-mb45l-rj29x  volume/missing-claim",
      '             00:44:57  FailedScheduling  0/1 nodes are available: persistentvolumeclaim "no-such-claim" not found. not found',
    ]);
  });

  it("gives tasks without trouble a line each", () => {
    const [title, ...tasks] = podsText(after(recorded("ok"))).split("\n");
    assert.equal(title, "OkFlow / 1795308040004114");
    assert.equal(tasks.length, 6);
    assert.match(tasks[5] ?? "", /^ {2}succeeded {2}start\/1 {2}t-a2349f39-59jvs-vzd6d$/);
  });

  it("leaves older runs out where there are many, and says so", () => {
    const [one] = after(recorded("fail-pvc"));
    assert.ok(one);
    const all = ["4", "3", "2", "1"].map((run) => ({ ...one, run }));
    const text = podsText(all, 3);
    assert.match(text, /\/ 4\n[^]*\/ 2\n[^]*\n1 older run left out: name one by --run\.$/);
    assert.doesNotMatch(text, /\/ 1\n/);
  });

  it("sends no control codes to the terminal", () => {
    const [one] = after(recorded("fail-pvc"));
    assert.ok(one);
    const events = one.events.map((event) => ({ ...event, message: "a\u001b[31mb\nc" }));
    assert.doesNotMatch(podsText([{ ...one, events }]), /\u001b|b\nc/);
  });
});

/** What `pods --replay` prints and returns. */
async function replayed(
  file: string,
  format: "text" | "json" = "json",
): Promise<{ code: number; out: string; err: string }> {
  const out = mock.method(process.stdout, "write", () => true);
  const err = mock.method(process.stderr, "write", () => true);
  const told = (printed: typeof out): string =>
    printed.mock.calls.map(({ arguments: [text] }) => String(text)).join("");
  try {
    const code = await podsCommand({
      ...{ name: "pods", replay: file, format, run: null },
      ...{ context: null, namespace: null, record: null, duration: null },
    });
    return { code, out: told(out), err: told(err) };
  } finally {
    out.mock.restore();
    err.mock.restore();
  }
}

/** Each plain object of a cluster that tells of trouble, and what its name says of it. */
const trials: Readonly<Record<string, Readonly<Record<string, string | null>>>> = {
  "argo-quota": { "q -": "quota/must-specify" },
  "argo-scenarios": {
    "q2 bad-image": "image-pull/dns",
    "q2 exit3": "exception",
    "q2 -": "quota/exceeded",
    "q2 unschedulable": "unschedulable/selector",
  },
  "argo-wf": { "argo -": null },
  badimage: { "badimage bad-image": "image-pull/dns" },
  neverpull: { "neverpull bad-image-never": "image-never-pull" },
  ok: {
    "ok fail-job": "exception",
    "ok hello-job": null,
    "ok hello-pod": null,
    "ok oom-pod": "out-of-memory",
  },
  pull: {
    "pull incluster": null,
    "pull limited": "image-pull/rate-limit",
    "pull private": "image-pull/unauthorized",
    "pull missing": "image-pull/not-found",
  },
  pvc: { "pvc missing-pvc": "volume/missing-claim", "pvc unbound-pvc": "volume/storage-class" },
  quota: { "quota no-requests": "quota/must-specify", "quota too-big": "quota/exceeded" },
  secret: {
    "secret missing-serviceaccount": "service-account",
    "secret missing-secret-env": "secret",
    "secret missing-secret-volume": "secret",
    // A service account that is there, and a program that is not.
    "secret missing-serviceaccount-ok": "start-error",
  },
  unsched: {
    "unsched unschedulable-cpu": "unschedulable/cpu",
    "unsched unschedulable-gpu": "unschedulable/gpu",
    "unsched unschedulable-selector": "unschedulable/selector",
  },
};

describe("pods --replay", () => {
  for (const [name, expected] of Object.entries(trials)) {
    it(`tells the causes of the plain objects of ${name}`, async () => {
      const { code, out } = await replayed(`test/cluster/objects-${name}.jsonl`);
      const { workloads } = JSON.parse(out) as {
        workloads: Record<"namespace" | "job" | "pod" | "cause" | "flow", string | null>[];
      };
      const found = workloads.map(({ namespace, job, pod, cause }) => [
        `${namespace} ${job ?? pod ?? "-"}`,
        cause,
      ]);
      assert.deepEqual(Object.fromEntries(found), expected);
      assert.ok(workloads.every(({ flow }) => flow === null));
      assert.equal(code, 0);
    });
  }

  it("names plain objects as text", async () => {
    const { out } = await replayed("test/cluster/objects-quota.jsonl", "text");
    assert.match(out, /^namespace quota\n {2}pending {4}no-requests {2}quota small wants /);
    assert.match(out, /^ {13}too-big \(no pod\) {2}quota\/exceeded$/m);
  });

  it("says of a pod that may still start what holds it so far, and of one that is stuck why", async () => {
    const early = await replayed("test/cluster/fail-pvc.jsonl", "text");
    assert.match(early.out, /^ {2}pending {4}start\/1 {2}so far: PVC no-such-claim not found$/m);
    const late = await replayed("test/cluster/fail-quota.jsonl", "text");
    assert.match(late.out, /^ {2}pending {4}start\/1 {2}quota small: /m);
    const stuck = async (name: string): Promise<readonly boolean[]> => {
      const { out } = await replayed(`test/cluster/${name}.jsonl`);
      return (JSON.parse(out) as { workloads: { stuck: boolean }[] }).workloads.map((w) => w.stuck);
    };
    assert.deepEqual(await stuck("fail-pvc"), [false]);
    assert.deepEqual(await stuck("fail-quota"), [true]);
  });

  it("tells of Metaflow's tasks alone where there are any", async () => {
    const folder = mkdtempSync(join(tmpdir(), "flowlens-test-"));
    const file = join(folder, "both.jsonl");
    const both = ["fail-pvc", "objects-pvc"].map((one) => `test/cluster/${one}.jsonl`);
    writeFileSync(file, both.map((one) => readFileSync(one, "utf8")).join(""));
    const { out } = await replayed(file, "text");
    rmSync(folder, { recursive: true });
    assert.match(out, /no-such-claim/);
    assert.doesNotMatch(out, /unbound-pvc/);
  });

  it("refuses a file that is no recording", async () => {
    const { code, out, err } = await replayed("README.md");
    assert.equal(code, 2);
    assert.equal(out, "");
    assert.match(err, /^README\.md is no recording: /);
  });
});
