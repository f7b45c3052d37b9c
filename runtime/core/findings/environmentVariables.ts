import { graphSeverity } from "./severity";
import type { DeployTarget } from "./deploy/deployment";
import type { Finding } from "../finding";
import type { Flow } from "../flow";
import type { PyValue } from "../value";

/**
 * `@environment(vars=…)` that is no dict. Metaflow 2.19.39 takes it until it comes to use it: with the
 * first task of a run (`runtime_step_cli`), and with the deployers of every target, which all fail.
 */
export function judgeEnvironmentVariables(flow: Flow, target: DeployTarget | null): Finding[] {
  const certain = target !== null && graphSeverity(flow) === "error";
  return flow.steps.flatMap((step) =>
    step.decorators
      .filter(({ name, origin }) => name === "environment" && origin === "metaflow")
      .flatMap((one) => one.arguments.filter(({ name }) => name === "vars"))
      .filter(({ value }) => isNoDict(value))
      .map(({ value }): Finding => ({
        rule: "decorator/environment-vars",
        severity: certain ? "error" : "warning",
        message: `vars is a dict: write @environment(vars={"NAME": "value"}).`,
        span: value.span,
        flow: flow.name,
        step: step.name,
        metaflow: null,
      })),
  );
}

/** Of an empty text Python can make a dict, and of a list of pairs. */
function isNoDict(value: PyValue): boolean {
  if (value.kind === "string") return value.value !== "";
  return ["int", "float", "bool", "none"].includes(value.kind);
}
