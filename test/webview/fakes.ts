import type { Dag, DagEdge, DagNode } from "../../runtime/core/dag";
import type { RunState, StepRun, StepState, TaskRun, TaskState } from "../../runtime/core/run";
import type { Where } from "../../runtime/core/where";
import type { DagView, RunChoice } from "../../webview/protocol";

/** A graph and runs of it, as the host would tell them. */

const quietBadges: DagNode["badges"] = {
  ...{ retries: null, timeout: null, cards: 0, catches: false, warnings: 0, errors: 0 },
};

type NodeParts = Partial<Omit<DagNode, "badges">> & {
  readonly badges?: Partial<DagNode["badges"]>;
};

export function fakeNode(id: string, parts: NodeParts = {}): DagNode {
  return {
    ...{ id, kind: "linear", isStart: false, isEnd: false, recursive: false, joins: null },
    ...{ foreach: null, condition: null, matchingJoin: null, depth: 0, tasks: null, line: 1 },
    ...{ where: "process", resources: [], doc: null },
    ...parts,
    badges: { ...quietBadges, ...parts.badges },
  };
}

export function fakeEdge(
  from: string,
  to: string,
  kind: DagEdge["kind"] = "linear",
  label: string | null = null,
): DagEdge {
  return { from, to, kind, label };
}

export function fakeChoice(
  key: string,
  label: string,
  description: string,
  where: Where = "here",
): RunChoice {
  return { key, label, description, place: { where, step: null } };
}

const body = { where: "kubernetes", depth: 1 } as const;

/** Two foreaches side by side, then a switch with a loop in one of its branches. */
export const regionalTraining: Dag = {
  flow: "RegionalTraining",
  nodes: [
    fakeNode("start", { kind: "start", isStart: true }),
    fakeNode("load", {
      ...{ kind: "split", matchingJoin: "merge", where: "docker", resources: ["2 GB"] },
    }),
    fakeNode("train_a", { kind: "foreach", foreach: "regions", matchingJoin: "join_a" }),
    fakeNode("train_b", { kind: "foreach", foreach: "regions", matchingJoin: "join_b" }),
    fakeNode("fit", {
      ...{ ...body, resources: ["4 cpu", "16 GB", "1 gpu"], doc: "Fits one region's model." },
      badges: { retries: 2, timeout: "10m", warnings: 1 },
    }),
    fakeNode("fit_b", { ...body, resources: ["2 cpu", "4 GB"], badges: { retries: 2 } }),
    fakeNode("join_a", { kind: "join", joins: "foreach" }),
    fakeNode("join_b", { kind: "join", joins: "foreach" }),
    fakeNode("merge", { kind: "join", joins: "split" }),
    fakeNode("choose", { kind: "switch", condition: "mode" }),
    fakeNode("quick"),
    fakeNode("refine", {
      ...{ kind: "switch", recursive: true, condition: "again" },
      ...{ where: "kubernetes", resources: ["2 cpu", "8 GB"] },
    }),
    fakeNode("report", { badges: { cards: 1, timeout: "5m" } }),
    fakeNode("end", { kind: "end", isEnd: true }),
  ],
  edges: [
    fakeEdge("start", "load"),
    fakeEdge("load", "train_a", "split"),
    fakeEdge("load", "train_b", "split"),
    fakeEdge("train_a", "fit", "foreach"),
    fakeEdge("train_b", "fit_b", "foreach"),
    fakeEdge("fit", "join_a", "join"),
    fakeEdge("fit_b", "join_b", "join"),
    fakeEdge("join_a", "merge", "join"),
    fakeEdge("join_b", "merge", "join"),
    fakeEdge("merge", "choose"),
    fakeEdge("choose", "quick", "switch", "fast"),
    fakeEdge("choose", "refine", "switch", "full"),
    fakeEdge("refine", "refine", "back", "again"),
    fakeEdge("refine", "report", "switch", "done"),
    fakeEdge("quick", "report"),
    fakeEdge("report", "end"),
  ],
};

export function viewOf(dag: Dag | null, parts: Partial<DagView> = {}): DagView {
  const flows = dag ? [dag.flow] : [];
  return {
    uri: "file:///flow.py",
    dag,
    stale: null,
    flows,
    missing: null,
    selected: null,
    canRun: true,
    ...parts,
  };
}

