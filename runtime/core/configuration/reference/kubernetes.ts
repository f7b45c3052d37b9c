import type { Descriptions } from "../form";

/** Names without METAFLOW_. The sentences are our own; units and defaults are those of 2.19.39. */
export const KUBERNETES_VARIABLES: Descriptions = {
  KUBERNETES_NAMESPACE: {
    doc: "Namespace of the pods.",
    form: { is: "name", of: "namespace" },
    option: "@kubernetes(namespace)",
  },
  KUBERNETES_SERVICE_ACCOUNT: {
    doc: "Service account that the pods run as; without one, that of the namespace.",
    form: { is: "name", of: "object" },
    option: "@kubernetes(service_account)",
  },
  KUBERNETES_CONTAINER_IMAGE: {
    doc: "Image of the pods; without one, a plain Python image of the local version.",
    form: { is: "image" },
    option: "@kubernetes(image)",
  },
  KUBERNETES_CONTAINER_REGISTRY: {
    doc: "Registry put before an image that names none.",
    form: { is: "registry" },
    option: "@kubernetes(image)",
  },
  KUBERNETES_IMAGE_PULL_POLICY: {
    doc: "When a node fetches the image; without it, Kubernetes decides by the image's tag.",
    form: { is: "choice", values: ["Always", "IfNotPresent", "Never"], refused: "elsewhere" },
    option: "@kubernetes(image_pull_policy)",
  },
  KUBERNETES_IMAGE_PULL_SECRETS: {
    doc: 'Secrets that open the image registry, as a JSON list: `["login"]`.',
    form: { is: "json", holds: "names" },
    option: "@kubernetes(image_pull_secrets)",
  },
  KUBERNETES_CPU: {
    doc: "CPU cores that a pod asks for, where the decorator keeps its default.",
    form: { is: "amount", unit: "cores" },
    unit: "cores",
    fallback: "1",
    option: "@kubernetes(cpu)",
  },
  KUBERNETES_MEMORY: {
    doc: "Memory that a pod asks for, as a plain number of 10^6 bytes.",
    form: { is: "amount", unit: "MB" },
    unit: "MB",
    fallback: "4096",
    option: "@kubernetes(memory)",
  },
  KUBERNETES_DISK: {
    doc: "Local disk that a pod asks for, as a plain number of 10^6 bytes.",
    form: { is: "amount", unit: "MB" },
    unit: "MB",
    fallback: "10240",
    option: "@kubernetes(disk)",
  },
  KUBERNETES_GPU_VENDOR: {
    doc: "Maker of the GPUs that a step asks for.",
    form: { is: "choice", values: ["nvidia", "amd"], refused: "by-metaflow" },
    option: "@kubernetes(gpu_vendor)",
  },
  KUBERNETES_NODE_SELECTOR: {
    doc: "Labels that a node must have: `key=value,key2=value2`.",
    form: { is: "pairs", of: "selector" },
    option: "@kubernetes(node_selector)",
  },
  KUBERNETES_TOLERATIONS: {
    doc: "Taints that pods put up with, as a JSON list of objects.",
    form: { is: "json", holds: "tolerations" },
    option: "@kubernetes(tolerations)",
  },
  KUBERNETES_QOS: {
    doc: "Guaranteed makes the requests limits as well; Burstable sets no limits.",
    form: { is: "choice", values: ["Guaranteed", "Burstable"], refused: "by-metaflow" },
    option: "@kubernetes(qos)",
  },
  KUBERNETES_PERSISTENT_VOLUME_CLAIMS: {
    doc: 'Claims to mount and where, as a JSON object: `{"data": "/mnt/data"}`.',
    form: { is: "json", holds: "volumes" },
    option: "@kubernetes(persistent_volume_claims)",
  },
  KUBERNETES_SHARED_MEMORY: {
    doc: "Size of /dev/shm; only a number in a config file works, never an environment variable.",
    form: { is: "shared-memory" },
    unit: "MiB",
    option: "@kubernetes(shared_memory)",
  },
  KUBERNETES_SECRETS: {
    doc: "Kubernetes secrets whose keys become variables of the task, added to the decorator's.",
    form: { is: "names" },
    option: "@kubernetes(secrets)",
  },
  KUBERNETES_LABELS: {
    doc: "Labels of the pods, beneath those of the decorator: `team=ml,env=prod`.",
    form: { is: "pairs", of: "labels" },
    option: "@kubernetes(labels)",
  },
  KUBERNETES_ANNOTATIONS: {
    doc: "Annotations of the pods, beneath those of the decorator: `key=value,key2=value2`.",
    form: { is: "pairs", of: "annotations" },
    option: "@kubernetes(annotations)",
  },
  KUBERNETES_PORT: {
    doc: "Port that the container opens, 1 to 65535.",
    form: { is: "port" },
    option: "@kubernetes(port)",
  },
  KUBERNETES_FETCH_EC2_METADATA: {
    doc: "Records which EC2 machine a task ran on.",
  },
  KUBERNETES_SANDBOX_INIT_SCRIPT: {
    doc: "Shell commands that run in the container before the task.",
  },
  KUBERNETES_CONDA_ARCH: {
    doc: "Platform that @conda and @pypi resolve packages for.",
    form: { is: "choice", values: ["linux-64", "linux-aarch64"], refused: "open" },
    fallback: "linux-64",
  },
  KUBERNETES_JOBSET_GROUP: { doc: "API group of the JobSets that @parallel steps become." },
  KUBERNETES_JOBSET_VERSION: { doc: "API version of the JobSets that @parallel steps become." },
  KUBERNETES_JOB_TERMINATE_MODE: {
    doc: "Whether a job that is killed is stopped and kept, or deleted.",
    form: { is: "choice", values: ["stop", "delete"], refused: "elsewhere" },
  },
  KUBERNETES_JOB_TTL_SECONDS_AFTER_FINISHED: {
    doc: "How long a finished job stays in the cluster.",
    form: { is: "least", least: 0, otherwise: "Kubernetes refuses every pod" },
    unit: "seconds",
  },
  ARGO_WORKFLOWS_UI_URL: {
    doc: "Address of the Argo Workflows pages, for links.",
    form: { is: "url", scheme: "http" },
  },
  ARGO_WORKFLOWS_KUBERNETES_SECRETS: {
    doc: "Kubernetes secrets that deployed workflows get besides the other ones.",
    form: { is: "names" },
  },
  ARGO_WORKFLOWS_ENV_VARS_TO_SKIP: {
    doc: "Variables that deployed workflows do not get, with commas between.",
    form: { is: "names" },
  },
  ARGO_WORKFLOWS_USE_SCHEDULES: {
    doc: "Writes schedules as a list, which takes Argo Workflows 3.6 or newer.",
  },
  ARGO_WORKFLOWS_CAPTURE_ERROR_SCRIPT: {
    doc: "Script by which a deployed workflow gathers the errors of its steps.",
  },
  ARGO_EVENTS_WEBHOOK_URL: {
    doc: "Address that events are sent to.",
    form: { is: "url", scheme: "http" },
  },
  ARGO_EVENTS_INTERNAL_WEBHOOK_URL: {
    doc: "Address that events are sent to from inside the cluster.",
    form: { is: "url", scheme: "http" },
  },
  ARGO_EVENTS_WEBHOOK_AUTH: {
    doc: "Whether events carry the headers that the metadata service gets.",
    form: { is: "choice", values: ["none", "service"], refused: "elsewhere" },
  },
  ARGO_EVENTS_EVENT_BUS: {
    doc: "Event bus that sensors listen to.",
    form: { is: "name", of: "object" },
  },
  ARGO_EVENTS_EVENT_SOURCE: { doc: "Event source that @trigger listens to." },
  ARGO_EVENTS_EVENT: { doc: "Event of the event source that carries Metaflow's own." },
  ARGO_EVENTS_SERVICE_ACCOUNT: {
    doc: "Service account that sensors run as.",
    form: { is: "name", of: "object" },
  },
  ARGO_EVENTS_SENSOR_NAMESPACE: {
    doc: "Namespace of the sensors; that of the pods unless set.",
    form: { is: "name", of: "namespace" },
  },
};
