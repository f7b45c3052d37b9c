// Written by test/oracle/configuration_facts.py: what Metaflow itself knows.

/** The Metaflow these were read from. */
export const KNOWN_OF = "2.19.39";

/** Name without METAFLOW_, what its value is turned into, and its default as text. */
export const SETTINGS: readonly (readonly [string, SettingKind, string | null])[] = [
  ["AIRFLOW_KUBERNETES_CONN_ID", "raw", null],
  ["AIRFLOW_KUBERNETES_KUBECONFIG_CONTEXT", "raw", null],
  ["AIRFLOW_KUBERNETES_KUBECONFIG_FILE", "raw", null],
  ["AIRFLOW_KUBERNETES_STARTUP_TIMEOUT_SECONDS", "integer", "3600"],
  ["ARGO_EVENTS_EVENT", "raw", null],
  ["ARGO_EVENTS_EVENT_BUS", "text", "default"],
  ["ARGO_EVENTS_EVENT_SOURCE", "raw", null],
  ["ARGO_EVENTS_INTERNAL_WEBHOOK_URL", "raw", null],
  ["ARGO_EVENTS_SENSOR_NAMESPACE", "text", "default"],
  ["ARGO_EVENTS_SERVICE_ACCOUNT", "raw", null],
  ["ARGO_EVENTS_WEBHOOK_AUTH", "text", "none"],
  ["ARGO_EVENTS_WEBHOOK_URL", "raw", null],
  ["ARGO_WORKFLOWS_CAPTURE_ERROR_SCRIPT", "raw", null],
  ["ARGO_WORKFLOWS_ENV_VARS_TO_SKIP", "text", ""],
  ["ARGO_WORKFLOWS_KUBERNETES_SECRETS", "text", ""],
  ["ARGO_WORKFLOWS_UI_URL", "raw", null],
  ["ARGO_WORKFLOWS_USE_SCHEDULES", "boolean", "false"],
  ["ARTIFACT_LOCALROOT", "raw", null],
  ["AWS_SANDBOX_API_KEY", "raw", null],
  ["AWS_SANDBOX_ENABLED", "boolean", "false"],
  ["AWS_SANDBOX_INTERNAL_SERVICE_URL", "raw", null],
  ["AWS_SANDBOX_REGION", "raw", null],
  ["AWS_SECRETS_MANAGER_DEFAULT_REGION", "raw", null],
  ["AWS_SECRETS_MANAGER_DEFAULT_ROLE", "raw", null],
  ["AZURE_KEY_VAULT_PREFIX", "raw", null],
  ["AZURE_STORAGE_BLOB_SERVICE_ENDPOINT", "raw", null],
  ["AZURE_STORAGE_WORKLOAD_TYPE", "text", "general"],
  ["BATCH_CONTAINER_IMAGE", "raw", null],
  ["BATCH_CONTAINER_REGISTRY", "raw", null],
  ["BATCH_DEFAULT_TAGS", "object", "{}"],
  ["BATCH_EMIT_TAGS", "boolean", "false"],
  ["BATCH_JOB_QUEUE", "raw", null],
  ["CARD_AZUREROOT", "raw", null],
  ["CARD_GSROOT", "raw", null],
  ["CARD_LOCALROOT", "raw", null],
  ["CARD_NO_WARNING", "boolean", "false"],
  ["CARD_S3ROOT", "raw", null],
  ["CLICK_API_PROCESS_CONFIG", "boolean", "true"],
  ["CLIENT_CACHE_MAX_FLOWDATASTORE_COUNT", "integer", "50"],
  ["CLIENT_CACHE_MAX_SIZE", "integer", "10000"],
  ["CLIENT_CACHE_MAX_TASKDATASTORE_COUNT", "integer", "5000"],
  ["CLIENT_CACHE_PATH", "text", "/tmp/metaflow_client"],
  ["CONDA_DEPENDENCY_RESOLVER", "text", "conda"],
  ["CONDA_PACKAGE_AZUREROOT", "raw", null],
  ["CONDA_PACKAGE_GSROOT", "raw", null],
  ["CONDA_PACKAGE_S3ROOT", "raw", null],
  ["CONDA_USE_FAST_INIT", "boolean", "false"],
  ["CONSOLE_TRACE_ENABLED", "boolean", "false"],
  [
    "CONTACT_INFO",
    "object",
    '{"Read the documentation": "http://docs.metaflow.org", "Chat with us": "http://chat.metaflow.org", "Get help by email": "help@metaflow.org"}',
  ],
  ["DATASTORE_SYSROOT_AZURE", "raw", null],
  ["DATASTORE_SYSROOT_GS", "raw", null],
  ["DATASTORE_SYSROOT_LOCAL", "raw", null],
  ["DATASTORE_SYSROOT_S3", "raw", null],
  ["DATASTORE_SYSROOT_SPIN", "raw", null],
  ["DATATOOLS_AZUREROOT", "raw", null],
  ["DATATOOLS_CLIENT_PARAMS", "object", "{}"],
  ["DATATOOLS_GSROOT", "raw", null],
  ["DATATOOLS_LOCALROOT", "raw", null],
  ["DATATOOLS_S3ROOT", "raw", null],
  ["DATATOOLS_SESSION_VARS", "object", "{}"],
  ["DATATOOLS_SUFFIX", "text", "data"],
  ["DEBUG_CONDA", "boolean", "false"],
  ["DEBUG_PACKAGE", "boolean", "false"],
  ["DEBUG_S3CLIENT", "boolean", "false"],
  ["DEBUG_SIDECAR", "boolean", "false"],
  ["DEBUG_STUBGEN", "boolean", "false"],
  ["DEBUG_SUBCOMMAND", "boolean", "false"],
  ["DEBUG_TRACING", "boolean", "false"],
  ["DEBUG_USERCONF", "boolean", "false"],
  ["DEFAULT_AWS_CLIENT_PROVIDER", "text", "boto3"],
  ["DEFAULT_AZURE_CLIENT_PROVIDER", "text", "azure-default"],
  ["DEFAULT_CONTAINER_IMAGE", "raw", null],
  ["DEFAULT_CONTAINER_REGISTRY", "raw", null],
  ["DEFAULT_DATASTORE", "text", "local"],
  ["DEFAULT_DECOSPECS", "text", ""],
  ["DEFAULT_ENVIRONMENT", "text", "local"],
  ["DEFAULT_EVENT_LOGGER", "text", "nullSidecarLogger"],
  ["DEFAULT_FROM_DEPLOYMENT_IMPL", "text", "argo-workflows"],
  ["DEFAULT_GCP_CLIENT_PROVIDER", "text", "gcp-default"],
  ["DEFAULT_METADATA", "text", "local"],
  ["DEFAULT_MONITOR", "text", "nullSidecarMonitor"],
  ["DEFAULT_PACKAGE_SUFFIXES", "text", ".py,.R,.RDS"],
  ["DEFAULT_RUNTIME_LIMIT", "integer", "432000"],
  ["DEFAULT_SECRETS_BACKEND_TYPE", "raw", null],
  ["DEFAULT_SECRETS_ROLE", "raw", null],
  ["ECS_FARGATE_EXECUTION_ROLE", "raw", null],
  ["ECS_S3_ACCESS_IAM_ROLE", "raw", null],
  ["ENABLED_AWS_CLIENT_PROVIDER", "raw", null],
  ["ENABLED_AZURE_CLIENT_PROVIDER", "raw", null],
  ["ENABLED_CLI", "raw", null],
  ["ENABLED_CMD", "raw", null],
  ["ENABLED_DATACLIENT", "raw", null],
  ["ENABLED_DATASTORE", "raw", null],
  ["ENABLED_DEPLOYER_IMPL_PROVIDER", "raw", null],
  ["ENABLED_ENVIRONMENT", "raw", null],
  ["ENABLED_FLOW_DECORATOR", "raw", null],
  ["ENABLED_GCP_CLIENT_PROVIDER", "raw", null],
  ["ENABLED_INTEGRATION_ALIAS", "raw", null],
  ["ENABLED_LOGGING_SIDECAR", "raw", null],
  ["ENABLED_METADATA_PROVIDER", "raw", null],
  ["ENABLED_MONITOR_SIDECAR", "raw", null],
  ["ENABLED_RUNNER_CLI", "raw", null],
  ["ENABLED_SECRETS_PROVIDER", "raw", null],
  ["ENABLED_SIDECAR", "raw", null],
  ["ENABLED_STEP_DECORATOR", "raw", null],
  ["ENABLED_TL_PLUGIN", "raw", null],
  ["ESCAPE_HATCH_WARNING", "boolean", "true"],
  ["EVENTS_SFN_ACCESS_IAM_ROLE", "raw", null],
  ["FEAT_ALWAYS_UPLOAD_CODE_PACKAGE", "boolean", "false"],
  ["GCP_SECRET_MANAGER_PREFIX", "raw", null],
  ["GS_STORAGE_WORKLOAD_TYPE", "text", "general"],
  ["INCLUDE_FOREACH_STACK", "boolean", "true"],
  ["KUBERNETES_ANNOTATIONS", "text", ""],
  ["KUBERNETES_CONDA_ARCH", "raw", null],
  ["KUBERNETES_CONTAINER_IMAGE", "raw", null],
  ["KUBERNETES_CONTAINER_REGISTRY", "raw", null],
  ["KUBERNETES_CPU", "raw", null],
  ["KUBERNETES_DISK", "raw", null],
  ["KUBERNETES_FETCH_EC2_METADATA", "boolean", "false"],
  ["KUBERNETES_GPU_VENDOR", "text", "nvidia"],
  ["KUBERNETES_IMAGE_PULL_POLICY", "raw", null],
  ["KUBERNETES_IMAGE_PULL_SECRETS", "text", ""],
  ["KUBERNETES_JOBSET_GROUP", "text", "jobset.x-k8s.io"],
  ["KUBERNETES_JOBSET_VERSION", "text", "v1alpha2"],
  ["KUBERNETES_JOB_TERMINATE_MODE", "text", "stop"],
  ["KUBERNETES_JOB_TTL_SECONDS_AFTER_FINISHED", "integer", "604800"],
  ["KUBERNETES_LABELS", "text", ""],
  ["KUBERNETES_MEMORY", "raw", null],
  ["KUBERNETES_NAMESPACE", "text", "default"],
  ["KUBERNETES_NODE_SELECTOR", "text", ""],
  ["KUBERNETES_PERSISTENT_VOLUME_CLAIMS", "text", ""],
  ["KUBERNETES_PORT", "raw", null],
  ["KUBERNETES_QOS", "text", "burstable"],
  ["KUBERNETES_SANDBOX_INIT_SCRIPT", "raw", null],
  ["KUBERNETES_SECRETS", "text", ""],
  ["KUBERNETES_SERVICE_ACCOUNT", "raw", null],
  ["KUBERNETES_SHARED_MEMORY", "raw", null],
  ["KUBERNETES_TOLERATIONS", "text", ""],
  ["MAXIMUM_FOREACH_VALUE_CHARS", "integer", "30"],
  ["NAMESPACED_EVENTS_PREFIX", "text", "mfns"],
  ["OTEL_ENDPOINT", "raw", null],
  ["OTEL_SERVICE_NAME", "text", "metaflow"],
  ["PROFILE_FROM_START", "boolean", "false"],
  ["RUNTIME_CARD_RENDER_INTERVAL", "integer", "60"],
  ["S3_CLIENT_RETRY_CONFIG", "object", '{"max_attempts": 10, "mode": "adaptive"}'],
  ["S3_ENDPOINT_URL", "raw", null],
  ["S3_LOG_TRANSIENT_RETRIES", "boolean", "false"],
  ["S3_RETRY_COUNT", "integer", "7"],
  ["S3_SERVER_SIDE_ENCRYPTION", "raw", null],
  ["S3_TRANSIENT_RETRY_COUNT", "integer", "20"],
  ["S3_VERIFY_CERTIFICATE", "raw", null],
  ["S3_WORKER_COUNT", "integer", "64"],
  ["SERVICE_AUTH_KEY", "raw", null],
  ["SERVICE_HEADERS", "object", "{}"],
  ["SERVICE_INTERNAL_URL", "raw", null],
  ["SERVICE_RETRY_COUNT", "integer", "5"],
  ["SERVICE_URL", "raw", null],
  ["SERVICE_VERSION_CHECK", "boolean", "true"],
  ["SFN_COMPRESS_STATE_MACHINE", "boolean", "false"],
  ["SFN_DYNAMO_DB_TABLE", "raw", null],
  ["SFN_EXECUTION_LOG_GROUP_ARN", "raw", null],
  ["SFN_IAM_ROLE", "raw", null],
  ["SFN_S3_DISTRIBUTED_MAP_OUTPUT_PATH", "raw", null],
  ["SFN_STATE_MACHINE_PREFIX", "raw", null],
  [
    "SPIN_ALLOWED_DECORATORS",
    "list",
    '["conda", "pypi", "conda_base", "pypi_base", "environment", "project", "timeout", "conda_env_internal", "card"]',
  ],
  ["SPIN_DISALLOWED_DECORATORS", "list", '["parallel"]'],
  ["SPIN_PERSIST", "boolean", "false"],
  ["TEMPDIR", "text", "."],
  ["UI_URL", "raw", null],
  ["USER", "raw", null],
  ["ZIPKIN_ENDPOINT", "raw", null],
];