/** Chains of branches: about `count` steps, for what has to stay quick. */
export function bigDag(count: number): Dag {
  const nodes = [fakeNode("start", { kind: "start", isStart: true })];
  const edges: DagEdge[] = [];
  let last = "start";
  for (let i = 0; nodes.length + 6 < count; i++) {
    const [split, join] = [`split_${i}`, `join_${i}`];
    nodes.push(fakeNode(split, { kind: "split", matchingJoin: join }));
    edges.push(fakeEdge(last, split));
    for (const branch of ["a", "b", "c", "d"]) {
      nodes.push(fakeNode(`train_${branch}_${i}`, { resources: ["2 cpu"], where: "kubernetes" }));
      edges.push(fakeEdge(split, `train_${branch}_${i}`, "split"));
      edges.push(fakeEdge(`train_${branch}_${i}`, join, "join"));
    }
    nodes.push(fakeNode(join, { kind: "join", joins: "split" }));
    last = join;
  }
  nodes.push(fakeNode("end", { kind: "end", isEnd: true }));
  edges.push(fakeEdge(last, "end"));
  return { flow: "BigFlow", nodes, edges };
}

interface StepParts {
  readonly state: StepState;
  /** How long it took, or has been going on, in seconds. */
  readonly seconds?: number;
  readonly tasks?: Partial<Record<TaskState, number>>;
  readonly expected?: number;
  readonly reason?: string;
  readonly attempt?: number;
}

const ended = (state: StepState): boolean =>
  state === "succeeded" || state === "failed" || state === "cancelled";

/** A step's run that started `seconds` ago, or took that long. */
export function fakeStep(name: string, now: number, parts: StepParts): StepRun {
  const { state, seconds, expected, reason, attempt } = parts;
  const startedAt = seconds === undefined ? null : now - seconds * 1000;
  const endedAt = ended(state) && seconds !== undefined ? now : null;
  const task = state === "not-taken" || state === "pending" ? {} : { [state]: 1 };
  const counts = Object.entries(parts.tasks ?? task) as [TaskState, number][];
  const tasks = counts.flatMap(([taskState, count]) =>
    Array.from({ length: count }, (_, i): TaskRun => ({
      ...{ id: `${taskState}${i}`, step: name, index: i, label: null },
      ...{ attempt: taskState === "succeeded" ? 0 : (attempt ?? 0), state: taskState },
      ...{ startedAt, endedAt, reason: reason ?? null, pid: null },
    })),
  );
  return {
    ...{ name, state, tasks, startedAt, endedAt },
    ...{ expected: expected ?? null, reason: reason ?? null },
  };
}

export function fakeRun(
  flow: string,
  now: number,
  steps: Readonly<Record<string, StepParts>>,
  parts: Partial<RunState> = {},
): RunState {
  return {
    ...{ key: "k1", flow, kind: "run", runId: "1741", status: "running" },
    ...{ startedAt: now - 581_000, endedAt: null, reason: null },
    ...parts,
    steps: Object.entries(steps).map(([name, step]) => fakeStep(name, now, step)),
  };
}

/** One body fails for good while the other still runs. */
export const failingRun = (now: number): RunState =>
  fakeRun(
    "RegionalTraining",
    now,
    {
      start: { state: "succeeded", seconds: 2 },
      load: { state: "succeeded", seconds: 72 },
      train_a: { state: "succeeded", seconds: 4 },
      train_b: { state: "succeeded", seconds: 5 },
      fit: {
        ...{ state: "running", seconds: 501, expected: 100 },
        tasks: { succeeded: 37, failed: 2, running: 3 },
      },
      fit_b: {
        ...{ state: "failed", seconds: 228, expected: 100, attempt: 2 },
        ...{ reason: "OOMKilled: limit 4 GB", tasks: { succeeded: 61, failed: 3 } },
      },
    },
    { status: "failing" },
  );

/** A branch not taken, and a loop in its fourth pass. */
export const loopingRun = (now: number): RunState =>
  fakeRun(
    "RegionalTraining",
    now,
    {
      start: { state: "succeeded", seconds: 2 },
      load: { state: "succeeded", seconds: 69 },
      train_a: { state: "succeeded", seconds: 4 },
      train_b: { state: "succeeded", seconds: 5 },
      fit: { state: "succeeded", seconds: 1260, expected: 100, tasks: { succeeded: 100 } },
      fit_b: { state: "succeeded", seconds: 1080, expected: 100, tasks: { succeeded: 100 } },
      join_a: { state: "succeeded", seconds: 18 },
      join_b: { state: "succeeded", seconds: 16 },
      merge: { state: "succeeded", seconds: 31 },
      choose: { state: "succeeded", seconds: 1 },
      quick: { state: "not-taken" },
      refine: { state: "running", seconds: 151, tasks: { succeeded: 3, running: 1 } },
    },
    { key: "k0", runId: "1738", startedAt: now - 1_567_000 },
  );
