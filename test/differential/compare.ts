import { isDeepStrictEqual } from "node:util";
import type { CliFile, CliFinding, CliFlow, CliStep } from "./cli";
import type { About, CheckFacts, DecoratorFacts, FileFacts, FlowFacts, StepFacts } from "./oracle";

/** One thing on which Metaflow and the CLI disagree. */
export interface Difference {
  readonly where: string;
  readonly what: string;
  readonly metaflow: unknown;
  readonly ours: unknown;
}

/** Checks whose warning names a step by the line of its `def` or of its `self.next`. */
const NAMES_A_STEP = new Set([
  "check_reserved_words",
  "check_start_end_degree",
  "check_that_end_is_end",
  "check_step_names",
  "check_num_args",
  "check_static_transitions",
  "check_valid_transitions",
  "check_unknown_transitions",
  "check_switch_splits",
]);

/** Exceptions that Metaflow itself raises for decorators while the file is imported. */
const DECORATOR_ERRORS =
  /^(InvalidDecoratorAttribute|BadStepDecoratorException|DuplicateStepDecoratorException|BadFlowDecoratorException|DuplicateFlowDecoratorException)$/;

/** Compares what Metaflow and the CLI say about one file. */
export function compareFile(facts: FileFacts, ours: CliFile, about: About | null): Difference[] {
  if (facts.oracle_error !== undefined)
    return [differ("oracle", "answer", facts.oracle_error, null)];
  if (facts.import_error !== undefined) return compareImportError(facts.import_error, ours);
  const differences: Difference[] = [];
  const byName = new Map(ours.flows.map((flow) => [flow.name, flow]));
  for (const flow of facts.flows ?? []) {
    const found = byName.get(flow.flow);
    if (found === undefined) differences.push(differ(flow.flow, "flow", "declared", "not seen"));
    else differences.push(...compareFlow(flow, found, about));
    differences.push(...compareFindings(flow, ours.findings));
  }
  for (const name of byName.keys()) {
    if (!(facts.flows ?? []).some((flow) => flow.flow === name)) {
      differences.push(differ(name, "flow", "not there", "declared"));
    }
  }
  return differences;
}

/** Only what Metaflow itself refuses can be told from the text: a missing module, say, cannot. */
function compareImportError(error: NonNullable<FileFacts["import_error"]>, ours: CliFile) {
  if (!DECORATOR_ERRORS.test(error.type)) return [];
  const errors = ours.findings.filter((finding) => finding.severity === "error");
  return errors.some((finding) => finding.metaflow === error.type)
    ? []
    : [differ("file", "import error", error, errors.map(brief))];
}

function compareFlow(facts: FlowFacts, ours: CliFlow, about: About | null): Difference[] {
  const where = facts.flow;
  const clean = facts.lint === "ok";
  const differences = [
    ...compareField(where, "line", facts.line, ours.line),
    ...compareField(where, "runnable", facts.main, ours.runnable),
  ];
  if (facts.parameters !== undefined) {
    const names = ours.parameters.map((parameter) => parameter.name);
    const expected = facts.parameters.map((parameter) => parameter.name);
    differences.push(...compareField(where, "parameters", expected.sort(), names.sort()));
  }
  if (facts.decorators !== undefined && about !== null) {
    differences.push(
      ...compareDecorators(where, facts.decorators, ours.decorators, about.flow_decorators),
    );
  }
  differences.push(...compareOrder(ours));
  const steps = new Map(ours.steps.map((step) => [step.name, step]));
  for (const step of facts.steps) {
    const found = steps.get(step.name);
    if (found === undefined)
      differences.push(differ(`${where}.${step.name}`, "step", "there", "not seen"));
    else differences.push(...compareStep(where, step, found, clean, about));
    steps.delete(step.name);
  }
  for (const name of steps.keys()) {
    differences.push(differ(`${where}.${name}`, "step", "not there", "a step"));
  }
  return differences;
}

/** Steps come in order of file, the flow's own first, then line. */
function compareOrder(ours: CliFlow): Difference[] {
  const key = (step: CliStep) => `${step.path ?? ""}\0${String(step.line).padStart(9, "0")}`;
  const keys = ours.steps.map(key);
  return compareField(ours.name, "order of steps", keys.toSorted(), keys);
}

function compareStep(
  flow: string,
  facts: StepFacts,
  ours: CliStep,
  clean: boolean,
  about: About | null,
): Difference[] {
  const where = `${flow}.${facts.name}`;
  const joins = clean && (facts.type === "split" || facts.type === "foreach");
  const invalid = facts.invalid === true;
  const differences = [
    ...compareField(where, "kind", facts.type, ours.kind),
    ...compareField(where, "next", facts.next, ours.next),
    ...compareField(
      where,
      "nextLine",
      facts.next_line === 0 ? null : facts.next_line,
      ours.nextLine,
    ),
    ...compareField(where, "foreach", facts.foreach, ours.foreach),
    ...compareField(where, "condition", facts.condition, ours.condition),
    ...compareField(where, "cases", facts.cases, ours.cases),
    ...compareField(where, "matchingJoin", joins ? facts.matching_join : null, ours.matchingJoin),
  ];
  if (facts.path === undefined)
    differences.push(...compareField(where, "line", facts.line, ours.line));
  if (facts.parallel !== undefined) {
    const tasks = facts.parallel && !invalid ? facts.num_parallel : null;
    differences.push(
      ...compareField(where, "parallel", facts.parallel, ours.parallel),
      ...compareField(where, "numParallel", tasks, ours.numParallel),
    );
  }
  if (facts.decorators !== undefined && about !== null) {
    differences.push(
      ...compareDecorators(where, facts.decorators, ours.decorators, about.step_decorators),
    );
  }
  return differences;
}

