import { error, warning, type Given, type Verdict } from "./verdict";

const START = "METAFLOW_ENABLED_";

/** Without one of these, the default of an option of every command is refused. */
const NEEDED = ["DATASTORE", "LOGGING_SIDECAR", "METADATA_PROVIDER", "MONITOR_SIDECAR"];

/** Looked at when they are used, not with every import of Metaflow. */
const LATER = ["CMD", "INTEGRATION_ALIAS"];

/** A variable that chooses among the plugins of Metaflow and of its extensions. */
export function isEnabled(name: string): boolean {
  return name.startsWith(START);
}

/**
 * `METAFLOW_ENABLED_*` of Metaflow 2.19.39 (`resolve_plugins`; tried one by one): a list of names. A
 * text is gone through letter by letter, so that only a list in a config file can work.
 */
export function judgeEnabled(name: string, { from, value }: Given): Verdict[] {
  const category = name.slice(START.length);
  if (typeof value === "string" && value !== "") {
    const message =
      from === "env"
        ? `A variable cannot set ${name}: write it in a config file, as a list of names.`
        : `${name} must be a list of names such as ["a", "b"].`;
    return LATER.includes(category)
      ? warning("config/type", message)
      : error("config/type", message);
  }
  const empty = value === "" || (Array.isArray(value) && value.length === 0);
  if (!empty || !NEEDED.includes(category)) return [];
  return error("config/type", `With an empty ${name} no command starts: remove it.`);
}
