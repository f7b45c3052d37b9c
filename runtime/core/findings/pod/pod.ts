import { isFalsy, type Refusal } from "../kubernetesNumbers";
import { adviseImage, adviseImagePullPolicy } from "./image";
import {
  adviseAnnotations,
  adviseComputePool,
  adviseImagePullSecrets,
  adviseLabels,
  adviseNamespace,
  adviseNodeSelector,
  adviseSecrets,
  adviseServiceAccount,
} from "./names";
import { adviseTolerations } from "./scheduling";
import { adviseSecurityContext } from "./security";
import {
  adviseCpu,
  adviseDisk,
  adviseExtendedResources,
  adviseFlag,
  adviseGpu,
  adviseMemory,
  advisePort,
  adviseShare,
} from "./sizes";
import {
  adviseNamespaceType,
  adviseQos,
  adviseSeconds,
  adviseSecretsType,
  adviseText,
} from "./types";
import { adviseClaims, adviseMountPath } from "./volumes";
import type { PyValue } from "../../value";

/** The options that are written out and that nothing replaces. */
export type Given = ReadonlyMap<string, PyValue>;

type Advise = (value: PyValue, given: Given, option: string) => Refusal[];

const ADVICE: ReadonlyMap<string, Advise> = new Map<string, Advise>([
  ["annotations", adviseAnnotations],
  [
    "compute_pool",
    (value, given, option) => [
      ...adviseText(value, given, option),
      ...adviseComputePool(value, given),
    ],
  ],
  ["cpu", adviseCpu],
  ["disk", adviseDisk],
  ["executable", adviseText],
  ["extended_resources", adviseExtendedResources],
  ["gpu", adviseGpu],
  ["hostname_resolution_timeout", adviseSeconds],
  ["image", adviseImage],
  ["image_pull_policy", adviseImagePullPolicy],
  [
    "image_pull_secrets",
    (...about) => [...adviseSecretsType(...about), ...adviseImagePullSecrets(about[0])],
  ],
  ["labels", adviseLabels],
  ["memory", adviseMemory],
  ["namespace", (...about) => [...adviseNamespaceType(...about), ...adviseNamespace(about[0])]],
  ["node_selector", adviseNodeSelector],
  ["persistent_volume_claims", adviseClaims],
  ["port", advisePort],
  ["qos", adviseQos],
  ["secrets", (...about) => [...adviseSecretsType(...about), ...adviseSecrets(about[0])]],
  ["security_context", adviseSecurityContext],
  ["service_account", (...about) => [...adviseText(...about), ...adviseServiceAccount(about[0])]],
  ["shared_memory", adviseShare],
  ["tmpfs_path", (value) => (isFalsy(value) ? [] : adviseMountPath(value))],
  ["tmpfs_size", adviseShare],
  ["tmpfs_tempdir", adviseFlag],
  ["tolerations", adviseTolerations],
  ["use_tmpfs", adviseFlag],
]);

/**
 * What Metaflow takes and Kubernetes then refuses, or runs otherwise than meant. `given`: what
 * counts among the other options.
 */
export function adviseOption(option: string, value: PyValue, given: Given): Refusal[] {
  return ADVICE.get(option)?.(value, given, option) ?? [];
}
