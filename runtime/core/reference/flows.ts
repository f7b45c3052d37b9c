import { option, type DecoratorReference, type OptionReference } from "./shape";

function onFlow(
  name: string,
  doc: string,
  options: readonly OptionReference[],
  multiple = false,
): DecoratorReference {
  return { name, level: "flow", multiple, doc, options };
}

const ENVIRONMENT_OPTIONS = [
  option("python", "str", "None", "Python version, such as '3.11.9'."),
  option("disabled", "bool", "None", "Leaves all steps to the interpreter that started the flow."),
];

export const FLOW_DECORATORS: readonly DecoratorReference[] = [
  onFlow("schedule", "Runs the deployed flow by the clock.", [
    option("cron", "str", "None", "When, as a cron expression."),
    option("weekly", "bool", "False", "Once a week, on Sunday at midnight."),
    option("daily", "bool", "True", "Once a day, at midnight."),
    option("hourly", "bool", "False", "Once an hour."),
    option("timezone", "str", "None", "Time zone of the cron expression (Argo Workflows only)."),
  ]),
  onFlow("project", "Gives the flow a name space of its own when it is deployed.", [
    option(
      "name",
      "str",
      "None",
      "Name of the project: lower case letters, digits and underscores.",
    ),
    option("production", "bool", "False", "Deploys to the production branch."),
    option("branch", "str", "None", "Branch to deploy to; the user's own by default."),
  ]),
  onFlow("trigger", "Starts the deployed flow when an event arrives.", [
    option("event", "str | dict", "None", "The event, with or without a mapping to parameters."),
    option("events", "list[str | dict]", "[]", "Several events, all of which must arrive."),
    option("options", "dict[str, Any]", "{}", "Options of the trigger."),
  ]),
  onFlow("trigger_on_finish", "Starts the deployed flow when another flow has finished.", [
    option("flow", "str | dict", "None", "The flow to wait for."),
    option("flows", "list[str | dict]", "[]", "Several flows, all of which must finish."),
    option("options", "dict[str, Any]", "{}", "Options of the trigger."),
  ]),
  onFlow("pypi_base", "PyPI packages for all steps.", [
    option("packages", "dict[str, str]", "{}", "Packages and their versions."),
    ...ENVIRONMENT_OPTIONS,
  ]),
  onFlow("conda_base", "A Conda environment for all steps.", [
    option("packages", "dict[str, str]", "{}", "Packages and their versions."),
    option("libraries", "dict[str, str]", "{}", "An older name of packages."),
    ...ENVIRONMENT_OPTIONS,
  ]),
  onFlow(
    "exit_hook",
    "Calls functions when a deployed run has ended.",
    [
      option("on_success", "list[str | Callable]", "[]", "Called after a run that succeeded."),
      option("on_error", "list[str | Callable]", "[]", "Called after a run that failed."),
      option("options", "dict[str, Any]", "{}", "Options of the hook's container."),
    ],
    true,
  ),
];