/** `raw` stays the text (or, from a config file, the JSON value) that was written. */
export type SettingKind = "raw" | "text" | "boolean" | "integer" | "number" | "object" | "list";

/** Names that are read in other ways. */
export const OTHER_NAMES = `
AIRFLOW_DAG_RUN_ID AIRFLOW_JOB_ID AIRFLOW_NAME AIRFLOW_TASK_ID ARGO_ERROR ARGO_WORKFLOWS_NAME
ARGO_WORKFLOW_FAILURES ATTEMPT_NUMBER AWS_SANDBOX_STACK_NAME CODE_DS CODE_METADATA CODE_SHA
CODE_URL DATASTORE DATASTORE_ROOT DEBUG_CARD_SERVER DEBUG_EXT DECOSPECS DEFAULT_PARAMETERS
ENVIRONMENT ENV_ESCAPE_DISABLED ENV_ESCAPE_PATHS ENV_ESCAPE_PICKLE_VERSION ENV_ESCAPE_PY
EVENT_LOGGER EXTENSIONS_SEARCH_DIRS EXTRACTED_ROOT FLOW_CONFIG FLOW_CONFIG_VALUE FLOW_FILENAME
FLOW_NAME FORCE_REBUILD_ENVIRONMENTS HOME INIT_SCRIPT INPUT_PATHS KUBERNETES_JOBSET_NAME
KUBERNETES_NODE_IP KUBERNETES_POD_ID KUBERNETES_POD_NAME KUBERNETES_POD_NAMESPACE
KUBERNETES_SERVICE_ACCOUNT_NAME KUBERNETES_WORKLOAD LOCAL_CONFIG_FILE METADATA MODE MONITOR
OWNER PACKAGE_POLICY PACKAGE_SUFFIXES PACKAGE_TIMEOUT PARALLEL_STEP_CLI_OPTIONS_TEMPLATE
PARAMETERS PARENT_TASK_ID PARENT_TASK_IDS PATH_TO_MICROMAMBA PRODUCTION_TOKEN PROFILE PYLINT
QUIET RELOAD_TOKEN RETRY_COUNT RUNTIME_ENVIRONMENT RUNTIME_NAME RUN_ID
S3_TEST_RETRYABLE_FAILURES SFN_WORKFLOW_TIMEOUT SKIP_INSTALL_DEPENDENCIES SPLIT_INDEX
SPLIT_PARENT_TASK_ID SPLIT_PARENT_TASK_ID_FOR_FOREACH_JOIN STEP_FUNCTIONS_NAME STEP_NAME STUBGEN
TASK_ID TOKEN_HOME VERSION WORKFLOW_NAME WORKFLOW_NAMESPACE`
  .trim()
  .split(/\s+/u);

