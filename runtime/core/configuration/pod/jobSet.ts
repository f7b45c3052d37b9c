import type { EffectiveKubernetes } from "../effective";
import { pythonStr } from "../plain";
import { resolve, type Settings } from "../settings";
import { metadataOf, NAME, podSpec, type PodOf } from "./job";
import type { Fields, Manifest } from "./resources";
import { TASK } from "./variables";

const WEEK = 604_800;

/** What the members of a gang know about themselves. */
const DOWNWARD = {
  JOBSET_RESTART_ATTEMPT: "metadata.annotations['jobset.sigs.k8s.io/restart-attempt']",
  METAFLOW_KUBERNETES_JOBSET_NAME: "metadata.annotations['jobset.sigs.k8s.io/jobset-name']",
  MF_WORKER_REPLICA_INDEX: "metadata.annotations['jobset.sigs.k8s.io/job-index']",
};

/**
 * The JobSet that Metaflow 2.19.39 would create for a `@parallel` step (`KubernetesJobSet.dump`): one
 * pod leads, the others follow.
 * @param members how many there are, or words in angle brackets when only the run tells
 */
export function jobSetOf(
  effective: EffectiveKubernetes,
  settings: Settings,
  pod: PodOf,
  members: number | string,
): Fields {
  const gang: PodOf = { ...pod, gang: true };
  const { namespace = null, ...metadata } = metadataOf(effective, gang);
  const where = typeof namespace === "string" ? namespace : "<namespace>";
  const common = {
    MF_MASTER_ADDR: `${NAME}-control-0-0.${NAME}.${where}.svc.cluster.local`,
    MF_MASTER_PORT: pythonStr(effective.options.get("port")?.value ?? null),
    MF_WORLD_SIZE: String(members),
    MF_PARALLEL_CONTROL_TASK_ID: TASK,
  };
  const jobs = (
    name: string,
    replicas: Manifest,
    own: Readonly<Record<string, string>>,
  ): Fields => {
    const member = { values: { ...common, ...own }, downward: DOWNWARD };
    const spec = {
      subdomain: NAME,
      setHostnameAsFQDN: true,
      ...podSpec(effective, settings, gang, member),
    };
    return { name, replicas, template: jobTemplate(namespace, { ...metadata, namespace }, spec) };
  };
  const text = (setting: string): string => pythonStr(resolve(settings, setting).value);
  return {
    apiVersion: `${text("KUBERNETES_JOBSET_GROUP")}/${text("KUBERNETES_JOBSET_VERSION")}`,
    kind: "JobSet",
    metadata: { name: NAME, ...metadata },
    spec: {
      replicatedJobs: [
        jobs("control", 1, { UBF_CONTEXT: "ubf_control", MF_CONTROL_INDEX: "0" }),
        jobs("worker", typeof members === "number" ? members - 1 : `${members} - 1`, {
          UBF_CONTEXT: "ubf_task",
        }),
      ],
      suspend: false,
      startupPolicy: { startupPolicyOrder: "InOrder" },
    },
  };
}

function jobTemplate(namespace: Manifest, metadata: Fields, spec: Fields): Fields {
  return {
    metadata: { namespace },
    spec: {
      backoffLimit: 0,
      completions: 1,
      parallelism: 1,
      ttlSecondsAfterFinished: WEEK,
      template: { metadata, spec },
    },
  };
}
