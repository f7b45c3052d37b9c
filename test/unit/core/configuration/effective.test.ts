import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { Sourced } from "../../../../runtime/core/configuration/attributes";
import { effectiveKubernetes } from "../../../../runtime/core/configuration/effective";
import { isDict, isFloat, isList, type Plain } from "../../../../runtime/core/configuration/plain";
import { settingsOfEnvironment } from "../../../../runtime/core/configuration/settings";
import { readFlow } from "../../../../runtime/core/readFlow";

/** Measured with `external_init` and `step_init` of the classes of Metaflow 2.19.39, Python 3.11. */
interface Measured {
  readonly environment: Readonly<Record<string, string>>;
  readonly rows: readonly {
    /** Whether the environment was set. */
    readonly set: boolean;
    readonly decorators: readonly string[];
    readonly gets: Readonly<Record<string, unknown>>;
  }[];
}

const { environment, rows } = JSON.parse(
  readFileSync(join("test", "flows", "effectiveOptions.json"), "utf8"),
) as Measured;

function asJson(value: Plain | undefined): unknown {
  if (value === undefined) return null;
  if (isFloat(value)) return value.float;
  if (isList(value)) return value.map(asJson);
  return isDict(value)
    ? Object.fromEntries([...value].map(([key, one]) => [key, asJson(one)]))
    : value;
}

function effectiveOf(decorators: readonly string[], set: boolean) {
  const above = decorators.map((one) => `    @${one}\n`).join("");
  const text = `from metaflow import FlowSpec, step, kubernetes, resources, timeout\nclass F(FlowSpec):\n${above}    @step\n    def start(self):\n        pass\n`;
  const step = readFlow(text).flows[0]?.steps[0];
  assert.ok(step);
  const settings = settingsOfEnvironment(set ? environment : {});
  return effectiveKubernetes(step, settings, { python: "3.11" });
}

describe("what @kubernetes comes to", () => {
  it("is what Metaflow makes of the decorator and the settings", () => {
    assert.ok(rows.length > 25);
    for (const { set, decorators, gets } of rows) {
      const effective = effectiveOf(decorators, set);
      assert.ok(effective);
      for (const [option, expected] of Object.entries(gets)) {
        const found: Sourced | undefined =
          option === "timeout" ? effective.timeout : effective.options.get(option);
        const why = `${decorators.join(" ")} ${option}${set ? ", with settings" : ""}`;
        assert.deepEqual(asJson(found?.value), expected, why);
      }
    }
  });

  it("is nothing for a step that does not go there", () => {
    assert.equal(effectiveOf(["resources(cpu=2)"], true), null);
  });

  it("knows where each value comes from", () => {
    const effective = effectiveOf(["kubernetes(memory=1)", "resources(gpu=1)"], true);
    const from = (option: string): string | undefined =>
      effective?.options.get(option)?.origins[0]?.from;
    assert.equal(from("cpu"), "setting");
    assert.equal(from("gpu"), "decorator");
    assert.equal(from("use_tmpfs"), "default");
  });
});
