import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { check } from "./flows";

const TARGETS = ["argo", "airflow", "step-functions"] as const;
type Verdict = "accepted" | "refused";

/** A flow, and what the deployers of Metaflow 2.19.39 said when it was created with them, offline. */
interface Case extends Partial<Record<(typeof TARGETS)[number], Verdict>> {
  readonly name: string;
  readonly above?: string;
  readonly parameters?: string;
  readonly body?: string;
}

const CASES = JSON.parse(
  readFileSync(join("test", "flows", "deployVerdicts.json"), "utf8"),
) as readonly Case[];

/** What was set when the flows were created. */
const CONFIGURATION = new Map([
  ["METAFLOW_SFN_DYNAMO_DB_TABLE", "t"],
  ["METAFLOW_BATCH_JOB_QUEUE", "q"],
  ["METAFLOW_ARGO_EVENTS_EVENT", "e"],
  ["METAFLOW_ARGO_EVENTS_EVENT_SOURCE", "s"],
  ["METAFLOW_ARGO_EVENTS_SERVICE_ACCOUNT", "a"],
]);

const HEADER = `from metaflow import (
    FlowSpec, Parameter, IncludeFile, Config, JSONType, step, batch, kubernetes, resources, retry,
    catch, timeout, environment, card, secrets, parallel, project, schedule, trigger,
    trigger_on_finish, exit_hook,
)

def hook():
    pass

`;
const LINEAR = `    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass
`;

function textOf({ above, parameters = "", body = LINEAR }: Case): string {
  const lines = parameters.split(";;").map((line) => (line === "" ? "" : `    ${line}\n`));
  const decorator = above === undefined ? "" : `@${above}\n`;
  return `${HEADER}${decorator}class F(FlowSpec):\n${lines.join("")}${body}\nif __name__ == "__main__":\n    F()\n`;
}

describe("flows that were created with deployers", () => {
  for (const target of TARGETS)
    it(`are refused exactly as on ${target}`, () => {
      const asked = CASES.filter((one) => one[target] !== undefined);
      assert.ok(asked.length > 0);
      const differing = asked.filter((one) => {
        const errors = check(textOf(one), { target, configuration: CONFIGURATION }).filter(
          ({ severity }) => severity === "error",
        );
        return (errors.length > 0 ? "refused" : "accepted") !== one[target];
      });
      assert.deepEqual(
        differing.map((one) => `${one.name}: ${one[target] ?? ""}`),
        [],
      );
    });
});
