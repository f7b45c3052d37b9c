import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseArguments, UsageError } from "../../../runtime/cli/arguments";
import { podsText } from "../../../runtime/cli/podsCommand";
import { after, recorded } from "../core/cluster/replay";

describe("pods on the command line", () => {
  it("reads its options", () => {
    assert.deepEqual(parseArguments(["pods", "--replay", "a.jsonl"]), {
      name: "pods",
      replay: "a.jsonl",
      run: null,
      format: "text",
    });
    const words = ["pods", "--run=7", "--replay=a", "--format", "json"];
    assert.deepEqual(parseArguments(words), {
      name: "pods",
      replay: "a",
      run: "7",
      format: "json",
    });
  });

  const wrong: [string[], RegExp][] = [
    [["pods"], /--replay FILE/],
    [["pods", "--record", "a"], /recordings only/],
    [["pods", "--context", "c", "--replay", "a"], /recordings only/],
    [["pods", "--replay"], /needs a value/],
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

  it("says so when there are none, and sends no control codes to the terminal", () => {
    assert.equal(podsText([]), "No Metaflow tasks found.");
    const [one] = after(recorded("fail-pvc"));
    assert.ok(one);
    const events = one.events.map((event) => ({ ...event, message: "a\u001b[31mb\nc" }));
    assert.doesNotMatch(podsText([{ ...one, events }]), /\u001b|b\nc/);
  });
});
