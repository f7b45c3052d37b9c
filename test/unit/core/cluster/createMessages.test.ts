import type { PodChange } from "../../../../runtime/core/cluster/podChange";
import { cases, eventChange, jobChange } from "./replay";

function notCreated(message: string): PodChange[] {
  const about = { kind: "Job", name: "t-1-abcde" };
  return [...jobChange(), ...eventChange("FailedCreate", `Error creating: ${message}`, about)];
}

const pod = 'pods "t-1-abcde-fghij"';

cases("pods that are not created", [
  [
    notCreated(
      `${pod} is forbidden: exceeded quota: team, requested: pods=1, used: pods=10, limited: pods=10`,
    ),
    "quota/exceeded | quota team: 1 pod asked, none free | -",
  ],
  [
    notCreated(
      `${pod} is forbidden: exceeded quota: gpus, requested: requests.nvidia.com/gpu=2, used: requests.nvidia.com/gpu=3, limited: requests.nvidia.com/gpu=4`,
    ),
    "quota/exceeded | quota gpus: 2 GPUs asked, 1 GPU free | gpu",
  ],
  [
    notCreated(`${pod} is forbidden: failed quota: team: must specify limits.cpu,limits.memory`),
    "quota/must-specify | quota team wants limits.cpu set | qos",
  ],
  [
    notCreated(`${pod} is forbidden: maximum memory usage per Container is 4Gi, but limit is 8Gi`),
    "refused | refused: the namespace allows at most 4.3 GB | memory",
  ],
  [
    notCreated(
      `${pod} is forbidden: [minimum cpu usage per Container is 100m, but request is 10m]`,
    ),
    "refused | refused: the namespace allows no less than 0.1 CPU | cpu",
  ],
  [
    notCreated(
      `${pod} is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false`,
    ),
    "refused | refused: violates Pod Security restricted | security_context",
  ],
  [
    notCreated(
      'admission webhook "validate.kyverno.svc" denied the request: images must come from our registry',
    ),
    "refused | refused: images must come from our registry | -",
  ],
  [
    notCreated(
      'Internal error occurred: failed calling webhook "mutate.example.com": Post "https://x": context deadline exceeded',
    ),
    "refused | refused: webhook mutate.example.com does not answer | -",
  ],
  [
    notCreated(
      'Pod "t-1-abcde-fghij" is invalid: spec.containers[0].resources.requests: Invalid value: "4": must be less than or equal to cpu limit of 2',
    ),
    'refused | refused: requests "4" is invalid | cpu',
  ],
  [
    notCreated(
      `${pod} is forbidden: error looking up service account ns/runner: serviceaccount "runner" not found`,
    ),
    "service-account | service account runner not found | service_account",
  ],
  [notCreated("the sky is falling"), "refused | refused: the sky is falling | -"],
  [jobChange({ spec: { suspend: true } }), "unschedulable/suspended | the Job is suspended | -"],
]);
