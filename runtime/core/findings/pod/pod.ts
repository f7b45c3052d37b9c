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
import { adviseClaims, adviseMountPath } from "./volumes";
import type { PyValue } from "../../value";

/** The options that are written out and that nothing replaces. */
export type Given = ReadonlyMap<string, PyValue>;

type Advise = (value: PyValue, given: Given, option: string) => Refusal[];

const ADVICE: ReadonlyMap<string, Advise> = new Map<string, Advise>([
  ["annotations", adviseAnnotations],
  ["compute_pool", adviseComputePool],
  ["cpu", adviseCpu],
  ["disk", adviseDisk],
  ["extended_resources", adviseExtendedResources],
  ["gpu", adviseGpu],
  ["image", adviseImage],
  ["image_pull_policy", adviseImagePullPolicy],
  ["image_pull_secrets", adviseImagePullSecrets],
  ["labels", adviseLabels],
  ["memory", adviseMemory],
  ["namespace", adviseNamespace],
  ["node_selector", adviseNodeSelector],
  ["persistent_volume_claims", adviseClaims],
  ["port", advisePort],
  ["secrets", adviseSecrets],
  ["security_context", adviseSecurityContext],
  ["service_account", adviseServiceAccount],
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
