import { judgeCombinations } from "./combinations";
import { judgeKubernetes } from "./kubernetes";
import { readFlow } from "../readFlow";

/** Why a step with this decorator alone, `@retry(times=9)`, is refused; null when nothing says so. */
export function refusedDecorator(decorator: string): string | null {
  const flow = readFlow(
    `from metaflow import *\nclass Any(FlowSpec):\n  ${decorator}\n  @step\n  def start(self): pass\n`,
  );
  const refused = [...judgeKubernetes(flow), ...judgeCombinations(flow)].find(
    ({ severity }) => severity === "error",
  );
  return refused?.message ?? null;
}
