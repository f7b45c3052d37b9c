import type { Flow } from "../core/flow";

export type NeededEnvironment = "pypi" | "conda";

/**
 * The `--environment` that a flow's decorators ask for, on any step, since Metaflow sets up all of
 * them even to run one (metaflow/plugins/pypi); null: none does.
 */
export function neededEnvironment(
  flow: Pick<Flow, "decorators" | "steps">,
): NeededEnvironment | null {
  const names = [...flow.decorators, ...flow.steps.flatMap((step) => step.decorators)]
    .filter(({ origin }) => origin !== "user")
    .map(({ name }) => name.replace(/_base$/, ""));
  const first = names.find((name) => name === "pypi" || name === "conda");
  return first ?? null;
}
