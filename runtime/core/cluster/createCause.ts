import { around, explanation, type Explanation } from "./explanation";
import { amount, quantity, resourceOption } from "./quantity";

/**
 * Why a Job or pod could not be created, by the API server's message: from a FailedCreate event,
 * an Argo node, or what Metaflow's launcher printed. Null for a message that says no such thing.
 */
export function explainCreate(message: string): Explanation | null {
  return (
    explainQuota(message) ??
    explainServiceAccount(message) ??
    explainLimitRange(message) ??
    explainAdmission(message) ??
    explainInvalid(message) ??
    explainForbidden(message)
  );
}

function explainQuota(message: string): Explanation | null {
  const exceeded = /exceeded quota: ([^,\s]+), requested: (\S+), used: (\S+), limited: (\S+)/.exec(
    message,
  );
  if (exceeded !== null) {
    const [, quota = "", requested = "", used = "", limited = ""] = exceeded;
    return exceededQuota(quota, amounts(requested), amounts(used), amounts(limited));
  }
  if (/insufficient quota to match these scopes/i.test(message)) {
    return explanation(
      "quota",
      "no quota of the namespace covers this kind of pod",
      "The cluster allows pods of this priority only under a quota made for them: have one added.",
    );
  }
  const wanted = /failed quota: ([^:\s]+): must specify (.+)$/s.exec(message);
  if (wanted === null) return null;
  return mustSpecify(wanted[1] ?? "", wanted[2] ?? "");
}

function exceededQuota(
  quota: string,
  requested: ReadonlyMap<string, number>,
  used: ReadonlyMap<string, number>,
  limited: ReadonlyMap<string, number>,
): Explanation {
  const free = (resource: string): number =>
    (limited.get(resource) ?? 0) - (used.get(resource) ?? 0);
  const all = [...requested.keys()];
  const resource = all.find((name) => (requested.get(name) ?? 0) > free(name)) ?? all[0] ?? "";
  const asked = amount(resource, requested.get(resource) ?? 0);
  const left = Math.max(0, free(resource));
  const option = resourceOption(resource);
  return explanation(
    "quota/exceeded",
    around(
      "quota ",
      quota,
      `: ${asked} asked, ${left === 0 ? "none" : amount(resource, left)} free`,
    ),
    "The namespace's quota is used up: ask for less, wait until other pods end, or have it raised.",
    option,
  );
}

/** `requests.cpu=200m,requests.memory=256M` */
function amounts(list: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const part of list.split(",")) {
    const at = part.lastIndexOf("=");
    const value = quantity(part.slice(at + 1));
    if (at > 0 && value !== null) found.set(part.slice(0, at), value);
  }
  return found;
}

/**
 * Metaflow always sends requests for cpu, memory and disk, limits only under qos Guaranteed. The
 * containers named after `for:` may be Argo's own, which no decorator reaches.
 */
function mustSpecify(quota: string, wants: string): Explanation {
  const resources = [...wants.matchAll(/\b((?:limits|requests)\.[\w./-]*\w|\b[a-z]+(?=[,; ]|$))/g)]
    .map(([, name = ""]) => name)
    .filter((name) => name.includes("."));
  const resource = resources[0] ?? wants.split(/[\s;,]/)[0] ?? "";
  const containers = [...wants.matchAll(/for: ([\w,-]+)/g)].flatMap(([, names = ""]) =>
    names.split(","),
  );
  const argo = containers.length > 0 && containers.every((name) => /^(init|wait)$/.test(name));
  const reason = around("quota ", quota, ` wants ${resource} set`);
  if (argo) {
    return explanation(
      "quota/must-specify",
      reason,
      "Argo's own containers init and wait need it: set the executor's resources in Argo's workflow-controller-configmap.",
    );
  }
  const limits = resources.find((name) => name.startsWith("limits."));
  return explanation(
    "quota/must-specify",
    reason,
    limits === undefined
      ? "Ask for this resource in the decorator: the quota refuses pods that leave it open."
      : 'Set qos="Guaranteed": only then does Metaflow send limits. Or have a LimitRange with defaults added.',
    limits === undefined ? resourceOption(resource) : "qos",
  );
}