function compareDecorators(
  where: string,
  facts: readonly DecoratorFacts[],
  ours: CliStep["decorators"],
  known: readonly string[],
): Difference[] {
  const found = ours.filter((decorator) => known.includes(decorator.name));
  // Metaflow lists them as they are applied: the innermost first.
  const listed = facts.toReversed();
  const expected = listed.map((decorator) => decorator.name);
  const names = found.map((decorator) => decorator.name);
  if (!isDeepStrictEqual(expected, names)) return [differ(where, "decorators", expected, names)];
  return listed.flatMap((decorator, i) => {
    const written = found[i]?.arguments ?? {};
    return Object.entries(decorator.arguments)
      .filter(([key, value]) => comparable(value) && !isExpression(written[key]))
      .flatMap(([key, value]) =>
        compareField(`${where} @${decorator.name}`, key, value, written[key]),
      );
  });
}

function comparable(value: unknown): boolean {
  return !JSON.stringify(value).includes('"opaque"');
}

function isExpression(value: unknown): boolean {
  return typeof value === "object" && value !== null && "expression" in value;
}

function compareFindings(flow: FlowFacts, findings: readonly CliFinding[]): Difference[] {
  const about = findings.filter((finding) => finding.flow === flow.flow);
  const checks = about.filter((finding) => finding.metaflow?.startsWith("check_") === true);
  const differences = compareSeverity(flow, checks);
  if (flow.lint === "ok") {
    const alarms = about.filter(
      (finding) => checks.includes(finding) || (finding.severity === "error" && isEarly(finding)),
    );
    return [
      ...differences,
      ...alarms.map((finding) => differ(flow.flow, "false alarm", "content", brief(finding))),
    ];
  }
  if (flow.subclassed === true) return differences;
  const first = flow.lint;
  const same = checks.filter((finding) => finding.metaflow === first.check);
  if (same.length === 0) {
    differences.push(differ(flow.flow, "first failing check", first, checks.map(brief)));
  } else if (!namesTheStep(flow, first, same)) {
    differences.push(differ(flow.flow, "step of the check", first, same.map(brief)));
  }
  const failing = new Set(flow.lint_all.map((each) => each.check));
  for (const finding of checks.filter((each) => !failing.has(each.metaflow ?? ""))) {
    differences.push(differ(flow.flow, "check that passes", [...failing], brief(finding)));
  }
  return differences;
}

/**
 * Errors where the flow is called, hints on an uncalled leaf, nothing on a class that others
 * extend.
 */
function compareSeverity(flow: FlowFacts, checks: readonly CliFinding[]): Difference[] {
  const wanted = flow.main ? ["error"] : flow.subclassed === true ? [] : ["hint"];
  const differences = checks
    .filter((finding) => !wanted.includes(finding.severity))
    .map((finding) => differ(flow.flow, "severity", wanted, brief(finding)));
  if (!flow.main || flow.lint === "ok") return differences;
  const first = flow.lint.check;
  const same = checks.filter((finding) => finding.metaflow === first);
  if (same.length > 0 && same.every((finding) => finding.severity !== "error")) {
    differences.push(differ(flow.flow, "severity", "error", same.map(brief)));
  }
  return differences;
}

/**
 * Whether Metaflow would say it by the time its graph check is done. What decorators refuse when
 * the flow starts is not heard by then: decorators.test.ts asks their classes about that.
 */
function isEarly({ rule, metaflow }: CliFinding): boolean {
  return metaflow !== "kubernetes" && !(metaflow === null && rule.startsWith("decorator/"));
}

function namesTheStep(flow: FlowFacts, check: CheckFacts, same: readonly CliFinding[]): boolean {
  if (!NAMES_A_STEP.has(check.check) || check.line === null || check.line === 0) return true;
  const meant = flow.steps.filter((s) => s.line === check.line || s.next_line === check.line);
  return meant.length === 0 || same.some((finding) => meant.some((s) => s.name === finding.step));
}

function compareField(where: string, what: string, metaflow: unknown, ours: unknown): Difference[] {
  return isDeepStrictEqual(metaflow, ours) ? [] : [differ(where, what, metaflow, ours)];
}

function differ(where: string, what: string, metaflow: unknown, ours: unknown): Difference {
  return { where, what, metaflow, ours };
}

function brief(finding: CliFinding): string {
  const { rule, severity, metaflow, step, line, column, message } = finding;
  return `${severity} ${rule} (${metaflow ?? "-"}) ${step ?? "-"} ${line}:${column} ${message}`;
}

/** Differences as readable lines. */
export function describe(differences: readonly Difference[]): string {
  return differences
    .map(({ where, what, metaflow, ours }) => {
      return `${where}: ${what}\n    Metaflow: ${JSON.stringify(metaflow)}\n    ours:     ${JSON.stringify(ours)}`;
    })
    .join("\n");
}
