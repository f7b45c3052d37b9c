/** The kubeconfig context and the namespace that Flowlens looks at and runs in. */
export interface ChosenCluster {
  readonly context: string;
  readonly namespace: string;
}

/**
 * What the user picked, with what it was picked instead of: a pick holds for as long as the
 * default it replaced stays the same, so another profile's cluster is never run on by the pick
 * that was made under the first one.
 */
export interface ClusterPick {
  readonly context?: Replacement;
  /** Belongs to the context it was picked under. */
  readonly namespace?: Replacement & { readonly context: string };
}

interface Replacement {
  readonly value: string;
  /** The default at that time; null when there was none. */
  readonly instead: string | null;
}

/** What a kubeconfig and Metaflow's settings say, before any pick. */
export interface ClusterDefaults {
  /** The kubeconfig's contexts by name, each with its own namespace. */
  readonly contexts: ReadonlyMap<string, string | null>;
  readonly current: string | null;
  /** The effective METAFLOW_KUBERNETES_NAMESPACE. */
  readonly namespace: string | null;
}

/**
 * The context and namespace in use: the pick where it holds, else the kubeconfig's current
 * context, and Metaflow's namespace, else the context's, else `default`. Null: the kubeconfig
 * has no current context, and none was picked.
 */
export function chosenCluster(defaults: ClusterDefaults, pick: ClusterPick): ChosenCluster | null {
  const context = contextOf(defaults, pick);
  if (context === null) return null;
  const standard = standardNamespace(defaults, context);
  const picked = pick.namespace;
  const holds = picked?.context === context && picked.instead === standard;
  return { context, namespace: holds ? picked.value : standard };
}

/** The pick with another context; the namespace that was picked stays with the old one. */
export function pickContext(
  { current }: ClusterDefaults,
  pick: ClusterPick,
  value: string,
): ClusterPick {
  const kept = pick.namespace === undefined ? {} : { namespace: pick.namespace };
  return value === current ? kept : { ...kept, context: { value, instead: current } };
}

/** The pick with another namespace in this context. */
export function pickNamespace(
  defaults: ClusterDefaults,
  pick: ClusterPick,
  { context, namespace: value }: ChosenCluster,
): ClusterPick {
  const kept = pick.context === undefined ? {} : { context: pick.context };
  const instead = standardNamespace(defaults, context);
  return value === instead ? kept : { ...kept, namespace: { value, instead, context } };
}

function standardNamespace({ contexts, namespace }: ClusterDefaults, context: string): string {
  return namespace ?? contexts.get(context) ?? "default";
}

function contextOf({ contexts, current }: ClusterDefaults, pick: ClusterPick): string | null {
  const picked = pick.context;
  const holds = picked?.instead === current && contexts.has(picked.value);
  if (holds) return picked.value;
  return current !== null && contexts.has(current) ? current : null;
}
