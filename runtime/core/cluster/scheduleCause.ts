import { around, explanation, type Explanation } from "./explanation";
import { amount, resourceOption } from "./quantity";
import { explainClaim } from "./volumeCause";

/** What the pod asks for, as far as the sentences need it. */
export interface Request {
  /** Amounts by resource name (`cpu`, `memory`, `nvidia.com/gpu`), over all containers. */
  readonly resources: Readonly<Record<string, number>>;
  readonly nodeSelector: Readonly<Record<string, string>>;
}

/** One part of the scheduler's sum: so many nodes said no for this. */
interface Refusal {
  readonly nodes: number;
  readonly text: string;
}

/**
 * Why the scheduler finds no node. Its message sums up what each node said (`0/5 nodes are
 * available: 1 Insufficient cpu, 4 node(s) had untolerated taint {…}. preemption: …`). A node is
 * asked for taints first, then selector, then resources, then volumes: the one that got furthest
 * is the one that nearly fits, and tells what to change.
 */
export function explainUnschedulable(
  message: string,
  request: Request,
  claimEvents: readonly string[],
): Explanation {
  const claim = explainClaim(message, claimEvents);
  if (claim !== null) return claim;
  const refusals = refusalsOf(message);
  const volume = refusals.find(({ text }) => VOLUME.test(text));
  if (volume !== undefined) return volumeElsewhere(volume.text);
  const short = mostShort(refusals);
  if (short !== null) return explainShort(short, request);
  for (const { pattern, explain } of RULES) {
    const found = refusals.find(({ text }) => pattern.test(text));
    if (found !== undefined) return explain(found.text, request);
  }
  const said = message.replace(/^\d+\/\d+ nodes are available:\s*/, "").split(/\. /)[0] ?? "";
  return explanation(
    "unschedulable",
    `Unschedulable: ${said === "" ? "no node fits" : said}`,
    "Read the scheduler's message in the pod's events.",
  );
}

/** The kubelet's own refusals (`OutOfcpu`, …): the node filled up after the scheduler chose it. */
export function explainRejected(reason: string, request: Request): Explanation | null {
  const resource = /^OutOf(.+)$/.exec(reason)?.[1];
  if (resource === undefined) return null;
  return resource === "pods"
    ? tooManyPods()
    : explainShort(resource === "ephemeral-storage" ? "ephemeral-storage" : resource, request);
}

function refusalsOf(message: string): Refusal[] {
  const sum = message
    .replace(/^.*?nodes are available:\s*/s, "")
    .replace(/\.?\s*(no new claims to deallocate, )?preemption:.*$/is, "");
  return sum.split(/,\s+(?=\d+\s)/).map((part) => {
    const [, count = "0", text = part] = /^\s*(\d+)\s+(.*)$/s.exec(part) ?? [];
    return { nodes: Number(count), text };
  });
}

/** The resource most nodes lack; of equals a GPU, which is rarest, else the first named. */
function mostShort(refusals: readonly Refusal[]): string | null {
  let best: string | null = null;
  let most = -1;
  for (const { nodes, text } of refusals) {
    const resource = /\binsufficient (\S+?)[.,;]*(?:\s|$)/i.exec(text)?.[1];
    if (resource === undefined) continue;
    if (nodes < most || (nodes === most && !resource.endsWith("/gpu"))) continue;
    best = resource;
    most = nodes;
  }
  return best;
}

function explainShort(resource: string, request: Request): Explanation {
  const option = resourceOption(resource);
  if (resource === "pods") return tooManyPods();
  const asked = request.resources[resource];
  const what = asked === undefined ? `enough ${resource}` : freeAmount(resource, asked);
  const kind = option === "extended_resources" || option === null ? "resource" : option;
  return explanation(
    `unschedulable/${kind}`,
    around("no node has ", what, ""),
    `Ask for less (${option ?? resource}), wait until other pods end, or add a node that has it.`,
    option,
  );
}

/** `64 free CPU`, `1 free GPU`, `256 MB of free memory`. */
function freeAmount(resource: string, value: number): string {
  const words = amount(resource, value);
  if (resource === "memory") return `${words} of free memory`;
  if (resource === "ephemeral-storage") return `${words} of free disk`;
  return words.replace(" ", " free ");
}

