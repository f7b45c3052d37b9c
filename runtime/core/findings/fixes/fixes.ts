import type { Finding, Fix } from "../../finding";
import type { Flow, FlowFile, Step } from "../../flow";
import { buildGraph } from "../../graph";
import { readFlow } from "../../readFlow";
import { lintGraph } from "../graphLint";
import type { RuleId } from "../../rules";
import { addEnd, addStart, addStep, splitOffEnd } from "./ends";
import { joinFixes } from "./joins";
import { joinGang, markParallel, startGang } from "./parallel";
import { applyFix } from "./places";
import { moveStep } from "./stepOrder";
import { addNext, addSelf, plainNext, removeInputs, removeNext, type Patient } from "./transitions";

type OfStep = (patient: Patient) => Fix | null;
type OfFlow = (patient: Omit<Patient, "step">) => Fix | null;

const OF_STEP: ReadonlyMap<string, OfStep> = new Map<RuleId, OfStep>([
  ["graph/missing-next", addNext],
  ["graph/end-next", removeNext],
  ["graph/end-outgoing", removeNext],
  ["graph/single-case-switch", plainNext],
  ["graph/missing-self", addSelf],
  ["graph/join-without-split", removeInputs],
  ["graph/end-join", splitOffEnd],
  ["graph/parallel-entry", startGang],
  ["graph/parallel-join", joinGang],
  ["graph/parallel-target", markParallel],
  ["graph/unjoined-split", firstProven],
  ["decorator/order", moveStep],
]);

const OF_FLOW: ReadonlyMap<string, OfFlow> = new Map<RuleId, OfFlow>([
  ["graph/missing-start", addStart],
  ["graph/missing-end", addEnd],
]);

/**
 * What mends a finding of a file whose text is `text`; null when nobody but the author can. Asked
 * when the fix is wanted, since finding it takes longer than finding the fault.
 */
export function fixFor(finding: Finding, file: FlowFile, text: string): Fix | null {
  if (finding.fix !== undefined) return finding.fix;
  const flow = file.flows.find(
    ({ name, span }) =>
      name === finding.flow && span.start <= finding.span.start && finding.span.start <= span.end,
  );
  const named = flow ?? file.flows.find(({ name }) => name === finding.flow);
  if (named === undefined) return null;
  return fixIn(finding, named, text);
}

function fixIn(finding: Finding, flow: Flow, text: string): Fix | null {
  const ofFlow = OF_FLOW.get(finding.rule);
  const patient = { flow, graph: buildGraph(flow), text };
  if (ofFlow !== undefined) return ofFlow(patient);
  const step = flow.steps.find((one) => isAbout(finding, one));
  // The text is that of this file only.
  if (step?.source !== null) return null;
  if (finding.rule === "graph/unknown-step") {
    return addStep({ ...patient, step }, text.slice(finding.span.start, finding.span.end));
  }
  return OF_STEP.get(finding.rule)?.({ ...patient, step }) ?? null;
}

function isAbout({ step, span }: Finding, one: Step): boolean {
  return one.name === step && one.span.start <= span.start && span.start <= one.span.end;
}

/** Longer texts are not read again to try a fix. */
const MOST_TEXT = 300_000;

/** The first join that mends the fault and makes no new one. */
function firstProven(patient: Patient): Fix | null {
  const { flow, graph, text, step } = patient;
  const whole = flow.steps.every(({ source }) => source === null);
  if (!whole || text.length > MOST_TEXT) return null;
  const before = new Set(
    lintGraph(graph, text).map(({ rule, step: name }) => `${rule} ${name ?? ""}`),
  );
  before.delete(`graph/unjoined-split ${step.name}`);
  return joinFixes(patient).find((fix) => isMended(applyFix(text, fix), flow, before)) ?? null;
}

function isMended(text: string, { name }: Flow, allowed: ReadonlySet<string>): boolean {
  const flow = readFlow(text).flows.find((one) => one.name === name);
  if (flow === undefined) return false;
  return lintGraph(buildGraph(flow), text).every(({ rule, step }) =>
    allowed.has(`${rule} ${step ?? ""}`),
  );
}
