import { option, type DecoratorReference, type OptionReference } from "./shape";

function onStep(
  name: string,
  doc: string,
  options: readonly OptionReference[],
  multiple = false,
): DecoratorReference {
  return { name, level: "step", multiple, doc, options };
}

const ENVIRONMENT_OPTIONS = [
  option("python", "str", "None", "Python version, such as '3.11.9'."),
  option("disabled", "bool", "None", "Leaves this step to the interpreter that started the flow."),
];

export const STEP_DECORATORS: readonly DecoratorReference[] = [
  onStep("catch", "Lets the flow go on after this step failed.", [
    option("var", "str", "None", "Attribute that gets the exception, or None."),
    option("print_exception", "bool", "True", "Prints the traceback."),
  ]),
  onStep("timeout", "Stops the step when it takes too long; the units add up.", [
    option("seconds", "int", "0", "Seconds to allow.", "seconds"),
    option("minutes", "int", "0", "Minutes to allow.", "minutes"),
    option("hours", "int", "0", "Hours to allow.", "hours"),
  ]),
  onStep("environment", "Sets environment variables for the step.", [
    option("vars", "dict[str, str]", "{}", "The variables and their values."),
  ]),
  onStep("secrets", "Fetches secrets and sets them as environment variables.", [
    option("sources", "list[str | dict]", "[]", "The secrets to fetch."),
    option("role", "str", "None", "Role to take on for fetching them."),
    option(
      "allow_override",
      "bool",
      "False",
      "Lets secrets replace variables that are set already.",
    ),
  ]),
  onStep("parallel", "Marks a step that runs as a gang, entered with num_parallel=.", []),
  onStep("retry", "Runs the step again when it fails.", [
    option("times", "int", '"3"', "How often to try again, at most 4."),
    option("minutes_between_retries", "int", '"2"', "How long to wait in between.", "minutes"),
  ]),
  onStep("resources", "Says what the step needs, wherever it runs.", [
    option("cpu", "int", '"1"', "CPUs to ask for.", "cores"),
    option("gpu", "int", "None", "GPUs to ask for."),
    option("disk", "int", "None", "Local disk to ask for, on Kubernetes.", "MB"),
    option("memory", "int", '"4096"', "Memory to ask for.", "MB"),
    option("shared_memory", "int", "None", "Size of /dev/shm.", "MiB"),
  ]),
  onStep(
    "card",
    "Makes a report of the step; several need an id each.",
    [
      option("type", "str", '"default"', "Kind of card: 'default', 'blank' or an installed one."),
      option("options", "dict[str, Any]", "{}", "Options of that kind of card."),
      option("scope", "str", '"task"', "What the card is about; only 'task' exists."),
      option("rank", "int", "None", "Not used."),
      option("timeout", "int", "45", "How long rendering may take.", "seconds"),
      option("id", "str", "None", "Name to reach this card by, current.card['id']."),
      option("save_errors", "bool", "True", "Shows a card with the error if rendering fails."),
      option("customize", "bool", "False", "Makes this the card that current.card means."),
      option("refresh_interval", "int", "5", "How often a running card is refreshed.", "seconds"),
    ],
    true,
  ),
  onStep("pytorch_parallel", "A @parallel step that sets up PyTorch's process group.", [
    option("master_port", "int", "None", "Port of the first worker."),
  ]),
  onStep("pypi", "Runs the step in an environment of PyPI packages.", [
    option("packages", "dict[str, str]", "{}", "Packages and their versions."),
    ...ENVIRONMENT_OPTIONS,
  ]),
  onStep("conda", "Runs the step in a Conda environment.", [
    option("packages", "dict[str, str]", "{}", "Packages and their versions."),
    option("libraries", "dict[str, str]", "{}", "An older name of packages."),
    ...ENVIRONMENT_OPTIONS,
  ]),
  onStep("argo_workflows_internal", "Added by Metaflow when it deploys to Argo Workflows.", [
    option("auto-emit-argo-events", "bool", "True", "Sends an event when the flow has finished."),
  ]),
  onStep("step_functions_internal", "Added by Metaflow when it deploys to Step Functions.", []),
  onStep("airflow_internal", "Added by Metaflow when it deploys to Airflow.", []),
  onStep("unbounded_test_foreach_internal", "Used by Metaflow's own tests.", []),
];