const VOLUME =
  /volume node affinity|PersistentVolume's node affinity|volume zone|max volume count|volume limits|node\(s\).*attach|volume.*(conflict|in use)|enough free storage/i;

function volumeElsewhere(text: string): Explanation {
  const full = /max volume|volume limits/i.test(text);
  const small = /free storage/i.test(text);
  return explanation(
    "unschedulable/volume",
    full
      ? "no node can attach one more volume"
      : small
        ? "no node's storage has room for the volume"
        : "no fitting node reaches the pod's volume",
    "The volume binds the pod to a zone or node that has no room: free one there, or use another claim.",
    "persistent_volume_claims",
  );
}

function tooManyPods(): Explanation {
  return explanation(
    "unschedulable/pods",
    "no node has room for one more pod",
    "Wait until other pods end, or add a node.",
  );
}

interface Rule {
  readonly pattern: RegExp;
  readonly explain: (text: string, request: Request) => Explanation;
}

/** From the last of the scheduler's questions to the first. */
const RULES: readonly Rule[] = [
  { pattern: /too many pods/i, explain: tooManyPods },
  {
    pattern: /free ports/i,
    explain: () =>
      explanation(
        "unschedulable/port",
        "no node has the pod's port free",
        "Choose another port, or wait until the pod that uses it ends.",
        "port",
      ),
  },
  {
    pattern: /affinity rules|anti-affinity|topology spread/i,
    explain: () =>
      explanation(
        "unschedulable/affinity",
        "no node fits the pod's affinity rules",
        "The pod must be near to or far from others: see its affinity and spread rules.",
      ),
  },
  {
    pattern: /cannot allocate all claims|resourceclaim/i,
    explain: () =>
      explanation(
        "unschedulable/resource",
        "no node can serve the pod's resource claim",
        "Ask for another device, or wait until one is free.",
      ),
  },
  {
    pattern: /node ?affinity|node selector|didn't match Pod's|match node selector/i,
    explain: (_text, { nodeSelector }) => {
      const wanted = Object.entries(nodeSelector).map(([key, value]) => `${key}=${value}`);
      const what = wanted.length === 0 ? "the node selector" : wanted.join(",");
      return explanation(
        "unschedulable/selector",
        around("no node matches ", what, ""),
        "Correct node_selector, or label a node with what it asks for.",
        "node_selector",
      );
    },
  },
  { pattern: /taint/i, explain: (text) => explainTaint(text) },
  {
    pattern: /were unschedulable|unschedulable/i,
    explain: () =>
      explanation(
        "unschedulable/cordoned",
        "every fitting node is cordoned",
        "Nodes are kept free for maintenance: wait, or have one uncordoned.",
      ),
  },
  {
    pattern: /no nodes available|^0\/0 nodes/i,
    explain: () =>
      explanation(
        "unschedulable/no-nodes",
        "the cluster has no nodes",
        "Start a node, or check the kubeconfig context.",
      ),
  },
  {
    pattern: /not ready|unreachable/i,
    explain: () => explainTaint("node.kubernetes.io/not-ready"),
  },
  {
    // Karpenter, which makes nodes to fit: not said by the scheduler itself.
    pattern: /incompatible with (nodepool|provisioner)|no instance type/i,
    explain: () =>
      explanation(
        "unschedulable/no-nodes",
        "no node pool can make a node that fits",
        "Ask for less, or have a node pool added that has such machines.",
      ),
  },
  {
    pattern: /gated|scheduling gates/i,
    explain: () =>
      explanation(
        "unschedulable/gated",
        "waits for its scheduling gate",
        "Another controller holds the pod back: see its schedulingGates.",
      ),
  },
];

function explainTaint(text: string): Explanation {
  const key = /taint(?:\(?s?\)? \{|=)([^}:=]+)/.exec(text)?.[1]?.trim() ?? "";
  const own = /node\.(?:cloudprovider\.)?kubernetes\.io\/([\w-]+)/.exec(text)?.[1];
  if (own !== undefined) {
    return explanation(
      "unschedulable/taint",
      `nodes are not usable: ${own}`,
      "The cluster itself set this taint: see the nodes' conditions.",
    );
  }
  return explanation(
    "unschedulable/taint",
    key === "" ? "the nodes' taints are not tolerated" : around("taint ", key, " is not tolerated"),
    "Add a toleration for the taint, or choose other nodes.",
    "tolerations",
  );
}
