import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseArguments, UsageError } from "../../../runtime/cli/arguments";
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
