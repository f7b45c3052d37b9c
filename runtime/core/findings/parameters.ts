import type { GraphSeverity } from "./severity";
import type { Finding } from "../finding";
import type { Flow, Parameter } from "../flow";
import type { Span } from "../text";

/** `Parameter.init` of Metaflow 2.19.39; the underscore forms are reserved as well. */
const RESERVED: ReadonlySet<string> = new Set(
  [
    "params",
    "with",
    "tag",
    "namespace",
    "obj",
    "tags",
    "decospecs",
    "run-id-file",
    "max-num-splits",
    "max-workers",
    "max-log-size",
    "user-namespace",
    "run-id",
    "task-id",
    "runner-attribute-file",
  ].flatMap((name) => [name, name.replaceAll("-", "_")]),
);

/** The parameters that Metaflow refuses when the flow's command line is set up. */
export function judgeParameters(flow: Flow, severity: GraphSeverity): Finding[] {
  const declared = lastOfEachAttribute(flow.parameters);
  const finding = (
    rule: string,
    parameter: Parameter,
    message: string,
    related: NonNullable<Finding["related"]> = [],
  ): Finding => ({
    rule,
    severity,
    message,
    span: nameSpan(parameter),
    flow: flow.name,
    step: null,
    metaflow: null,
    related,
  });
  const reserved = declared
    .filter(({ name }) => name !== null && RESERVED.has(name))
    .map((parameter) => ({
      ...finding(
        "parameter/reserved-name",
        parameter,
        `'${parameter.name ?? ""}' is an option of Metaflow's own: give this one another name.`,
      ),
      // A Config looks at its name as soon as it is made, so the import fails.
      ...(parameter.kind === "config" && { metaflow: "MetaflowException" }),
    }));
  const duplicates = repeatedNames(declared).map(({ parameter, first }) =>
    finding(
      "parameter/duplicate",
      parameter,
      `'${first.attribute}' already has the name '${first.name ?? ""}' (upper and lower case count as the same): choose another.`,
      [{ span: nameSpan(first), message: "The first of that name." }],
    ),
  );
  return [...reserved, ...duplicates];
}

/** A later assignment to the same attribute replaces the parameter. */
function lastOfEachAttribute(parameters: readonly Parameter[]): Parameter[] {
  return [...new Map(parameters.map((parameter) => [parameter.attribute, parameter])).values()];
}

/** Metaflow compares the names of parameters only, not those of configs. */
function repeatedNames(
  parameters: readonly Parameter[],
): { parameter: Parameter; first: Parameter }[] {
  const seen = new Map<string, Parameter>();
  const repeated: { parameter: Parameter; first: Parameter }[] = [];
  const inOrder = [...parameters].sort((a, b) => a.span.start - b.span.start);
  for (const parameter of inOrder) {
    if (parameter.name === null || parameter.kind === "config") continue;
    const key = parameter.name.toLowerCase();
    const first = seen.get(key);
    if (first === undefined) seen.set(key, parameter);
    else repeated.push({ parameter, first });
  }
  return repeated;
}

function nameSpan(parameter: Parameter): Span {
  const [first] = parameter.arguments;
  const named = parameter.arguments.find(({ name }) => name === "name");
  const argument = named ?? (first?.name === null ? first : undefined);
  return argument?.value.span ?? parameter.span;
}
