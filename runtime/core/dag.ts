/** The drawing's input: a flow's graph with what a node has to say, and nothing of the source tree. */
export interface Dag {
  readonly flow: string;
  readonly nodes: readonly DagNode[];
  readonly edges: readonly DagEdge[];
}

export type DagNodeKind =
  "start" | "end" | "linear" | "split" | "foreach" | "switch" | "join" | "unknown";

export interface DagNode {
  /** The step's name. */
  readonly id: string;
  readonly kind: DagNodeKind;
  /** A plain start or end step is drawn as a circle; one with decorators as a card with round ends. */
  readonly isStart: boolean;
  readonly isEnd: boolean;
  /** A switch that points to itself. */
  readonly recursive: boolean;
  /** For a join: what it closes. */
  readonly joins: "split" | "foreach" | null;
  /** For a foreach: the artifact's name, or `num_parallel`; null when it is not a literal. */
  readonly foreach: string | null;
  /** For a switch: the condition's artifact. */
  readonly condition: string | null;
  /** The step that closes this split or foreach; null when there is none or the graph is broken. */
  readonly matchingJoin: string | null;
  /** How many foreaches are open around it (0 outside). */
  readonly depth: number;
  /** Number of tasks when a literal num_parallel says so. */
  readonly tasks: number | null;
  /** 1-based line of the `def`. */
  readonly line: number;
  readonly where: "process" | "docker" | "kubernetes" | "batch";
  /** `4 cpu`, `16 GB`, `1 gpu`: as the decorators say, in this order. */
  readonly resources: readonly string[];
  readonly badges: {
    readonly retries: number | null;
    /** `10m`. */
    readonly timeout: string | null;
    readonly cards: number;
    readonly catches: boolean;
    readonly warnings: number;
    readonly errors: number;
  };
  readonly doc: string | null;
}

export interface DagEdge {
  readonly from: string;
  readonly to: string;
  /** `back`: a recursive switch's edge to itself or an edge that closes a loop. */
  readonly kind: "linear" | "split" | "foreach" | "switch" | "join" | "back";
  /** The case of a switch. */
  readonly label: string | null;
}
