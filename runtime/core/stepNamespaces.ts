import type { Flow } from "./flow";

/** Kubernetes namespaces that steps of a flow name themselves, as far as they are literal; each once. */
export function stepNamespaces(flow: Pick<Flow, "steps">): readonly string[] {
  const names = flow.steps
    .flatMap((step) => step.decorators)
    .filter(({ name, origin }) => name === "kubernetes" && origin !== "user")
    .flatMap((decorator) => decorator.arguments)
    .flatMap(({ name, value }) =>
      name === "namespace" && value.kind === "string" ? [value.value] : [],
    );
  return [...new Set(names)];
}
