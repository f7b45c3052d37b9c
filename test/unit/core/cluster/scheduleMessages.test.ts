import type { PodChange } from "../../../../runtime/core/cluster/podChange";
import { cases, eventChange, podChange } from "./replay";

/** A pod the scheduler finds no node for. */
function unscheduled(message: string, spec: object = {}): PodChange[] {
  const condition = { type: "PodScheduled", status: "False", reason: "Unschedulable", message };
  return podChange({ spec, status: { conditions: [condition] } });
}

const tainted = "1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }";
const rest = "preemption: 0/5 nodes are available: 5 Preemption is not helpful for scheduling.";
const gpus = { containers: [{ name: "train", resources: { limits: { "nvidia.com/gpu": "2" } } }] };
const memory = {
  containers: [{ name: "train", resources: { requests: { cpu: "4", memory: "64000M" } } }],
};

cases("scheduling", [
  [
    unscheduled(`0/5 nodes are available: ${tainted}, 4 Insufficient cpu. ${rest}`, memory),
    "unschedulable/cpu | no node has 4 free CPU | cpu",
  ],
  [
    unscheduled(
      `0/5 nodes are available: ${tainted}, 1 Insufficient cpu, 4 Insufficient memory. ${rest}`,
      memory,
    ),
    "unschedulable/memory | no node has 64 GB of free memory | memory",
  ],
  [
    unscheduled(
      `0/5 nodes are available: 1 Insufficient cpu, 5 Insufficient nvidia.com/gpu. ${rest}`,
      gpus,
    ),
    "unschedulable/gpu | no node has 2 free GPUs | gpu",
  ],
  [
    unscheduled(`0/2 nodes are available: 2 Insufficient ephemeral-storage. ${rest}`),
    "unschedulable/disk | no node has enough ephemeral-storage | disk",
  ],
  [
    unscheduled(`0/2 nodes are available: 2 Insufficient vendor.example/fpga. ${rest}`),
    "unschedulable/resource | no node has enough vendor.example/fpga | extended_resources",
  ],
  [
    unscheduled(
      `0/5 nodes are available: ${tainted}, 4 node(s) didn't match Pod's node affinity/selector. ${rest}`,
      { nodeSelector: { pool: "gpu" } },
    ),
    "unschedulable/selector | no node matches pool=gpu | node_selector",
  ],
  [
    unscheduled(
      "0/3 nodes are available: 3 node(s) had taint {dedicated: ml}, that the pod didn't tolerate.",
    ),
    "unschedulable/taint | taint dedicated is not tolerated | tolerations",
  ],
  [
    unscheduled(
      "0/1 nodes are available: 1 node(s) had untolerated taint {node.kubernetes.io/disk-pressure: }.",
    ),
    "unschedulable/taint | nodes are not usable: disk-pressure | -",
  ],
  [
    unscheduled(
      `0/3 nodes are available: ${tainted}, 2 node(s) had volume node affinity conflict.`,
    ),
    "unschedulable/volume | no fitting node reaches the pod's volume | persistent_volume_claims",
  ],
  [
    unscheduled(
      "0/2 nodes are available: 2 node(s) didn't match PersistentVolume's node affinity.",
    ),
    "unschedulable/volume | no fitting node reaches the pod's volume | persistent_volume_claims",
  ],
  [
    unscheduled("0/2 nodes are available: 2 node(s) exceed max volume count."),
    "unschedulable/volume | no node can attach one more volume | persistent_volume_claims",
  ],
  // Containers that run together count together; one that ends before them counts if it is larger.
  [
    unscheduled(`0/2 nodes are available: 2 Insufficient cpu. ${rest}`, {
      containers: ["4", "500m"].map((cpu, i) => ({
        name: `c${i}`,
        resources: { requests: { cpu } },
      })),
      initContainers: [
        { name: "istio-init", resources: { requests: { cpu: "1" } } },
        { name: "side", restartPolicy: "Always", resources: { requests: { cpu: "500m" } } },
      ],
    }),
    "unschedulable/cpu | no node has 5 free CPU | cpu",
  ],
  [
    unscheduled("0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims."),
    "volume/unbound | the pod's PVC has no volume yet | persistent_volume_claims",
  ],
  [
    unscheduled('0/3 nodes are available: 3 persistentvolumeclaim "data" not found.'),
    "volume/missing-claim | PVC data not found | persistent_volume_claims",
  ],
  [
    unscheduled("0/2 nodes are available: 2 Too many pods. preemption: 0/2 nodes are available."),
    "unschedulable/pods | no node has room for one more pod | -",
  ],
  [
    unscheduled("0/2 nodes are available: 2 node(s) were unschedulable."),
    "unschedulable/cordoned | every fitting node is cordoned | -",
  ],
  [
    unscheduled(
      "0/20 nodes are available: 1 node(s) didn't match pod affinity/anti-affinity, 19 node(s) didn't match node selector.",
    ),
    "unschedulable/affinity | no node fits the pod's affinity rules | -",
  ],
  [
    unscheduled(
      'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
    ),
    "volume/unbound | the pod's PVC has no volume yet | persistent_volume_claims",
  ],
  [
    unscheduled("Scheduling is blocked due to non-empty scheduling gates"),
    "unschedulable/gated | waits for its scheduling gate | -",
  ],
  [
    unscheduled("no nodes available to schedule pods"),
    "unschedulable/no-nodes | the cluster has no nodes | -",
  ],
  [
    [
      ...unscheduled("0/1 nodes are available: 1 Insufficient cpu."),
      ...eventChange("Scheduled", "Successfully assigned ns/t to n1"),
    ],
    "- | - | -",
  ],
]);
