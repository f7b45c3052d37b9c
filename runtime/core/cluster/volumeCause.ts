import { explainServiceAccount } from "./createCause";
import { around, explanation, type Explanation } from "./explanation";

const OPTION = "persistent_volume_claims";

/**
 * What is wrong with a claim, by the scheduler's message and the claim's own events (a missing
 * storage class explains why it is not bound). Null when the message is about something else.
 */
export function explainClaim(message: string, claimEvents: readonly string[]): Explanation | null {
  const missing = /persistentvolumeclaims? "([^"]+)" (?:not found|is being deleted)/i.exec(message);
  if (missing !== null) {
    return explanation(
      "volume/missing-claim",
      around("PVC ", missing[1] ?? "", " not found"),
      "Create the PersistentVolumeClaim in the pod's namespace, or correct its name.",
      OPTION,
    );
  }
  if (!UNBOUND.test(message)) return storageClass(message);
  const cause = claimEvents.map(storageClass).find((found) => found !== null);
  if (cause !== undefined) return cause;
  const name = /persistentvolumeclaim "([^"]+)"/i.exec(message)?.[1];
  return explanation(
    "volume/unbound",
    name === undefined ? "the pod's PVC has no volume yet" : around("PVC ", name, " has no volume"),
    "The claim is not bound: see its events, and that its storage class can make such a volume.",
    OPTION,
  );
}

const UNBOUND =
  /unbound immediate|binding volumes|unbound.*persistentvolumeclaim|didn't find available persistent volumes|not bound|bound to non-?existent|waiting for.*volume.*(create|provision)/i;

function storageClass(message: string): Explanation | null {
  const name = /storageclass(?:\.storage\.k8s\.io)? "([^"]+)" not found/i.exec(message)?.[1];
  if (name === undefined && !/no storage class is set/i.test(message)) return null;
  return explanation(
    "volume/storage-class",
    name === undefined
      ? "the PVC has no storage class"
      : around("storage class ", name, " not found"),
    "Give the claim a storage class the cluster has.",
    OPTION,
  );
}

/** Why a volume can't be attached or mounted, by the messages of its events, newest first. */
export function explainMount(messages: readonly string[]): Explanation | null {
  for (const explain of [explainSecret, explainConfig, explainServiceAccount, claimOf]) {
    for (const message of messages) {
      const found = explain(message);
      if (found !== null) return found;
    }
  }
  return mountTrouble(messages);
}

function claimOf(message: string): Explanation | null {
  return explainClaim(message, []);
}

/** A Secret, or a key of one, that does not exist: said for variables and for volumes alike. */
export function explainSecret(message: string): Explanation | null {
  const key = /couldn't find key (\S+) in Secret (?:[^/\s]+\/)?(\S+)/i.exec(message);
  const references = /references non-existent secret key: (\S+)/i.exec(message);
  const name = /secrets? "([^"]+)" (?:not found|is forbidden)/i.exec(message)?.[1];
  if (key !== null || references !== null) {
    const missing = key?.[1] ?? references?.[1] ?? "";
    const secret = key?.[2] ?? "the secret";
    return explanation(
      "secret",
      around(`${secret} has no key `, missing, ""),
      "Add the key to the Secret, or correct its name.",
      "secrets",
    );
  }
  const unregistered = /object "[^"/]*"\/"([^"]+)" not registered/i.exec(message)?.[1];
  const found = name ?? (/secret/i.test(message) ? unregistered : undefined);
  if (found === undefined) return null;
  return explanation(
    "secret",
    around("secret ", found, " not found"),
    "Create the Secret in the pod's namespace, or correct secrets (METAFLOW_KUBERNETES_SECRETS).",
    "secrets",
  );
}

/** A ConfigMap that does not exist, or a container setting the kubelet refuses. */
export function explainConfig(message: string): Explanation | null {
  const map =
    /configmaps? "([^"]+)" (?:not found|is forbidden)/i.exec(message)?.[1] ??
    /in ConfigMap (?:[^/\s]+\/)?(\S+)/i.exec(message)?.[1];
  if (map !== undefined) {
    return explanation(
      "config",
      around("ConfigMap ", map, " lacks what the pod needs"),
      "Create the ConfigMap and its keys in the pod's namespace.",
    );
  }
  const key = /references non-existent config key: (\S+)/i.exec(message)?.[1];
  if (key !== undefined) {
    return explanation(
      "config",
      around("the ConfigMap has no key ", key, ""),
      "Add the key to the ConfigMap that the pod mounts.",
    );
  }
  if (!/runAsNonRoot|non-numeric user/i.test(message)) return null;
  return explanation(
    "config",
    "runAsNonRoot: the image runs as root",
    "Set run_as_user to a number above 0 in security_context, or use an image with such a user.",
    "security_context",
  );
}

/** Timeouts are what other troubles look like from the kubelet: those tell more. */
function mountTrouble(messages: readonly string[]): Explanation | null {
  const telling =
    messages.find((message) => BUSY.test(message)) ??
    messages.find((message) => !/timed out|timeout/i.test(message)) ??
    messages[0];
  return telling === undefined ? null : explainMountItself(telling);
}

const BUSY = /multi-attach|already (used|exclusively attached)|in use by/i;

function explainMountItself(message: string): Explanation {
  const volume =
    /volume "([^"]+)"/.exec(message)?.[1] ?? /unmounted volumes=\[([^\]\s]+)/.exec(message)?.[1];
  const what = volume === undefined ? "volume" : `volume ${volume}`;
  if (BUSY.test(message)) {
    return explanation(
      "volume/mount",
      around("", what, " is in use on another node"),
      "Wait until the other pod ends, or use a volume that several nodes can share.",
      OPTION,
    );
  }
  const why = MOUNT_TROUBLES.find(([pattern]) => pattern.test(message))?.[1];
  // Kubernetes mounts the first by itself; the others are no claims.
  const foreign = /^kube-api-access|failed to sync (secret|configmap) cache|secrets-store/;
  return explanation(
    "volume/mount",
    around("can't mount ", what, why === undefined ? "" : `: ${why}`),
    why === "timed out"
      ? "Nothing more is said: see the other events of the pod and its claims, then the storage itself."
      : "Read the full message in the pod's events: the storage refused the volume.",
    foreign.test(volume ?? "") || foreign.test(message) ? null : OPTION,
  );
}

const MOUNT_TROUBLES: readonly (readonly [RegExp, string])[] = [
  [/registered CSI drivers|driver .*not found/i, "no driver on the node"],
  [/permission denied|access denied|forbidden|unauthorized/i, "access denied"],
  [/no such file|does not exist/i, "it does not exist"],
  [/not ?found/i, "not found"],
  [/connection refused|no route|unreachable|no such host/i, "storage out of reach"],
  [/wrong fs type|bad superblock/i, "wrong file system"],
  [/timed out|timeout|deadline exceeded/i, "timed out"],
];
