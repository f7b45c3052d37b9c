import { SHORTEST_TIMEOUT } from "../../duration";
import type { Descriptions } from "../form";

/** What flows, stores and services are configured with; names without METAFLOW_. */
export const GENERAL_VARIABLES: Descriptions = {
  DEFAULT_DATASTORE: {
    doc: "Where artifacts are kept unless --datastore says otherwise.",
    form: { is: "choice", values: ["local", "s3", "azure", "gs", "spin"], refused: "at-start" },
  },
  DEFAULT_METADATA: {
    doc: "Where runs are recorded unless --metadata says otherwise.",
    form: { is: "choice", values: ["local", "service", "spin"], refused: "at-start" },
  },
  DEFAULT_ENVIRONMENT: {
    doc: "How the packages of tasks are managed unless --environment says otherwise.",
    form: { is: "choice", values: ["local", "conda", "pypi", "uv"], refused: "at-start" },
  },
  DEFAULT_EVENT_LOGGER: {
    doc: "What records events of runs unless --event-logger says otherwise.",
    form: {
      is: "choice",
      values: ["nullSidecarLogger", "debugLogger"],
      refused: "at-start",
    },
  },
  DEFAULT_MONITOR: {
    doc: "What measures runs unless --monitor says otherwise.",
    form: {
      is: "choice",
      values: ["nullSidecarMonitor", "debugMonitor"],
      refused: "at-start",
    },
  },
  DEFAULT_DECOSPECS: {
    doc: "Decorators put on every step as --with would, with blanks between: `retry kubernetes`.",
    form: { is: "decorators" },
  },
  DEFAULT_RUNTIME_LIMIT: {
    doc: "How long a task on a cluster may take unless @timeout says otherwise.",
    form: {
      is: "least",
      least: SHORTEST_TIMEOUT,
      otherwise: "a step on Kubernetes or AWS Batch without a @timeout is refused",
    },
    unit: "seconds",
  },
  DEFAULT_CONTAINER_IMAGE: {
    doc: "Image for Kubernetes and Batch where they have none.",
    form: { is: "image" },
  },
  DEFAULT_CONTAINER_REGISTRY: {
    doc: "Registry for Kubernetes and Batch where they have none.",
    form: { is: "registry" },
  },
  DEFAULT_PACKAGE_SUFFIXES: { doc: "Endings of the files that go into the code package." },
  DEFAULT_SECRETS_BACKEND_TYPE: { doc: "Where @secrets looks when a secret does not say." },
  DEFAULT_SECRETS_ROLE: { doc: "Role that @secrets takes on unless it names one." },
  DATASTORE_SYSROOT_S3: {
    doc: "Bucket and path for artifacts: `s3://bucket/path`.",
    form: { is: "url", scheme: "s3" },
  },
  DATASTORE_SYSROOT_AZURE: {
    doc: "Blob container and path for artifacts, without a scheme: `container/path`.",
    form: { is: "container" },
  },
  DATASTORE_SYSROOT_GS: {
    doc: "Bucket and path for artifacts: `gs://bucket/path`.",
    form: { is: "url", scheme: "gs" },
  },
  DATASTORE_SYSROOT_LOCAL: {
    doc: "Folder for artifacts of local runs: `.metaflow` is made in it.",
  },
  DATASTORE_SYSROOT_SPIN: { doc: "Folder for artifacts of spin." },
  DATATOOLS_S3ROOT: {
    doc: "Where metaflow.S3 keeps data of a run.",
    form: { is: "url", scheme: "s3" },
  },
  CARD_S3ROOT: { doc: "Where cards are kept on S3.", form: { is: "url", scheme: "s3" } },
  CARD_GSROOT: { doc: "Where cards are kept on Google Cloud.", form: { is: "url", scheme: "gs" } },
  AZURE_STORAGE_BLOB_SERVICE_ENDPOINT: {
    doc: "Address of the Azure storage account.",
    form: { is: "url", scheme: "http" },
  },
  AZURE_STORAGE_WORKLOAD_TYPE: {
    doc: "Whether transfers use threads or processes.",
    form: {
      is: "choice",
      values: ["general", "high_throughput"],
      refused: "by-metaflow-exactly",
    },
  },
  GS_STORAGE_WORKLOAD_TYPE: {
    doc: "Whether transfers use threads or processes.",
    form: {
      is: "choice",
      values: ["general", "high_throughput"],
      refused: "by-metaflow-exactly",
    },
  },
  S3_ENDPOINT_URL: {
    doc: "Address of an S3 that is not Amazon's, such as MinIO.",
    form: { is: "url", scheme: "http" },
  },
  S3_RETRY_COUNT: {
    doc: "How often a failed S3 operation is tried again.",
    form: { is: "least", least: 0, otherwise: "no operation is tried even once" },
  },
  S3_WORKER_COUNT: { doc: "Processes that transfer S3 objects at the same time." },
  SERVICE_URL: {
    doc: "Address of the metadata service.",
    form: { is: "url", scheme: "http" },
  },
  SERVICE_INTERNAL_URL: {
    doc: "Address of the metadata service as tasks in the cloud see it.",
    form: { is: "url", scheme: "http" },
  },
  SERVICE_AUTH_KEY: { doc: "Key that the metadata service asks for." },
  SERVICE_HEADERS: { doc: "Headers sent to the metadata service, as a JSON object." },
  UI_URL: { doc: "Address of the Metaflow pages, for links.", form: { is: "url", scheme: "http" } },
  USER: { doc: "Name that runs are recorded under.", form: { is: "user" } },
  TEMPDIR: { doc: "Folder for temporary files of tasks." },
  BATCH_JOB_QUEUE: { doc: "Job queue of AWS Batch.", option: "@batch(queue)" },
  BATCH_CONTAINER_IMAGE: { doc: "Image of the jobs on AWS Batch.", option: "@batch(image)" },
  BATCH_CONTAINER_REGISTRY: {
    doc: "Registry put before an image of a Batch job that names none.",
    option: "@batch(image)",
  },
  ECS_S3_ACCESS_IAM_ROLE: {
    doc: "Role by which Batch jobs reach S3.",
    option: "@batch(iam_role)",
  },
  ECS_FARGATE_EXECUTION_ROLE: {
    doc: "Role that starts Batch jobs on Fargate.",
    option: "@batch(execution_role)",
  },
  BATCH_DEFAULT_TAGS: { doc: "Tags of every Batch job, as a JSON object." },
  SFN_IAM_ROLE: { doc: "Role that Step Functions run under." },
  SFN_DYNAMO_DB_TABLE: { doc: "DynamoDB table by which Step Functions run a foreach." },
  EVENTS_SFN_ACCESS_IAM_ROLE: { doc: "Role by which a schedule starts Step Functions." },
  CONDA_DEPENDENCY_RESOLVER: { doc: "Program that resolves packages: conda, mamba or micromamba." },
  AIRFLOW_KUBERNETES_STARTUP_TIMEOUT_SECONDS: {
    doc: "How long Airflow waits for a pod to start.",
    unit: "seconds",
  },
  RUNTIME_CARD_RENDER_INTERVAL: {
    doc: "How often a card is drawn again while its task runs.",
    unit: "seconds",
  },
  SPIN_ALLOWED_DECORATORS: { doc: "Decorators that spin obeys, as a JSON list." },
  SPIN_DISALLOWED_DECORATORS: { doc: "Decorators that spin refuses, as a JSON list." },
  SPIN_PERSIST: { doc: "Keeps what spin makes." },
};

/** What Metaflow reads from the environment alone, never from a config file. */
export const ENVIRONMENT_ONLY: Readonly<Record<string, string>> = {
  PROFILE: "Chooses config_PROFILE.json instead of config.json among the config files.",
  HOME: "Folder of Metaflow's config files; ~/.metaflowconfig unless set.",
  DATASTORE: "Where artifacts are kept, as --datastore would say.",
  METADATA: "Where runs are recorded, as --metadata would say.",
  ENVIRONMENT: "How the packages of tasks are managed, as --environment would say.",
  DECOSPECS: "Decorators put on every step, as --with would do.",
};

/** Settings of Metaflow's extensions, with names as above. */
export const EXTENSION_VARIABLES: Descriptions = {
  KUBEFLOW_PIPELINES_URL: {
    doc: "Address of Kubeflow Pipelines, which metaflow-kubeflow deploys to.",
    form: { is: "url", scheme: "http" },
  },
};