/** What begins so is made while Metaflow runs: options of commands, parameters of flows. */
export const NAME_PREFIXES = `
AIRFLOW_CREATE_ ARGO_EVENT_PAYLOAD_ ARGO_WORKFLOWS_CREATE_ ARGO_WORKFLOWS_DELETE_
ARGO_WORKFLOWS_HEARTBEAT_ ARGO_WORKFLOWS_LIST_WORKFLOW_TEMPLATES_ ARGO_WORKFLOWS_STATUS_
ARGO_WORKFLOWS_SUSPEND_ ARGO_WORKFLOWS_TERMINATE_ ARGO_WORKFLOWS_TRIGGER_
ARGO_WORKFLOWS_UNSUSPEND_ BATCH_KILL_ BATCH_LIST_ BATCH_STEP_ CARD_CREATE_ CARD_GET_ CARD_LIST_
CARD_SERVER_ CARD_VIEW_ CHECK_ CONDA_ DEBUG_ DUMP_ FLOW_ HELP_ INIT_ INPUT_PATHS_
KUBERNETES_KILL_ KUBERNETES_LIST_ KUBERNETES_STEP_ LOGS_SCRUB_ LOGS_SHOW_ OUTPUT_DOT_
OUTPUT_RAW_ PACKAGE_INFO_ PACKAGE_LIST_ PACKAGE_SAVE_ PARENT_ RESUME_ RUN_ SHOW_ SPIN_
SPIN_STEP_ SPOT_METADATA_RECORD_ STEP_ STEP_FUNCTIONS_CREATE_ STEP_FUNCTIONS_DELETE_
STEP_FUNCTIONS_LIST_RUNS_ STEP_FUNCTIONS_TERMINATE_ STEP_FUNCTIONS_TRIGGER_ TAG_ADD_ TAG_LIST_
TAG_REMOVE_ TAG_REPLACE_ VERSION_`
  .trim()
  .split(/\s+/u);
