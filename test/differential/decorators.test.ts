import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { readWithCli, type CliFinding } from "./cli";
import { everyValue, misspelt, someCombinations } from "./decoratorCases";
import { askMetaflow, metaflowPython, type About, type DecoratorAnswer } from "./oracle";
import { Random } from "./random";

const SEED = Number(process.env["FLOWLENS_SEED"] ?? 1);
const COMBINATIONS = Number(process.env["FLOWLENS_DIFFERENTIAL"] ?? 200);

const python = metaflowPython();
const folder = mkdtempSync(join(tmpdir(), "flowlens-decorators-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const options = { skip: python === null && "no Python with Metaflow: set FLOWLENS_TEST_PYTHON" };

describe("decorators and their options", options, () => {
  it("agrees with @kubernetes on every value of every option that is checked", async () => {
    await compareAll("values", everyValue());
  });

  it("agrees with @kubernetes on random combinations of options", async () => {
    await compareAll("combinations", someCombinations(new Random(SEED), COMBINATIONS));
  });

  it("knows every option of every step decorator, and no other", async () => {
    const { about } = await askMetaflow(python ?? "", []);
    await compareAll("options", [...everyOption(about), ...misspelt(about)]);
  });
});

/** Each documented option once, with a value that no decorator looks at on import. */
function everyOption(about: About): string[] {
  return publicDecorators(about).flatMap((name) =>
    (about.options[name] ?? []).map((option) => `${name}(${option}=None)`),
  );
}

function publicDecorators(about: About): string[] {
  return about.step_decorators.filter((name) => !/_internal$|^unbounded/.test(name));
}

/** Asks Metaflow's classes and the CLI about each decorator, written above a step of its own. */
async function compareAll(name: string, sources: readonly string[]): Promise<void> {
  const path = join(folder, `${name}.py`);
  writeFileSync(path, flowWith(sources));
  const findings = readWithCli([path]).get(path)?.findings ?? [];
  const { answers } = await askMetaflow(python ?? "", [{ decorators: sources }]);
  const errors = findings.filter(isDecoratorError);
  const problems = (answers[0] as DecoratorAnswer[]).flatMap((answer, i) => {
    if (answer?.when === "init" && UNCERTAIN.test(sources[i] ?? "")) return [];
    const problem = disagreement(
      answer,
      errors.filter((finding) => finding.step === `s${i}`),
    );
    return problem === null ? [] : [`@${sources[i] ?? ""}\n    ${problem}`];
  });
  assert.ok(problems.length === 0, `${problems.length} differ\n${problems.join("\n")}`);
}

/**
 * Not asked here: what is wrong with the graph (`@parallel` wants a join, say), and what decorators
 * other than `@kubernetes` refuse of their values when the flow starts (`metaflow` null).
 */
function isDecoratorError({ severity, metaflow }: CliFinding): boolean {
  return severity === "error" && metaflow !== null && !metaflow.startsWith("check_");
}

/**
 * Refused here, but accepted where METAFLOW_KUBERNETES_NODE_SELECTOR is set: so it is no error of
 * the text, and said with less than certainty.
 */
const UNCERTAIN = /node_selector=""/;

function disagreement(answer: DecoratorAnswer, errors: readonly CliFinding[]): string | null {
  const ours = errors.map(
    ({ rule, metaflow, message }) => `${rule} (${String(metaflow)}) ${message}`,
  );
  if (answer === null) {
    return errors.length === 0 ? null : `Metaflow takes it; ours: ${ours.join("; ")}`;
  }
  const wanted = answer.when === "import" ? answer.type : "kubernetes";
  if (errors.some((finding) => finding.metaflow === wanted)) return null;
  return `Metaflow: ${answer.type} ${answer.message}; ours (${wanted} expected): ${ours.join("; ")}`;
}

/** A linear flow with one step per decorator. */
function flowWith(sources: readonly string[]): string {
  const names = new Set(sources.map((source) => source.replace(/\(.*/s, "")));
  const steps = sources.map((source, i) => {
    const next = i + 1 < sources.length ? `s${i + 1}` : "end";
    return `    @${source}\n    @step\n    def s${i}(self):\n        self.next(self.${next})\n`;
  });
  return [
    `from metaflow import FlowSpec, step, ${[...names].join(", ")}\n\n`,
    "class Decorated(FlowSpec):",
    "    @step\n    def start(self):\n        self.next(self.s0)\n",
    ...steps,
    "    @step\n    def end(self):\n        pass\n\n",
    'if __name__ == "__main__":\n    Decorated()\n',
  ].join("\n");
}
