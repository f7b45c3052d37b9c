import type { PodChange } from "../../../../runtime/core/cluster/podChange";
import { cases, eventChange, jobChange, podChange, waiting } from "./replay";

/** A pod whose container ended so. */
function ended(end: object, status: object = {}, limits: object = {}): PodChange[] {
  const state = { terminated: { startedAt: "2026-01-02T03:04:06Z", ...end } };
  return podChange({
    spec: {
      nodeName: "n1",
      containers: [{ name: "train", image: "acme/train:2.0", resources: { limits } }],
    },
    status: { phase: "Failed", containerStatuses: [{ name: "train", state }], ...status },
  });
}

const memory = {
  containers: [{ name: "train", resources: { requests: { cpu: "4", memory: "64000M" } } }],
};
cases("ends", [
  [
    ended({ reason: "OOMKilled", exitCode: 137 }, {}, { memory: "4096M" }),
    "out-of-memory | OOMKilled: limit 4.1 GB | memory",
  ],
  [
    ended({ reason: "OOMKilled", exitCode: 137 }),
    "out-of-memory | OOMKilled: the node ran out of memory | memory",
  ],
  [
    ended(
      {
        reason: "StartError",
        exitCode: 128,
        startedAt: null,
        message:
          "failed to create containerd task: runc create failed: container init was OOM-killed (memory limit too low?)",
      },
      {},
      { memory: "4M" },
    ),
    "out-of-memory | OOMKilled: limit 4 MB | memory",
  ],
  [
    ended({
      reason: "StartError",
      exitCode: 128,
      startedAt: "1970-01-01T00:00:00Z",
      message:
        'unable to start container process: exec: "bash": executable file not found in $PATH: unknown',
    }),
    "start-error | StartError: bash is not in the image | image",
  ],
  [
    ended({
      reason: "StartError",
      exitCode: 128,
      message: "exec /usr/bin/bash: exec format error",
    }),
    "start-error | StartError: the image is for another CPU type | image",
  ],
  [
    ended({ reason: "Error", exitCode: 127, message: "bash: line 1: python: command not found\n" }),
    "start-error | StartError: python is not in the image | image",
  ],
  [
    waiting("RunContainerError", 'failed to start container: exec: "bash": permission denied'),
    "start-error | StartError: bash may not be run | image",
  ],
  [
    ended({
      reason: "Error",
      exitCode: 1,
      message:
        "Traceback (most recent call last):\n  File \"a.py\"\nKeyError: 'a'\n\nDuring handling of the above exception, another exception occurred:\n\nacme.errors.TrainingError: no rows after the filter\n\n[save_logs] done\n",
    }),
    "exception | TrainingError: no rows after the filter | -",
  ],
  [
    ended({ reason: "Error", exitCode: 1, message: `ValueError: ${"long ".repeat(30)}` }),
    "exception | ValueError: long long long long long long long long long lo… | -",
  ],
  [
    ended({
      reason: "Error",
      exitCode: 1,
      message: "Traceback (most recent call last):\nValueError: real\nFutureWarning: later\n",
    }),
    "exception | ValueError: real | -",
  ],
  [
    ended({ reason: "Error", exitCode: 1, message: "python: No module named boto3\n" }),
    "exception | exit code 1: python: No module named boto3 | -",
  ],
  [
    ended({ reason: "Error", exitCode: 1, message: "MemoryError\n" }, {}, { memory: "200M" }),
    "out-of-memory | MemoryError: limit 200 MB | memory",
  ],
  [
    ended({
      reason: "Error",
      exitCode: 1,
      message: "Failed to download code package from s3://b/x after 6 tries. Exiting...\n",
    }),
    "config | the code package could not be downloaded | secrets",
  ],
  [ended({ reason: "Error", exitCode: 139 }), "exception | segmentation fault (exit code 139) | -"],
  [ended({ reason: "Error", exitCode: 3 }), "exception | the task ended with exit code 3 | -"],
  [
    ended({ reason: "Error", exitCode: 143 }),
    "stopped | ended by SIGTERM (exit code 143): stopped or evicted | -",
  ],
  [
    ended({ reason: "Error", exitCode: 130, message: "KeyboardInterrupt\n" }),
    "stopped | stopped: interrupted (exit code 130) | -",
  ],
  // The log's last exception is none that ended a program which was killed.
  [
    ended({ reason: "Error", exitCode: 137, message: "ValueError: handled\nbash: 32 Killed\n" }),
    "stopped | killed (exit code 137): stopped, no memory, or evicted | -",
  ],
  [
    [
      ...ended({ reason: "Error", exitCode: 137 }),
      ...eventChange("Killing", "Stopping container train"),
    ],
    "stopped | stopped by Kubernetes: its pod was deleted or drained | -",
  ],
  [
    [...jobChange({ spec: { parallelism: 0 } }), ...ended({ reason: "Error", exitCode: 137 })],
    "stopped | stopped while it ran | -",
  ],
  [
    [
      ...ended({ reason: "Error", exitCode: 137 }),
      ...eventChange("Evicted", "The node was low on resource: memory. Threshold quantity: 100Mi"),
    ],
    "evicted | Evicted: the node was low on memory | memory",
  ],
  [
    podChange({
      spec: { activeDeadlineSeconds: 600 },
      status: {
        phase: "Failed",
        reason: "DeadlineExceeded",
        message: "Pod was active on the node longer than the specified deadline",
      },
    }),
    "deadline | timed out after 10m | @timeout",
  ],
  [
    ended({
      reason: "Error",
      exitCode: 1,
      message: "TimeoutException: Step train timed out after 0 hours, 1 minutes, 30 seconds",
    }),
    "deadline | timed out after 1m 30s | @timeout",
  ],
  [
    podChange({
      status: {
        phase: "Failed",
        reason: "Evicted",
        message:
          "The node was low on resource: memory. Threshold quantity: 100Mi, available: 50Mi. ",
      },
    }),
    "evicted | Evicted: the node was low on memory | memory",
  ],
  [
    podChange({
      status: {
        phase: "Failed",
        reason: "Evicted",
        message: "Pod ephemeral local storage usage exceeds the total limit of containers 10240M. ",
      },
    }),
    "evicted | Evicted: used more than 10.2 GB of disk | disk",
  ],
  [
    ended(
      { reason: "Error", exitCode: 137 },
      {
        conditions: [{ type: "DisruptionTarget", status: "True", reason: "PreemptionByScheduler" }],
      },
    ),
    "evicted | Preempted: a more important pod took its place | @retry",
  ],
  [
    ended(
      { reason: "ContainerStatusUnknown", exitCode: 137 },
      {
        conditions: [
          { type: "DisruptionTarget", status: "True", reason: "DeletionByTaintManager" },
        ],
      },
    ),
    "node-lost | node n1 was lost | @retry",
  ],
  [
    podChange({ spec: { nodeName: "n1" }, status: { phase: "Unknown", reason: "NodeLost" } }),
    "node-lost | node n1 was lost | @retry",
  ],
  [
    podChange({
      spec: memory,
      status: {
        phase: "Failed",
        reason: "OutOfcpu",
        message: "Pod was rejected: Node didn't have enough resource: cpu",
      },
    }),
    "unschedulable/cpu | no node has 4 free CPU | cpu",
  ],
  [podChange({ status: { phase: "Failed" } }), "unknown | failed: nothing says why | -"],
  // Stopped while it waited for its image: the kubelet makes an end up.
  [
    [
      ...jobChange({ spec: { parallelism: 0 } }),
      ...ended({ reason: "ContainerStatusUnknown", exitCode: 137, startedAt: null }, {}, {}),
      ...eventChange("Failed", 'Failed to pull image "acme/train:2.0": not found'),
    ],
    "image-pull/not-found | ImagePullBackOff: acme/train:2.0 not found | image",
  ],
]);
