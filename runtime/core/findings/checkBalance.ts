import { aboutStep, quoted, type GraphProblem, type Lint } from "./problem";
import type { GraphNode } from "../graph";
import type { Span } from "../text";

const BALANCE = "check_split_join_balance";

/** A split that was entered and not joined yet. */
interface Pending {
  readonly split: GraphNode;
  readonly outer: Pending | null;
  readonly inner: Map<string, Pending>;
}

/**
 * Every split and foreach is joined, by a join that all of its branches lead to and no others:
 * `check_split_join_balance`. Each (step, open splits) is looked at once, and nothing after a wrong
 * join, since what is open there is anybody's guess. Must not be called on a flow with loops.
 */
export function checkBalance(lint: Lint, consequence: boolean): GraphProblem[] {
  const { graph, flow } = lint;
  if (graph.start === null || graph.end === null || flow.partial) return [];
  const balance = new Balance(lint, graph.start);
  return [...balance.problems.values()].map((problem) =>
    consequence ? { ...problem, consequence } : problem,
  );
}

class Balance {
  /** By rule and step, so that a step reached in several ways is named once. */
  readonly problems = new Map<string, GraphProblem>();
  private readonly named = new Set<string>();
  private readonly outermost = new Map<string, Pending>();
  private readonly seen = new Map<Pending | null, Set<string>>();
  private readonly todo: { node: GraphNode; open: Pending | null }[] = [];
  private left: number;

  constructor(
    private readonly lint: Lint,
    start: string,
  ) {
    // Unjoined splits multiply the ways to reach a step; well-formed flows stay far below.
    this.left = 20 * lint.graph.nodes.size + 2000;
    this.visit(start, null);
    for (let at = this.todo.pop(); at !== undefined; at = this.todo.pop()) {
      this.follow(at.node, at.open);
    }
  }

  private visit(name: string, open: Pending | null): void {
    const node = this.lint.graph.nodes.get(name);
    const here = this.seen.get(open) ?? new Set<string>();
    if (node === undefined || here.has(name) || this.left-- <= 0) return;
    this.seen.set(open, here.add(name));
    this.todo.push({ node, open });
  }

  private follow(node: GraphNode, open: Pending | null): void {
    let after = open;
    if (node.kind === "split" || node.kind === "foreach") after = this.enter(node, open);
    else if (node.kind === "end" && open !== null)
      this.note(unjoined(this.lint, node, open), open.split);
    else if (node.kind === "join") {
      const problem = this.joinProblem(node, open);
      if (problem !== null) {
        this.note(problem, open?.split ?? null);
        return;
      }
      after = open?.outer ?? null;
    }
    // Last first, so that the steps are taken in the order in which they are written.
    for (const name of node.outgoing.toReversed()) this.visit(name, after);
  }

  private enter(split: GraphNode, outer: Pending | null): Pending {
    const siblings = outer?.inner ?? this.outermost;
    const known = siblings.get(split.name) ?? { split, outer, inner: new Map<string, Pending>() };
    siblings.set(split.name, known);
    return known;
  }

  /** Of several problems with the same split, the others mostly follow from the first. */
  private note(problem: GraphProblem, split: GraphNode | null): void {
    const key = `${problem.rule} ${problem.step ?? ""}`;
    if (this.problems.has(key)) return;
    const known = [...this.problems.values()].some(({ step }) => step === problem.step);
    const consequence = split === null ? known : this.named.has(split.name);
    this.problems.set(key, { ...problem, consequence });
    if (split !== null) this.named.add(split.name);
  }

  private joinProblem(join: GraphNode, open: Pending | null): GraphProblem | null {
    if (open === null) return joinsNothing(join);
    if (join.incoming.includes(open.split.name)) return direct(open.split, join);
    const branches = join.incoming.map((name) => this.node(name)?.splitBranches.at(-1) ?? null);
    const arriving = new Set(branches);
    const expected = new Set<string | null>(open.split.outgoing);
    const complete =
      arriving.size === open.split.outgoing.length &&
      [...arriving].every((branch) => expected.has(branch));
    const outside = join.incoming.filter((_, index) => branches[index] === null);
    if (!complete) return wrongBranches(join, open.split, arriving, outside);
    const lineages = new Set(join.incoming.map((name) => this.lineage(name)));
    return lineages.size > 1 ? unrelated(join, open.split) : null;
  }

