import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Settings } from "../../runtime/core/configuration/settings";
import type { Step } from "../../runtime/core/flow";
import { readFlow } from "../../runtime/core/readFlow";
import { readSettings } from "../../runtime/metaflow/settings";
import type { PrecedenceCase } from "./precedenceCases";

/** Writes the files of a case into a folder and reads the settings there. */
export async function settingsOf(one: PrecedenceCase, folder: string): Promise<Settings> {
  mkdirSync(join(folder, "project"), { recursive: true });
  for (const [path, text] of Object.entries(one.files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const { settings } = await readSettings({
    cwd: join(folder, "project"),
    environment: { METAFLOW_USER: "tester", ...one.environment },
    home: folder,
    envFile: one.envFile === null ? null : { path: "dev.env", text: one.envFile },
    profile: one.profile,
  });
  return settings;
}

/** The text of a flow with one decorated step. */
export function flowText(decorators: readonly string[]): string {
  return [
    "from metaflow import FlowSpec, environment, kubernetes, resources, step, timeout",
    "class PodFlow(FlowSpec):",
    ...decorators.map((one) => `    @${one}`),
    "    @step\n    def start(self):\n        pass\n",
    "PodFlow()\n",
  ].join("\n");
}

/** The decorators as they would be read from a flow's text. */
export function stepOf(decorators: readonly string[]): Pick<Step, "decorators"> {
  const step = readFlow(flowText(decorators)).flows[0]?.steps[0];
  assert.ok(step);
  return step;
}