/** A service account that does not exist: said of pods, and of the token that is mounted into them. */
export function explainServiceAccount(message: string): Explanation | null {
  const name =
    /serviceaccounts? "([^"]+)" not found/i.exec(message)?.[1] ??
    /service account \S+?\/?([\w.-]+)(?: was not found|:)/i.exec(message)?.[1];
  if (name === undefined) return null;
  return explanation(
    "service-account",
    around("service account ", name, " not found"),
    "Create the service account in the pod's namespace, or correct service_account (METAFLOW_KUBERNETES_SERVICE_ACCOUNT).",
    "service_account",
  );
}

/** `maximum memory usage per Container is 4Gi, but limit is 8Gi` */
function explainLimitRange(message: string): Explanation | null {
  const found =
    /(maximum|minimum) ([\w./-]+) usage per (\w+) is ([^,\s]+)(?:, but (?:limit|request) is ([^.,\s\]]+))?/i.exec(
      message,
    );
  const ratio = /([\w./-]+) max limit to request ratio per \w+ is ([^,\s]+)/i.exec(message);
  if (found === null && ratio === null) return null;
  const resource = found?.[2] ?? ratio?.[1] ?? "";
  const bound = quantity(found?.[4]?.replace(/\.$/, ""));
  const most = /maximum/i.test(found?.[1] ?? "");
  const words = bound === null ? (found?.[4] ?? "") : amount(resource, bound);
  return explanation(
    "refused",
    found === null
      ? `refused: limit too far above the ${resource} request`
      : `refused: the namespace allows ${most ? "at most" : "no less than"} ${words}`,
    "The namespace's LimitRange sets this bound: ask for an amount within it.",
    resourceOption(resource),
  );
}

function explainAdmission(message: string): Explanation | null {
  const standard = /violates PodSecurity "([^":]+)/i.exec(message)?.[1];
  if (standard !== undefined) {
    return explanation(
      "refused",
      around("refused: violates Pod Security ", standard, ""),
      "The namespace enforces this standard: set what the message names in security_context.",
      "security_context",
    );
  }
  if (/against any security context constraint/i.test(message)) {
    return explanation(
      "refused",
      "refused: no security context constraint allows the pod",
      "OpenShift lets the pod's service account do less than it asks for: use another service account, or ask for less in security_context.",
      "security_context",
    );
  }
  const hook = /admission webhook "([^"]+)" denied the request(?:: (.*))?/is.exec(message);
  const failed = /failed calling webhook "([^"]+)"/i.exec(message)?.[1];
  const policy = /ValidatingAdmissionPolicy '([^']+)'/i.exec(message)?.[1];
  if (hook !== null) {
    return explanation(
      "refused",
      `refused: ${hook[2] ?? around("webhook ", hook[1] ?? "", " denied it")}`,
      `The cluster's admission webhook ${hook[1] ?? ""} denied the pod: change what it names, or ask its owner.`,
    );
  }
  const by = failed ?? policy;
  if (by === undefined) return null;
  return explanation(
    "refused",
    failed === undefined
      ? around("refused by policy ", by, "")
      : around("refused: webhook ", by, " does not answer"),
    "The cluster's admission control stopped the pod: ask who runs the cluster.",
  );
}

