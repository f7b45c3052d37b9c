import type { PodChange } from "../../../../runtime/core/cluster/podChange";
import { cases, eventChange, podChange, waiting } from "./replay";

/** Words of autoscalers, other runtimes and clouds, and of older and newer Kubernetes. */

const unschedulable = (message: string): PodChange[] => {
  const conditions = [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }];
  return podChange({ status: { conditions } });
};

cases("schedulers and autoscalers", [
  [
    unschedulable(
      "0/3 nodes are available: 1 node(s) had taint {node.kubernetes.io/not-ready: }, that the pod didn't tolerate, 2 Insufficient memory.",
    ),
    "unschedulable/memory | no node has enough memory | memory",
  ],
  [
    unschedulable(
      'Failed to schedule pod, incompatible with nodepool "gpu", did not tolerate taint (taint=nvidia.com/gpu=true:NoSchedule)',
    ),
    "unschedulable/taint | taint nvidia.com/gpu is not tolerated | tolerations",
  ],
  [
    unschedulable(
      'Failed to schedule pod, incompatible with nodepool "default", no instance type satisfied resources {"cpu":"64210m"}',
    ),
    "unschedulable/no-nodes | no node pool can make a node that fits | -",
  ],
  [
    unschedulable(
      'waiting for ephemeral volume controller to create the persistentvolumeclaim "x-data"',
    ),
    "volume/unbound | PVC x-data has no volume | persistent_volume_claims",
  ],
]);

const mounting = (message: string): PodChange[] => [
  ...podChange({
    spec: { nodeName: "n1" },
    status: {
      containerStatuses: [{ name: "train", state: { waiting: { reason: "ContainerCreating" } } }],
    },
  }),
  ...eventChange("FailedMount", message),
];

cases("what Kubernetes mounts by itself", [
  [
    mounting(
      'MountVolume.SetUp failed for volume "kube-api-access-x" : failed to fetch token: serviceaccounts "runner" not found',
    ),
    "service-account | service account runner not found | service_account",
  ],
  [
    mounting('MountVolume.SetUp failed for volume "kube-api-access-x" : context canceled'),
    "volume/mount | can't mount volume kube-api-access-x | -",
  ],
]);

const failed = (reason: string, exitCode: number, message: string): PodChange[] => {
  const startedAt = "2026-01-02T03:04:10Z";
  const state = { terminated: { reason, exitCode, startedAt, message } };
  return podChange({ status: { phase: "Failed", containerStatuses: [{ name: "train", state }] } });
};

cases("nodes and images", [
  [
    waiting("CreateContainerError", "context deadline exceeded"),
    "start-error | StartError: the node's container runtime is too slow | -",
  ],
  [
    waiting("CreateContainerError", "failed to extract layer: no space left on device"),
    "start-error | StartError: the node's disk is full | -",
  ],
  [
    waiting("CreateContainerError", "unresolvable CDI devices nvidia.com/gpu=0"),
    "start-error | StartError: the node can't give it its GPU | gpu",
  ],
  [
    failed("Error", 127, "/bin/bash: python: No such file or directory"),
    "start-error | StartError: python is not in the image | image",
  ],
  [
    waiting("ErrImagePull", 'image operating system "windows" cannot be used on this platform'),
    "image-pull/platform | ImagePullBackOff: acme/train:2.0 not for this CPU type | image",
  ],
  [
    podChange({ status: { phase: "Failed", reason: "NodePorts", message: "Predicate failed" } }),
    "unschedulable | the node refused the pod: NodePorts | -",
  ],
  [
    failed(
      "Error",
      1,
      "botocore.exceptions.NoCredentialsError: Unable to locate credentials\nFailed to download code package from s3://b/x",
    ),
    "exception | NoCredentialsError: Unable to locate credentials | secrets",
  ],
]);

/** A failed pod with Argo's and Istio's containers beside the step's own, `train`. */
const crowded = (ends: Readonly<Record<string, object>>): PodChange[] => {
  const statuses = Object.entries(ends).map(([name, end]) => ({
    ...{ name, state: { terminated: { startedAt: "2026-01-02T03:04:10Z", ...end } } },
  }));
  const limits = { memory: "128Mi" };
  return podChange({
    spec: {
      nodeName: "n1",
      initContainers: [{ name: "istio-init", resources: { limits } }],
      containers: [{ name: "istio-proxy", resources: { limits } }, { name: "train" }],
    },
    status: {
      phase: "Failed",
      initContainerStatuses: statuses.filter(({ name }) => name === "istio-init"),
      containerStatuses: statuses.filter(({ name }) => name !== "istio-init"),
    },
  });
};

cases("containers beside the step's own", [
  [
    crowded({ "istio-proxy": { exitCode: 0 }, train: { reason: "Error", exitCode: 3 } }),
    "exception | the task ended with exit code 3 | -",
  ],
  [
    crowded({
      "istio-proxy": { reason: "OOMKilled", exitCode: 137 },
      train: { reason: "Completed", exitCode: 0 },
    }),
    "out-of-memory | istio-proxy: OOMKilled: limit 134 MB | -",
  ],
  [
    crowded({ "istio-init": { reason: "OOMKilled", exitCode: 137 } }),
    "out-of-memory | istio-init: OOMKilled: limit 134 MB | -",
  ],
  [
    crowded({ "istio-init": { reason: "Error", exitCode: 1, message: "error: no iptables" } }),
    "exception | istio-init: exit code 1: error: no iptables | -",
  ],
  [
    podChange({
      spec: { nodeName: "n1" },
      status: {
        ...{ phase: "Failed", reason: "UnexpectedAdmissionError" },
        message:
          "Pod was rejected: Allocate failed due to no healthy devices present; cannot allocate unhealthy devices nvidia.com/gpu, which is unexpected",
      },
    }),
    "unschedulable/gpu | the node refused the pod: its GPUs are not usable | gpu",
  ],
]);
