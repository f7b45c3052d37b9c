import type { EffectiveKubernetes } from "../effective";
import { isDict, isList, isTruthy, pythonStr, type Plain } from "../plain";
import { resolve, type Settings } from "../settings";
import { fields, hasTmpfs, manifest, resourcesOf, type Fields, type Manifest } from "./resources";
import { podVariables, RUN, TASK, type PodFacts } from "./variables";

/** Whose pod it is. */
export interface PodOf extends PodFacts {
  readonly flow: string;
  readonly step: string;
  /** The annotations that `@project` adds. */
  readonly project: Readonly<Record<string, string>>;
  /** It is one of the pods of a `@parallel` step. */
  readonly gang?: true;
}

/** Metaflow's own command is long and holds nothing that can be changed. */
export const COMMAND = ["bash", "-c", "<the task, as Metaflow starts it>"];
export const NAME = "<name>";

/**
 * The Job that Metaflow 2.19.39 would create for a task (`KubernetesJob.create`), with words in angle
 * brackets for what only a run knows.
 */
export function jobOf(effective: EffectiveKubernetes, settings: Settings, pod: PodOf): Fields {
  const metadata = metadataOf(effective, pod);
  const ttl = resolve(settings, "KUBERNETES_JOB_TTL_SECONDS_AFTER_FINISHED").value;
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { generateName: NAME, ...metadata },
    spec: {
      backoffLimit: 0,
      completions: 1,
      ttlSecondsAfterFinished: manifest(ttl),
      template: { metadata, spec: podSpec(effective, settings, pod) },
    },
  };
}

/** Labels and annotations of everything that belongs to a task. */
export function metadataOf({ options }: EffectiveKubernetes, pod: PodOf): Fields {
  const value = (name: string): Plain => options.get(name)?.value ?? null;
  return {
    namespace: manifest(value("namespace")),
    labels: {
      ...fields(value("labels")),
      "app.kubernetes.io/name": "metaflow-task",
      "app.kubernetes.io/part-of": "metaflow",
    },
    annotations: {
      ...fields(value("annotations")),
      "metaflow/flow_name": pod.flow,
      "metaflow/run_id": RUN,
      "metaflow/step_name": pod.step,
      [pod.gang === true ? "metaflow/control-task-id" : "metaflow/task_id"]: TASK,
      "metaflow/attempt": "0",
      "metaflow/user": pod.user,
      ...pod.project,
    },
  };
}

/** Variables that a member of a gang has beside those of every task. */
interface MemberVariables {
  readonly values: Readonly<Record<string, string>>;
  /** Fields of the pod. */
  readonly downward: Readonly<Record<string, string>>;
}

const ALONE: MemberVariables = { values: {}, downward: {} };

/** The spec of the pod that a task runs in. */
export function podSpec(
  effective: EffectiveKubernetes,
  settings: Settings,
  pod: PodOf,
  member = ALONE,
): Fields {
  const { options } = effective;
  const value = (name: string): Plain => options.get(name)?.value ?? null;
  const volumes = volumesOf(options);
  return {
    activeDeadlineSeconds: manifest(effective.timeout.value),
    ...known("serviceAccountName", text(value("service_account"))),
    containers: [containerOf(effective, settings, pod, { volumes, member })],
    nodeSelector: texts(value("node_selector")),
    tolerations: items(value("tolerations")).map((one) => camelFields(one)),
    imagePullSecrets: items(value("image_pull_secrets")).map((one) => ({ name: manifest(one) })),
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 0,
    volumes: volumes.map(({ name, source }) => ({ name, ...source })),
  };
}

function containerOf(
  effective: EffectiveKubernetes,
  settings: Settings,
  pod: PodOf,
  { volumes, member }: { readonly volumes: readonly Volume[]; readonly member: MemberVariables },
): Fields {
  const { options, secrets } = effective;
  const value = (name: string): Plain => options.get(name)?.value ?? null;
  const port = value("port");
  const security = fields(value("security_context"));
  return {
    name: pod.step.replaceAll("_", "-"),
    image: text(value("image")),
    ...known("imagePullPolicy", text(value("image_pull_policy"))),
    command: COMMAND,
    resources: resourcesOf(options),
    ports: port === null ? [] : [{ containerPort: whole(port) }],
    envFrom: items(secrets.value).map((one) => ({ secretRef: { name: pythonStr(one) } })),
    env: [
      ...[...podVariables(effective, settings, pod), ...Object.entries(member.values)].map(
        ([name, one]) => ({ name, value: one }),
      ),
      ...[...DOWNWARD, ...Object.entries(member.downward)].map(([name, fieldPath]) => ({
        name,
        valueFrom: { fieldRef: { fieldPath } },
      })),
    ],
    volumeMounts: volumes.map(({ name, path }) => ({ name, mountPath: path })),
    ...(Object.keys(security).length > 0 && {
      securityContext: camelFields(value("security_context")),
    }),
    terminationMessagePolicy: "FallbackToLogsOnError",
  };
}

/** What the pod tells the task about itself. */
const DOWNWARD = [
  ["METAFLOW_KUBERNETES_NAMESPACE", "metadata.namespace"],
  ["METAFLOW_KUBERNETES_POD_NAMESPACE", "metadata.namespace"],
  ["METAFLOW_KUBERNETES_POD_NAME", "metadata.name"],
  ["METAFLOW_KUBERNETES_POD_ID", "metadata.uid"],
  ["METAFLOW_KUBERNETES_SERVICE_ACCOUNT_NAME", "spec.serviceAccountName"],
  ["METAFLOW_KUBERNETES_NODE_IP", "status.hostIP"],
] as const;

interface Volume {
  readonly name: string;
  readonly path: Manifest;
  readonly source: Fields;
}

function volumesOf(options: EffectiveKubernetes["options"]): readonly Volume[] {
  const value = (name: string): Plain => options.get(name)?.value ?? null;
  const memory = (name: string, path: Manifest, size: Plain): Volume => ({
    name,
    path,
    source: { emptyDir: { medium: "Memory", sizeLimit: `${pythonStr(size)}Mi` } },
  });
  const shared = value("shared_memory");
  return [
    ...(hasTmpfs(options)
      ? [memory("tmpfs-ephemeral-volume", text(value("tmpfs_path")), value("tmpfs_size"))]
      : []),
    ...(isTruthy(shared) ? [memory("dhsm", "/dev/shm", shared)] : []),
    ...Object.entries(fields(value("persistent_volume_claims"))).map(([name, path]) => ({
      name,
      path,
      source: { persistentVolumeClaim: { claimName: name } },
    })),
  ];
}

function known(key: string, value: Manifest): Fields {
  return value === null ? {} : { [key]: value };
}

/** What a command line makes of an option. */
function text(value: Plain): string | null {
  return value === null || value === false ? null : pythonStr(value);
}

function whole(value: Plain): Manifest {
  const number = Number(pythonStr(value));
  return Number.isInteger(number) ? number : pythonStr(value);
}

function items(value: Plain): readonly Plain[] {
  return isList(value) ? value : [];
}

function texts(value: Plain): Fields {
  if (!isDict(value)) return {};
  return Object.fromEntries([...value].map(([key, one]) => [key, pythonStr(one)]));
}

/** `run_as_user` of Python's client is `runAsUser` in a manifest; what is deeper stays as it is. */
function camelFields(value: Plain): Fields {
  return Object.fromEntries(
    Object.entries(fields(value)).flatMap(([key, one]) =>
      one === null ? [] : [[key.replace(/_(\w)/gu, (_, next: string) => next.toUpperCase()), one]],
    ),
  );
}
