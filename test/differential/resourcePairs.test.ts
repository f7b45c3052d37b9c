import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findingsOf } from "../../runtime/core/findings/findings";
import { readFlow } from "../../runtime/core/readFlow";
import { askBatch } from "./kubernetesOracle";
import { metaflowPython } from "./oracle";
import { flowText } from "./precedence";

const python = metaflowPython();
const options = { skip: python === null && "no Python with Metaflow: set FLOWLENS_TEST_PYTHON" };

const AMOUNTS = ["2", "0", "-1", '"1Gi"', '"abc"', "None", '""', "[]"];
const VALUES: Readonly<Record<string, readonly string[]>> = {
  cpu: AMOUNTS,
  memory: AMOUNTS,
  disk: AMOUNTS,
  gpu: ["1", "0", "1.5", '"1.5"', '""', "None"],
  shared_memory: ["64", '"64"', "0", "None"],
};

/** What `@resources` asks for, beside each of these. */
const pairs = Object.entries(VALUES).flatMap(([option, values]) =>
  values.flatMap((value) =>
    ["kubernetes", `kubernetes(${option}=1)`, `kubernetes(${option}=None)`].map((kubernetes) => [
      kubernetes,
      `resources(${option}=${value})`,
    ]),
  ),
);

describe("@resources beside @kubernetes", options, () => {
  it("is refused exactly when Metaflow refuses the step", async () => {
    const { answers } = await askBatch(python ?? "", {}, pairs);
    const differing = pairs.flatMap((pair, i) => {
      const text = flowText(pair);
      const errors = findingsOf(readFlow(text), text).filter(
        ({ rule, severity }) => severity === "error" && rule.startsWith("kubernetes/"),
      );
      const refused = answers[i]?.refused;
      if ((refused !== undefined) === errors.length > 0) return [];
      return [`${pair.join(" ")}: ${refused ?? "taken"}; ours: ${errors[0]?.message ?? "nothing"}`];
    });
    assert.deepEqual(differing, []);
  });
});
