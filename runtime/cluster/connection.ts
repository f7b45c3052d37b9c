import type { Json } from "../core/cluster/json";

/** What kinds of objects Flowlens asks for, by the name the API has for them. */
export type Resource =
  | "pods"
  | "jobs"
  | "jobsets"
  | "events"
  | "namespaces"
  | "persistentvolumeclaims"
  | "workflows"
  | "workflowtemplates"
  | "cronworkflows"
  | "sensors";

/** One object of a namespace. */
export interface ObjectRef {
  readonly resource: Resource;
  readonly namespace: string;
  readonly name: string;
}

/** `limit` is in milliseconds, each call's own where none is given. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly limit?: number;
}

export interface ListOptions extends CallOptions {
  /** Milliseconds until the first page begins; `limit` is for each page's rest. */
  readonly begins?: number;
  /** `app.kubernetes.io/part-of=metaflow` */
  readonly labels?: string;
}

/** The objects of a list, and where a watch of them has to begin. */
export interface KubeList {
  readonly items: readonly Json[];
  readonly version: string;
}

export interface WatchOptions extends ListOptions {
  /** The resourceVersion after which it begins. */
  readonly version: string;
  /** Ends as a half-open connection when nothing was said for so long; milliseconds. */
  readonly idleLimit: number;
  /** The server ends the watch by itself after so many seconds. */
  readonly seconds: number;
  /** The server has accepted it. */
  readonly onOpen?: () => void;
}

/** What a watch says, as the API server writes it. */
export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: Json;
}

export interface LogOptions extends CallOptions {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string;
  /** Goes on until the container ends. */
  readonly follow?: boolean;
  /** The container as it was before its restart. */
  readonly previous?: boolean;
  /** Only the last lines. */
  readonly tail?: number;
}

/** What a user may be allowed to do in a namespace. */
export interface Right {
  readonly verb: "get" | "list" | "watch" | "create" | "patch" | "delete";
  readonly resource: Resource;
  readonly namespace: string;
}

/** One context's API server. Every call has a time limit, and rejects with a ClusterError. */
export interface Connection {
  readonly context: string;
  /** The API server's address, without credentials. */
  readonly server: string;
  /** All objects of a namespace; of the cluster where `namespace` is null. */
  list(resource: Resource, namespace: string | null, options?: ListOptions): Promise<KubeList>;
  /** Ends without an error when the server ends it; `idleLimit` and drops are errors. */
  watch(resource: Resource, namespace: string, options: WatchOptions): AsyncIterable<WatchEvent>;
  /**
   * The log's text in pieces as they come. While a container that is followed prints nothing, the
   * cluster is asked now and then whether it is still there.
   */
  podLog(options: LogOptions): AsyncIterable<string>;
  get(object: ObjectRef, options?: CallOptions): Promise<Json>;
  /** As `kubectl get -o yaml` shows it. */
  getYaml(object: ObjectRef, options?: CallOptions): Promise<string>;
  /** Whether the API server would allow it (SelfSubjectAccessReview). */
  can(right: Right, options?: CallOptions): Promise<boolean>;
  /** A JSON merge patch. */
  patch(object: ObjectRef, change: Json, options?: CallOptions): Promise<void>;
  /** Deletes it and, in the background, what it owns. One that is gone already is no error. */
  remove(object: ObjectRef, options?: CallOptions): Promise<void>;
}

/** How to connect. */
export interface ConnectOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly home: string;
  readonly context: string;
  /** Whether a program that the kubeconfig names may be run for credentials: trusted workspaces. */
  readonly allowExec: boolean;
}

export type ClusterTrouble =
  /** No kubeconfig, context, or part of it that can be used. */
  | "kubeconfig"
  /** 401, or the credential program failed: nothing changes until the user does something. */
  | "credentials"
  /** 403. */
  | "forbidden"
  /** 404: the object, or its whole kind. */
  | "not-found"
  /** 410: the asked-for resourceVersion is no longer kept. */
  | "expired"
  /** Refused, reset, no such host, TLS: it may come back. */
  | "unreachable"
  | "timeout"
  /** Any other answer of the API server. */
  | "refused"
  | "cancelled";

/** What went wrong with a cluster; its message is a sentence for the user. */
export interface ClusterError extends Error {
  readonly name: "ClusterError";
  readonly trouble: ClusterTrouble;
  /** For the log channel: what was answered, never credentials. */
  readonly detail: string;
  /** Milliseconds after which the API server asks to come back, null when it names none. */
  readonly retryAfter: number | null;
}

/** By its name: the lazily loaded bundle has a class of its own. */
export function isClusterError(error: unknown): error is ClusterError {
  return error instanceof Error && error.name === "ClusterError";
}