  private node(name: string): GraphNode | undefined {
    return this.lint.graph.nodes.get(name);
  }

  private lineage(name: string): string {
    const node = this.node(name);
    const parents = node?.splitParents ?? [];
    return (node?.kind === "join" ? parents.slice(0, -1) : parents).join(" ");
  }
}

function callOf(node: GraphNode): Span {
  const { transition } = node.step;
  return transition.form === "none" ? node.step.nameSpan : transition.span;
}

function splitHere(split: GraphNode): NonNullable<GraphProblem["related"]> {
  const message =
    split.kind === "foreach"
      ? `The foreach of '${split.name}' begins here.`
      : `'${split.name}' branches here into ${quoted(split.outgoing)}.`;
  return [{ span: callOf(split), message }];
}

function unjoined({ flow }: Lint, end: GraphNode, open: Pending): GraphProblem {
  const { split } = open;
  const what = split.kind === "foreach" ? "foreach" : "branches";
  const message = `The ${what} of '${split.name}' must be joined before '${end.name}': add a step that takes (self, inputs) in between.`;
  // A split in an inherited step may be far away; the end is where the join is missing.
  const related = flow.steps.includes(split.step) ? splitHere(split) : [];
  return aboutStep("graph/unjoined-split", BALANCE, end.step, message, { related });
}

function joinsNothing(join: GraphNode): GraphProblem {
  const message = `'${join.name}' takes 'inputs', but nothing is left to join here: take 'inputs' away, or branch (or foreach) in a step before it.`;
  return aboutStep("graph/join-without-split", BALANCE, join.step, message, {
    span: join.step.parametersSpan,
  });
}

/** Metaflow crashes here when no other split is open around it. */
function direct(split: GraphNode, join: GraphNode): GraphProblem {
  const isForeach = split.kind === "foreach";
  const message = isForeach
    ? `The foreach of '${split.name}' goes straight into the join '${join.name}': put at least one step in between.`
    : `A branch of '${split.name}' goes straight into the join '${join.name}': put at least one step on it.`;
  const related = [{ span: join.step.nameSpan, message: "The join." }];
  return aboutStep(
    isForeach ? "graph/empty-foreach" : "graph/empty-branch",
    BALANCE,
    split.step,
    message,
    { span: targetSpan(split, join.name), related },
  );
}

export function targetSpan(node: GraphNode, target: string): Span {
  const { transition } = node.step;
  const targets = transition.form === "none" ? [] : transition.targets;
  return targets.find(({ name }) => name === target)?.span ?? callOf(node);
}

function wrongBranches(
  join: GraphNode,
  split: GraphNode,
  arriving: ReadonlySet<string | null>,
  outside: readonly string[],
): GraphProblem {
  const missing = [...new Set(split.outgoing)].filter((branch) => !arriving.has(branch));
  const named = [...arriving].filter((branch) => branch !== null);
  const extra = named.filter((branch) => !split.outgoing.includes(branch));
  const parts = [
    missing.length > 0
      ? `${quoted(missing)} ${missing.length > 1 ? "do" : "does"} not lead here`
      : "",
    extra.length > 0
      ? `${quoted(extra)} ${extra.length > 1 ? "are no branches" : "is no branch"} of it`
      : "",
    outside.length > 0
      ? `${quoted(outside)} ${outside.length > 1 ? "come" : "comes"} from outside of it`
      : "",
    missing.length + extra.length + outside.length === 0
      ? "the same step is named twice in its self.next()"
      : "",
  ];
  const why = parts.filter((part) => part !== "").join(", and ");
  const message = `'${join.name}' must join exactly the branches of '${split.name}': ${why}.`;
  return aboutStep("graph/join-count", BALANCE, join.step, message, { related: splitHere(split) });
}

function unrelated(join: GraphNode, split: GraphNode): GraphProblem {
  const message = `The steps that lead to '${join.name}' come out of different splits: join each split in a step of its own.`;
  return aboutStep("graph/unrelated-join", BALANCE, join.step, message, {
    related: splitHere(split),
  });
}
