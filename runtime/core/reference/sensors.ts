import { option, type DecoratorReference, type OptionReference } from "./shape";

/** What every Airflow sensor takes. */
const COMMON: readonly OptionReference[] = [
  option("timeout", "int", "3600", "How long to wait before giving up.", "seconds"),
  option("poke_interval", "int", "60", "How often to look.", "seconds"),
  option("mode", "str", '"reschedule"', "Whether the worker is kept ('poke') or freed in between."),
  option("exponential_backoff", "bool", "True", "Waits longer each time."),
  option("pool", "str", "None", "Slot pool of the sensor."),
  option("soft_fail", "bool", "False", "Skips instead of failing."),
  option("name", "str", "None", "Name of the sensor in Airflow."),
  option("description", "str", "None", "Description of the sensor in Airflow."),
];

function sensor(
  name: string,
  doc: string,
  options: readonly OptionReference[],
): DecoratorReference {
  return { name, level: "flow", multiple: true, doc, options: [...COMMON, ...options] };
}

export const AIRFLOW_SENSORS: readonly DecoratorReference[] = [
  sensor(
    "airflow_external_task_sensor",
    "On Airflow: waits for another DAG before the flow starts.",
    [
      option("external_dag_id", "str", "None", "The DAG to wait for."),
      option(
        "external_task_ids",
        "list[str]",
        "None",
        "Its tasks to wait for; the whole DAG by default.",
      ),
      option("allowed_states", "list[str]", '["success"]', "States that count as done."),
      option("failed_states", "list[str]", "None", "States that count as failed."),
      option(
        "execution_delta",
        "datetime.timedelta",
        "None",
        "How much earlier that DAG was scheduled.",
      ),
      option("check_existence", "bool", "True", "Fails at once if there is no such DAG."),
    ],
  ),
  sensor("airflow_s3_key_sensor", "On Airflow: waits for objects on S3 before the flow starts.", [
    option(
      "bucket_key",
      "str | list[str]",
      "None",
      "The keys to wait for, or full s3:// addresses.",
    ),
    option("bucket_name", "str", "None", "The bucket, if the keys are relative."),
    option("wildcard_match", "bool", "False", "Reads the keys as patterns."),
    option("aws_conn_id", "str", "None", "Airflow connection to use."),
    option("verify", "bool", "None", "Whether to check the server's certificate."),
  ]),
];
