import { fields, text, type Json } from "../core/cluster/json";
import { loadKubeconfig, type MergedKubeconfig, type Sentence } from "./kubeconfigFiles";

export type { Sentence } from "./kubeconfigFiles";
export { writePrivateKubeconfig, type PrivateKubeconfig } from "./privateKubeconfig";

/** One entry of the kubeconfig's contexts. */
interface KubeContext {
  readonly name: string;
  /** The cluster's name in the kubeconfig. */
  readonly cluster: string;
  /** Null: the context names none, Kubernetes takes `default`. */
  readonly namespace: string | null;
  /**
   * The program that must run to get credentials (`aws`, `gke-gcloud-auth-plugin`), null when none:
   * such contexts are for trusted workspaces only.
   */
  readonly program: string | null;
}

/** The contexts one can choose from, in the kubeconfig's order. */
export interface Kubeconfig {
  readonly contexts: readonly KubeContext[];
  /** The current context's name; null when none is set, or there is none of that name. */
  readonly current: string | null;
}

/**
 * The contexts of the user's kubeconfig, or a sentence that says what to do when there is none or
 * it can't be read. No program is run, nothing of its secrets is kept.
 */
export async function readKubeconfig(
  environment: NodeJS.ProcessEnv,
  home: string,
): Promise<Kubeconfig | Sentence> {
  const merged = await loadKubeconfig(environment, home);
  if ("sentence" in merged) return merged;
  const contexts = [...merged.contexts].map(([name, context]) => contextOf(merged, name, context));
  if (contexts.length === 0) {
    return {
      sentence:
        "The kubeconfig has no contexts: log in to a cluster, or name another file in KUBECONFIG.",
    };
  }
  const current = contexts.find(({ name }) => name === merged.current)?.name ?? null;
  return { contexts, current };
}

function contextOf(merged: MergedKubeconfig, name: string, context: Json): KubeContext {
  const user = merged.users.get(text(context["user"]) ?? "") ?? {};
  return {
    name,
    cluster: text(context["cluster"]) ?? "",
    namespace: text(context["namespace"]),
    program: credentialProgram(user),
  };
}

/** The legacy `auth-provider` of Google's clusters runs a program as well. */
function credentialProgram(user: Json): string | null {
  const legacy = fields(fields(user["auth-provider"])["config"]);
  const command = text(fields(user["exec"])["command"]) ?? text(legacy["cmd-path"]);
  return command?.split(/[\\/]/).at(-1) ?? null;
}
