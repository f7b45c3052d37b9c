import "./fakeEditor";
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { optionText } from "../../../extension/cluster/podTooltip";
import { evicted, nodeLost, timedOut } from "../../../runtime/core/cluster/podEndCause";
import { everything, recorded } from "../core/cluster/replay";

/** What recordings have no example of. */
const others = [timedOut(60), nodeLost("n1"), evicted("preempted")].map(({ option }) => option);

describe("what is to be changed", () => {
  it("is an argument of @kubernetes, another decorator or a variable", () => {
    const files = readdirSync("test/cluster").filter((file) => file.endsWith(".jsonl"));
    const recordedOptions = files.flatMap((file) =>
      everything(recorded(file.replace(".jsonl", ""))).map(({ option }) => option),
    );
    const options = new Set([...others, ...recordedOptions].filter((option) => option !== null));
    assert.deepEqual([...options].map(optionText).sort(), [
      "@kubernetes(cpu=…)",
      "@kubernetes(gpu=…)",
      "@kubernetes(image=…)",
      "@kubernetes(image_pull_policy=…)",
      "@kubernetes(image_pull_secrets=…)",
      "@kubernetes(memory=…)",
      "@kubernetes(node_selector=…)",
      "@kubernetes(persistent_volume_claims=…)",
      "@kubernetes(qos=…)",
      "@kubernetes(secrets=…)",
      "@kubernetes(service_account=…)",
      "@retry",
      "@timeout",
    ]);
    assert.equal(optionText("METAFLOW_KUBERNETES_NAMESPACE"), "METAFLOW_KUBERNETES_NAMESPACE");
  });
});
