// Tasks that go wrong, with the cause that has to be named.
import { busyboxImage, taskImage } from "../bed/kubernetes/images.mjs";
import { claim, quota, storageClass } from "../bed/kubernetes/objects.mjs";

const small = { image: taskImage, cpu: "100m", memory: "64M", disk: "64M" };
const says = (text) => ["bash", "-c", text];
const mounting = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };

/** `registry` is the host of the registry that refuses. Each runs in a namespace `name`. */
export const scenarios = (registry) =>
  [
    ["cpu", "More CPU than any node has", "unschedulable/cpu", { cpu: "900" }],
    ["memory", "More memory than any node has", "unschedulable/memory", { memory: "9000000M" }],
    [
      "selector",
      "A node selector without a node",
      "unschedulable/selector",
      { pod: { nodeSelector: { pool: "none" } } },
    ],
    ["quota", "A quota used up", "quota/exceeded", {}, inQuota({ pods: "0" })],
    [
      "limits",
      "A quota that asks for limits",
      "quota/must-specify",
      {},
      inQuota({ "limits.memory": "1Gi" }),
    ],
    [
      "account",
      "A missing service account",
      "service-account",
      { pod: { serviceAccountName: "runner" } },
    ],
    ["no-claim", "A missing volume claim", "volume/missing-claim", { pod: mounting }],
    ["unbound", "A volume claim that nothing binds", "volume/unbound", { pod: mounting }, unbound],
    [
      "not-found",
      "An image that its registry has not",
      "image-pull/not-found",
      { image: `${registry}/missing/tool:1` },
    ],
    [
      "unauthorized",
      "An image that needs a login",
      "image-pull/unauthorized",
      { image: `${registry}/private/tool:1` },
    ],
    [
      "rate-limit",
      "A registry's rate limit",
      "image-pull/rate-limit",
      { image: `${registry}/limited/tool:1` },
    ],
    ["name", "An image's name that is none", "image-pull/name", { image: "Not A Name" }],
    [
      "never",
      "An image that may not be pulled",
      "image-never-pull",
      { image: "flowlens-test/none:1", container: { imagePullPolicy: "Never" } },
    ],
    [
      "secret",
      "A missing secret",
      "secret",
      { container: { envFrom: [{ secretRef: { name: "database" } }] } },
    ],
    [
      "oom",
      "More memory than the limit",
      "out-of-memory",
      { command: says("python -c 'bytearray(1 << 29)'"), limits: { memory: "64M" } },
    ],
    ["no-bash", "An image without bash", "start-error", { image: busyboxImage }],
    [
      "exception",
      "An exception",
      "exception",
      { command: says(`python -c 'raise ValueError("seven")'`) },
    ],
    ["deadline", "A timeout of 2 s", "deadline", { command: says("sleep 60"), deadline: 2 }],
  ].map(([name, what, expected, job, prepare]) => ({
    ...{ name, what, expected, prepare },
    job: { ...small, ...job },
  }));

function inQuota(hard) {
  return (cluster, namespace) => quota(cluster.api, namespace, hard);
}

function unbound({ api }, namespace) {
  return api.create(storageClass("nothing"), claim(namespace, "data", "nothing"));
}