/** Decorator arguments by the field of the pod that they set. */
const FIELD_OPTIONS: readonly (readonly [RegExp, string])[] = [
  [/imagePullPolicy/, "image_pull_policy"],
  [/imagePullSecrets/, "image_pull_secrets"],
  [/\.image\b/, "image"],
  [/resources\S*cpu/, "cpu"],
  [/resources\S*memory/, "memory"],
  [/resources\S*storage/, "disk"],
  [/resources\S*gpu/, "gpu"],
  [/resources/, "extended_resources"],
  [/serviceAccount/, "service_account"],
  [/nodeSelector/, "node_selector"],
  [/tolerations/, "tolerations"],
  [/securityContext/, "security_context"],
  [/volume/i, "persistent_volume_claims"],
  [/envFrom/, "secrets"],
  [/ports/, "port"],
  [/labels/, "labels"],
  [/annotations/, "annotations"],
  [/activeDeadlineSeconds/, "@timeout"],
];

/** `Job.batch "x" is invalid: spec.….imagePullPolicy: Unsupported value: "sometimes": supported values: …` */
function explainInvalid(message: string): Explanation | null {
  const found = / is invalid: \[?([^\s:]+): ([^:]+)(?:: ([^\n]*))?/.exec(message);
  if (found === null) return null;
  const [, path = "", kind = "", rest = ""] = found;
  const last = path.split(".").at(-1) ?? path;
  const value = /^("[^"]*"|\S+?)(?=[:,\s]|$)/.exec(rest)?.[1] ?? "";
  const limited = /(cpu|memory) limit/.exec(rest)?.[1];
  const option = limited ?? FIELD_OPTIONS.find(([pattern]) => pattern.test(path))?.[1] ?? null;
  const said = value === "" || /^required/i.test(kind) ? last : `${last} ${value}`;
  return explanation(
    "refused",
    around("refused: ", said, ` is ${invalidWord(kind)}`),
    "The API server does not accept this value: correct it and run again.",
    option,
  );
}

function invalidWord(kind: string): string {
  if (/unsupported/i.test(kind)) return "not supported";
  return /required/i.test(kind) ? "required" : /duplicate/i.test(kind) ? "a duplicate" : "invalid";
}

function explainForbidden(message: string): Explanation | null {
  const missing = /namespaces? "([^"]+)" not found/i.exec(message)?.[1];
  if (missing !== undefined || /because it is being terminated/i.test(message)) {
    return explanation(
      "refused",
      missing === undefined
        ? "refused: the namespace is being deleted"
        : around("refused: namespace ", missing, " not found"),
      "Choose a namespace that exists (METAFLOW_KUBERNETES_NAMESPACE).",
      "METAFLOW_KUBERNETES_NAMESPACE",
    );
  }
  const rights = /cannot (\w+) resource "([^"]+)"/i.exec(message);
  if (rights !== null) {
    return explanation(
      "refused",
      `refused: no right to ${rights[1] ?? ""} ${rights[2] ?? ""}`,
      "Ask for a role with this right in the namespace, or use another context.",
    );
  }
  const priority = /no PriorityClass with name (\S+)/i.exec(message)?.[1];
  if (priority !== undefined) {
    return explanation("refused", `refused: no PriorityClass ${priority}`, "Have it created.");
  }
  const forbidden = / is forbidden: (.+)$/s.exec(message)?.[1];
  if (forbidden === undefined && !/\bforbidden\b|Unauthorized|\(40[13]\)/i.test(message)) {
    return null;
  }
  return explanation(
    "refused",
    `refused: ${forbidden ?? "no right to do this"}`,
    "The API server refused it: see the full message, and ask who runs the cluster.",
  );
}

/**
 * Why Metaflow's launcher could not create the Job, by the lines it printed; null when they tell
 * of no refusal.
 */
export function explainLaunch(lines: readonly string[]): Explanation | null {
  const at = lines.findIndex((line) => line.includes("Unable to launch Kubernetes job"));
  if (at < 0) return null;
  for (const line of lines.slice(at)) {
    const found = explainCreate(line);
    if (found !== null) return found;
  }
  return explanation(
    "refused",
    "refused: the API did not take the Job",
    "See what the API server answered in the task's log.",
  );
}
