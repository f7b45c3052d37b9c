import type { Attempt } from "./clusterTree";
import { mainStatus } from "./evidence";

/** A command to copy, or to run in a terminal. */
export interface KubectlCommand {
  readonly title: string;
  readonly command: string;
}

/** The name Flowlens gives to the context of the pod it runs in itself; kubectl knows none. */
export const ownContext = "in-cluster";

interface Place {
  /** Null: kubectl finds the cluster by itself, as in a pod of it. */
  readonly context: string | null;
  /** The words go to a shell of Windows: it has other filters, and quotes nothing the same way. */
  readonly windows: boolean;
}

/**
 * The kubectl commands that help with a task's pod, filled in: those for its trouble first (see
 * "Troubleshooting Configuration Issues" of the public Metaflow on Kubernetes reference), then the
 * ones that always tell something. Values are quoted for the shell; a command with a value that
 * can't be is left out.
 */
export function kubectlCommands(attempt: Attempt, place: Place): readonly KubectlCommand[] {
  const { workload } = attempt;
  const base = ["kubectl", ...(place.context === null ? [] : ["--context", place.context])];
  const inNamespace = ["-n", workload.namespace];
  const line = ({ title, words, filter = "" }: Line): KubectlCommand | null => {
    const all = [...base, ...words.flatMap((word) => (word === NAMESPACE ? inNamespace : [word]))];
    const quoted = all.map((word) => quote(word, place.windows));
    if (quoted.includes(null)) return null;
    return { title, command: quoted.join(" ") + (filter === "" ? "" : ` | ${filter}`) };
  };
  const lines = [...forCause(attempt, place.windows), ...always(attempt)];
  return lines.map(line).filter((one) => one !== null);
}

interface Line {
  readonly title: string;
  readonly words: readonly string[];
  readonly filter?: string;
}

/** Stands for `-n` and the namespace. */
const NAMESPACE = "\u0000namespace";

function forCause(attempt: Attempt, windows: boolean): readonly Line[] {
  const [cause = ""] = (attempt.workload.cause ?? "").split("/");
  if (/^(image-pull|image-never-pull|config)$/.test(cause)) return imageLines(attempt, windows);
  if (cause === "quota") return quotaLines;
  if (cause === "unschedulable") return nodeLines(attempt, windows);
  if (cause === "volume") return volumeLines(attempt, windows);
  if (cause === "secret") return [secretsLine];
  if (cause === "service-account") {
    return [
      { title: "List the service accounts", words: ["get", "serviceaccounts", NAMESPACE] },
      secretsLine,
    ];
  }
  return [];
}

const secretsLine: Line = { title: "List the secrets", words: ["get", "secrets", NAMESPACE] };

function imageLines({ pod }: Attempt, windows: boolean): readonly Line[] {
  const account = pod?.object.serviceAccount ?? "default";
  const main = pod === null ? undefined : mainStatus(pod.object)?.name;
  const containers = pod?.object.containers ?? [];
  const image = (containers.find(({ name }) => name === main) ?? containers[0])?.image ?? null;
  return [
    {
      title: "See what pulling said",
      words: ["get", "events", NAMESPACE],
      filter: windows ? "findstr /i pull" : "grep -i pull",
    },
    secretsLine,
    {
      title: "See the service account's pull secrets",
      words: ["describe", "serviceaccount", account, NAMESPACE],
    },
    ...(image === null ? [] : [testPull(image)]),
  ];
}

function testPull(image: string): Line {
  return {
    title: "Write a pod that tries the image",
    words: ["run", "test", `--image=${image}`, "--dry-run=client", "-o", "yaml", NAMESPACE],
  };
}

const quotaLines: readonly Line[] = [
  { title: "See the quotas and what is used", words: ["describe", "quota", NAMESPACE] },
  { title: "See what the pods use", words: ["top", "pods", NAMESPACE] },
  { title: "See what the nodes use", words: ["top", "nodes"] },
];

function nodeLines({ pod }: Attempt, windows: boolean): readonly Line[] {
  const wanted = Object.entries(pod?.object.nodeSelector ?? {}).map(([k, v]) => `${k}=${v}`);
  const selector = wanted.length === 0 ? [] : ["-l", wanted.join(",")];
  return [
    {
      title: wanted.length === 0 ? "List the nodes" : "List the nodes that match the selector",
      words: ["get", "nodes", ...selector],
    },
    {
      title: "See the nodes' taints",
      words: ["describe", "nodes"],
      filter: windows ? "findstr Taints" : "grep -A5 Taints",
    },
  ];
}

function volumeLines({ pod }: Attempt, windows: boolean): readonly Line[] {
  const claims = (pod?.object.claims ?? []).flatMap((claim): readonly Line[] => [
    { title: `See the claim ${claim}`, words: ["describe", "pvc", claim, NAMESPACE] },
    {
      title: `See the access modes of ${claim}`,
      words: ["get", "pvc", claim, NAMESPACE, "-o", "yaml"],
      filter: windows ? "findstr accessModes" : "grep -A2 accessModes",
    },
  ]);
  return [
    { title: "List the volume claims", words: ["get", "pvc", NAMESPACE] },
    ...claims,
    { title: "List the storage classes", words: ["get", "storageclass"] },
  ];
}

function always({ workload: { job, pod, restarts }, pod: seen }: Attempt): readonly Line[] {
  const lines: Line[] = [];
  if (pod !== null && seen?.gone === false) {
    lines.push(
      { title: "Describe the pod", words: ["describe", "pod", pod, NAMESPACE] },
      { title: "Follow the pod's log", words: ["logs", "-f", pod, "--all-containers", NAMESPACE] },
    );
    if (restarts > 0)
      lines.push({
        title: "See the log before the restart",
        words: ["logs", pod, "--previous", NAMESPACE],
      });
  }
  if (job !== null)
    lines.push({ title: "Describe the Job", words: ["describe", "job", job, NAMESPACE] });
  return lines;
}

/**
 * A word for a shell, null when it can't be quoted safely: the names come from a kubeconfig and
 * from other people's pods.
 */
function quote(word: string, windows: boolean): string | null {
  if (/^[\w@%+=:,./-]+$/.test(word) && !(windows && word.includes("%"))) return word;
  if (windows || /['\p{Cc}]/u.test(word)) return null;
  return `'${word}'`;
}
