import { fields, items, text, texts, type Json } from "../cluster/json";

/*
 * What starts a deployed flow by itself. Metaflow 2.19.39 writes it to objects of their own
 * (argo_client.py), which `create --only-json` does not print: a CronWorkflow of the template's name,
 * and a Sensor of Argo Events. The template says in its annotations what will be in them.
 */

export interface Schedule {
  /** `0 10 * * ?`; several only where somebody else wrote the CronWorkflow. */
  readonly crons: readonly string[];
  /** An IANA name; null: that of Argo's controller. */
  readonly timezone: string | null;
  readonly suspended: boolean;
}

/** Why something on the cluster is not known. */
interface Unknown {
  readonly sentence: string;
}

/** What starts a flow that is about to be deployed. */
export interface Starts {
  readonly schedule: Schedule | null;
  /** The names of the events that it waits for. */
  readonly events: readonly string[];
}

/** What starts it now, as the cluster has it. */
export interface StartsNow {
  /** Null: there is no CronWorkflow. */
  readonly schedule: Schedule | null | Unknown;
  /** Null: there is no Sensor; `not-installed`: there can be none, the cluster has no Argo Events. */
  readonly events: readonly string[] | null | "not-installed" | Unknown;
  /** A template of that name is deployed, so that Metaflow deletes its Sensor if it needs none. */
  readonly deployed: boolean;
}

/** What will start the flow of a template, by its annotations. */
export function startsOf(template: Json): Starts {
  const annotations = annotationsOf(template);
  const { schedule, tz } = fields(parsed(annotations["metaflow/cron"]));
  const cron = text(schedule);
  return {
    schedule: cron === null ? null : { crons: [cron], timezone: text(tz), suspended: false },
    events: items(parsed(annotations["metaflow/triggers"])).flatMap(
      (trigger) => text(fields(trigger)["name"]) ?? [],
    ),
  };
}

/** Where Metaflow keeps the Sensor of a template; without annotations beside it, without dots. */
export function sensorPlace(template: Json): { readonly namespace: string; readonly name: string } {
  const { name, namespace } = fields(template["metadata"]);
  const annotations = annotationsOf(template);
  return {
    namespace: annotations["metaflow/sensor_namespace"] ?? text(namespace) ?? "default",
    name: annotations["metaflow/sensor_name"] ?? (text(name) ?? "").replaceAll(".", "-"),
  };
}

/** The schedule of a CronWorkflow; one that never had any is suspended. */
export function scheduleOf(cronWorkflow: Json): Schedule {
  const { schedule, schedules, timezone, suspend } = fields(cronWorkflow["spec"]);
  const crons = [schedule, ...items(schedules)].flatMap((cron) => text(cron) ?? []);
  return { crons, timezone: text(timezone), suspended: suspend === true || crons.length === 0 };
}

/** The events that a Sensor waits for: Metaflow filters by their name in an expression. */
export function eventsOf(sensor: Json): readonly string[] {
  return items(fields(sensor["spec"])["dependencies"]).flatMap((dependency) => {
    const { exprs } = fields(fields(dependency)["filters"]);
    return items(exprs).flatMap((filter) => {
      const expression = text(fields(filter)["expr"]) ?? "";
      return /^name == '(.+)'$/.exec(expression)?.[1] ?? [];
    });
  });
}

/** What will start the flow, beside what does now: a line each, none where nothing does or did. */
export function startsLines({ schedule, events }: Starts, now: StartsNow): readonly string[] {
  return [scheduleLine(schedule, now), eventsLine(events, now)].filter((line) => line !== null);
}

function scheduleLine(planned: Schedule | null, { schedule, deployed }: StartsNow): string | null {
  if (planned !== null)
    return `Schedule: ${scheduleText(planned)} (${scheduleNow(planned, schedule)})`;
  if (schedule === null) return null;
  if ("sentence" in schedule) return deployed ? "Schedule: none (now: not known)" : null;
  // Metaflow leaves the CronWorkflow, without a schedule.
  if (schedule.suspended) return null;
  return `Schedule: none (now: ${scheduleText(schedule)}; it will be suspended)`;
}

function scheduleNow(planned: Schedule, now: StartsNow["schedule"]): string {
  if (now === null) return "now: none";
  if ("sentence" in now) return "now: not known";
  const old = scheduleText(now);
  const same = old === scheduleText(planned);
  if (!now.suspended) return same ? "as now" : `now: ${old}`;
  if (old === "") return "now: none";
  return same ? "now suspended: it will run again" : `now: ${old}, suspended`;
}

/** `0 10 * * ?, Europe/Berlin`; whether it is suspended is not told. */
export function scheduleText({ crons, timezone }: Schedule): string {
  return [crons.join(" and "), timezone].filter((part) => part !== null && part !== "").join(", ");
}

function eventsLine(planned: readonly string[], now: StartsNow): string | null {
  const { events, deployed } = now;
  if (planned.length > 0) return `Triggers: ${eventsText(planned)} (${eventsNow(planned, events)})`;
  if (events === null || events === "not-installed") return null;
  if ("sentence" in events) return deployed ? "Triggers: none (now: not known)" : null;
  const old = eventsText(events);
  // Metaflow looks for a Sensor to delete only where it finds a template.
  if (!deployed) return `Triggers: none, but a Sensor of that name is there and stays (${old})`;
  return `Triggers: none (now: ${old}; its Sensor will be deleted)`;
}

function eventsNow(planned: readonly string[], now: StartsNow["events"]): string {
  if (now === null) return "now: none";
  if (now === "not-installed") return "Argo Events is not installed there: this will fail";
  if ("sentence" in now) return "now: not known";
  return eventsText(planned) === eventsText(now) ? "as now" : `now: ${eventsText(now)}`;
}

/** `event prices and the end of LoadFlow`; the end of a flow is an event, too. */
function eventsText(names: readonly string[]): string {
  if (names.length === 0) return "events that Metaflow did not name";
  return [...names]
    .sort()
    .map((name) => {
      const flow = /^metaflow\.(.+)\.end$/.exec(name)?.[1];
      return flow === undefined ? `event ${name}` : `the end of ${flow}`;
    })
    .join(" and ");
}

function annotationsOf(object: Json): Readonly<Record<string, string>> {
  return texts(fields(object["metadata"])["annotations"]);
}

function parsed(json: string | undefined): unknown {
  try {
    return JSON.parse(json ?? "null");
  } catch {
    return null;
  }
}
