import type { Flow, Parameter, Step } from "../flow";
import type { ClassDraft } from "./classes";
import type { ModuleDraft } from "./module";
import { mayBeParameter } from "./parameters";

/** Joins the classes of a module into flows: inheritance along Python's method resolution order. */
export function linkFlows(module: ModuleDraft): Flow[] {
  const known: Orders = new Map();
  const flowClasses = new Map<ClassDraft, boolean>();
  const isFlowClass = (one: ClassDraft): boolean => {
    const before = flowClasses.get(one) ?? lineage(one, known).hasFlowSpec;
    flowClasses.set(one, before);
    return before;
  };
  const orders = new Map(module.classes.map((draft) => [draft, lineage(draft, known)]));
  const extended = new Set<ClassDraft>();
  for (const [draft, { order }] of orders) {
    for (const base of order) if (base !== draft) extended.add(base);
  }
  const flows: Flow[] = [];
  for (const [draft, line] of orders) {
    if (!isFlow(draft, line, extended)) continue;
    flows.push(flowOf(draft, line, module.called.has(draft), extended.has(draft), isFlowClass));
  }
  return flows;
}

interface Lineage {
  /** The class and its bases in this file, in method resolution order. */
  readonly order: readonly ClassDraft[];
  readonly hasFlowSpec: boolean;
  /** Some base could not be followed. */
  readonly open: boolean;
}

/**
 * A class that leads to `FlowSpec`; or one with steps of its own whose base is not in this file, as
 * nothing else would carry `@step` (unless it is only a part of another flow).
 */
function isFlow(draft: ClassDraft, line: Lineage, extended: ReadonlySet<ClassDraft>): boolean {
  if (line.hasFlowSpec) return true;
  if (!line.open || extended.has(draft)) return false;
  return line.order.some((one) => [...one.members.values()].some(({ kind }) => kind === "step"));
}

function flowOf(
  draft: ClassDraft,
  line: Lineage,
  runnable: boolean,
  subclassed: boolean,
  isFlowClass: (one: ClassDraft) => boolean,
): Flow {
  const { steps, parameters, unknown } = attributesOf(line.order);
  // Flow decorators are inherited from flows only, not from mixins.
  const decorators = line.order
    .filter((one) => one === draft || isFlowClass(one))
    .flatMap((one) => one.decorators)
    .sort((a, b) => a.span.start - b.span.start);
  return {
    name: draft.name,
    nameSpan: draft.nameSpan,
    span: draft.span,
    line: draft.line,
    bases: draft.baseTexts,
    ancestors: line.order.filter((one) => one !== draft).map(({ nameSpan }) => nameSpan),
    decorators,
    parameters,
    steps,
    runnable,
    subclassed,
    moreParameters: [...unknown].some(mayBeParameter),
    partial:
      line.open ||
      dependsOnCondition(line.order) ||
      leadsToUnknown(unknown, steps) ||
      steps.some(({ isMarkUnsure }) => isMarkUnsure) ||
      decorators.some(({ origin }) => origin !== "metaflow"),
  };
}

/** A step or parameter may be there or not, or be another one. */
function dependsOnCondition(order: readonly ClassDraft[]): boolean {
  return order.some(({ doubtful }) =>
    [...doubtful].some((name) =>
      order.some(({ members }) => /^(?:step|parameter)$/u.test(members.get(name)?.kind ?? "")),
    ),
  );
}

/** A value that the text does not tell may be a step, where the graph needs one of its name. */
function leadsToUnknown(unknown: ReadonlySet<string>, steps: readonly Step[]): boolean {
  if (unknown.size === 0) return false;
  if (unknown.has("start") || unknown.has("end")) return true;
  return steps.some(
    ({ transition }) =>
      transition.form !== "none" && transition.targets.some(({ name }) => unknown.has(name)),
  );
}

interface Attributes {
  readonly steps: readonly Step[];
  readonly parameters: readonly Parameter[];
  /** Names that may stand for anything. */
  readonly unknown: ReadonlySet<string>;
}

/** For each attribute name the first class of the order that binds it decides what it is. */
function attributesOf(order: readonly ClassDraft[]): Attributes {
  const seen = new Set<string>();
  const unknown = new Set<string>();
  const steps: Step[] = [];
  const parameters: Parameter[] = [];
  order.forEach((draft, index) => {
    for (const [name, member] of draft.members) {
      if (index > 0 && seen.has(name)) continue;
      if (order.length > 1) seen.add(name);
      if (member.kind === "unknown") unknown.add(name);
      if (member.kind === "parameter") parameters.push(member.parameter);
      if (member.kind !== "step") continue;
      const { step } = member;
      steps.push(index === 0 ? step : step.inherited(draft.name));
    }
  });
  steps.sort((a, b) => a.start - b.start);
  parameters.sort((a, b) => a.span.start - b.span.start);
  return { steps, parameters, unknown };
}

/** Longer lines of ancestors than this are not followed. */
const MAX_ORDER = 200;

type Orders = Map<ClassDraft, ClassDraft[] | null>;

function lineage(draft: ClassDraft, known: Orders): Lineage {
  const order = resolutionOrder(draft, known, 0);
  const bases = (order ?? [draft]).flatMap((one) => one.bases);
  return {
    order: order ?? [draft],
    hasFlowSpec: bases.some(({ kind }) => kind === "flowspec"),
    open:
      order === null ||
      bases.some(({ kind }) => kind === "unknown") ||
      order.some(({ unseen }) => unseen),
  };
}

/** Python's C3 order over the classes of the file; null where Python refuses the bases. */
function resolutionOrder(draft: ClassDraft, known: Orders, depth: number): ClassDraft[] | null {
  const before = known.get(draft);
  if (before !== undefined) return before;
  if (depth > MAX_ORDER) return null;
  const bases = draft.bases.flatMap((base) => (base.kind === "class" ? [base.draft] : []));
  const orders = bases.map((base) => resolutionOrder(base, known, depth + 1));
  const lists: ClassDraft[][] = [...orders.map((order) => [...(order ?? [])]), [...bases]];
  const merged = orders.includes(null) ? null : merge(lists);
  const result = merged && merged.length < MAX_ORDER ? [draft, ...merged] : null;
  known.set(draft, result);
  return result;
}

function merge(lists: readonly ClassDraft[][]): ClassDraft[] | null {
  const merged: ClassDraft[] = [];
  for (;;) {
    const open = lists.filter((list) => list.length > 0);
    if (open.length === 0) return merged;
    const next = open
      .map(([head]) => head)
      .find((head) => head && !open.some((list) => list.indexOf(head) > 0));
    if (!next) return null;
    merged.push(next);
    for (const list of open) if (list[0] === next) list.shift();
  }
}
