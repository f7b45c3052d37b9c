/**
 * The Kubernetes objects of a watch, cut down to what is shown or explained. Times are texts as
 * the API server writes them (RFC 3339, UTC).
 */

export interface ObjectMeta {
  /** The uid; `namespace/name` where a recording has none. */
  readonly uid: string;
  readonly name: string;
  readonly namespace: string;
  /** Grows with every change of the object; null when it is no number. */
  readonly version: number | null;
  readonly created: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly owners: readonly Owner[];
  /** Someone asked for its deletion. */
  readonly deleting: boolean;
}

interface Owner {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string | null;
  readonly message: string | null;
  readonly since: string | null;
}

export interface ContainerSpec {
  readonly name: string;
  readonly image: string | null;
  /** An init container that is over before the others begin. */
  readonly ends: boolean;
  readonly requests: Readonly<Record<string, string>>;
  readonly limits: Readonly<Record<string, string>>;
}

/** `startedAt` is null for a container that never ran (the API writes 1970 then). */
export type ContainerState =
  | { readonly kind: "none" }
  | { readonly kind: "running"; readonly startedAt: string | null }
  | { readonly kind: "waiting"; readonly reason: string | null; readonly message: string | null }
  | {
      readonly kind: "terminated";
      readonly reason: string | null;
      readonly message: string | null;
      readonly exitCode: number | null;
      readonly startedAt: string | null;
    };

export interface ContainerStatus {
  readonly name: string;
  readonly init: boolean;
  readonly restarts: number;
  readonly state: ContainerState;
  /** How it ended before its restart. */
  readonly last: ContainerState;
}

export interface Pod {
  readonly meta: ObjectMeta;
  readonly node: string | null;
  readonly serviceAccount: string | null;
  /** `activeDeadlineSeconds`: Metaflow's @timeout. */
  readonly deadline: number | null;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly containers: readonly ContainerSpec[];
  /** Names of the claims it mounts. */
  readonly claims: readonly string[];
  readonly phase: string | null;
  readonly reason: string | null;
  readonly message: string | null;
  readonly conditions: readonly Condition[];
  readonly statuses: readonly ContainerStatus[];
}

export interface Job {
  readonly meta: ObjectMeta;
  readonly parallelism: number | null;
  readonly suspended: boolean;
  readonly succeeded: number;
  readonly failed: number;
  readonly conditions: readonly Condition[];
  /** The pod template's, for Jobs that never got a pod. */
  readonly containers: readonly ContainerSpec[];
  readonly serviceAccount: string | null;
}

export interface KubeEvent {
  readonly meta: ObjectMeta;
  /** The kind and name of the object it is about. */
  readonly kind: string;
  readonly name: string;
  readonly objectUid: string | null;
  /** `Normal` or `Warning`. */
  readonly type: string;
  readonly reason: string;
  readonly message: string;
  readonly count: number;
  readonly first: string | null;
  readonly last: string | null;
}

/** One node of an Argo Workflow's graph. */
export interface WorkflowNode {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly template: string | null;
  readonly phase: string | null;
  readonly message: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  /** Metaflow's task id, an output of its step templates. */
  readonly taskId: string | null;
  /** How many tasks a foreach step has made; null of others, and before its end. */
  readonly splits: number | null;
}

export interface Workflow {
  readonly meta: ObjectMeta;
  readonly phase: string | null;
  readonly message: string | null;
  /** `Terminate` or `Stop` once someone asked for it. */
  readonly shutdown: string | null;
  readonly finishedAt: string | null;
  readonly nodes: readonly WorkflowNode[];
  /** Step name by template name: the template's annotation `metaflow/step_name`. */
  readonly steps: Readonly<Record<string, string>>;
}
