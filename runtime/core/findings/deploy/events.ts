import { isFalsy } from "../kubernetesNumbers";
import { textOf } from "../../literal";
import { argumentOf, onFlow, refused, refusedHere, type Deployment } from "./deployment";
import type { Finding } from "../../finding";
import type { Decorator } from "../../flow";
import type { PyValue } from "../../value";

/** An event that a flow waits for, as far as it is written out. */
interface EventText {
  readonly name: PyValue | undefined;
  /** Parameter of the flow, and key of the event's payload that fills it. */
  readonly mapping: readonly { readonly parameter: PyValue; readonly key: PyValue }[];
}

// Python's `$` also matches before a last line break.
const EVENT_NAME = /^[A-Za-z0-9_.-]+\n?$/u;
const PAYLOAD_KEY = /^[A-Za-z0-9_]+\n?$/u;

const SETTINGS = [
  "METAFLOW_ARGO_EVENTS_EVENT",
  "METAFLOW_ARGO_EVENTS_EVENT_SOURCE",
  "METAFLOW_ARGO_EVENTS_SERVICE_ACCOUNT",
];

/** What Argo Workflows refuses about `@trigger` and `@trigger_on_finish`. */
export function judgeEvents(deployment: Deployment): Finding[] {
  const [trigger] = onFlow(deployment.flow, "trigger");
  const [onFinish] = onFlow(deployment.flow, "trigger_on_finish");
  if (trigger !== undefined && onFinish !== undefined) {
    return [bothTriggers(deployment, trigger, onFinish)];
  }
  const one = trigger ?? onFinish;
  if (one === undefined) return [];
  return [
    ...(trigger === undefined ? [] : judgeTrigger(deployment, trigger)),
    ...(onFinish === undefined ? [] : judgeProjects(deployment, onFinish)),
    ...judgeReset(deployment, one),
    ...judgeSettings(deployment, one),
  ];
}

function bothTriggers(deployment: Deployment, trigger: Decorator, onFinish: Decorator): Finding {
  const [lower, upper] =
    trigger.span.start > onFinish.span.start ? [trigger, onFinish] : [onFinish, trigger];
  return refused(
    deployment,
    "deploy/both-triggers",
    lower.span,
    "A flow on Argo Workflows has either @trigger or @trigger_on_finish: remove one.",
    { related: [{ span: upper.span, message: "The other one." }] },
  );
}

/** Without these settings there is no event bus to wait on. */
function judgeSettings(deployment: Deployment, trigger: Decorator): Finding[] {
  const missing = SETTINGS.filter((name) => deployment.configuration?.has(name) !== true);
  if (missing.length === 0) return [];
  const message = `@${trigger.name} needs Argo Events: set ${missing.join(", ")}.`;
  return [refusedHere(deployment, "deploy/argo-events", trigger.span, message)];
}

/** `options.get("reset_at", {}).get("cron")`, whatever the events are. */
function judgeReset(deployment: Deployment, trigger: Decorator): Finding[] {
  const options = argumentOf(trigger, "options")?.value;
  const reset = options?.kind === "dict" ? entryOf(options, "reset_at") : undefined;
  const wrong = [options, reset].find(
    (value) => value !== undefined && value.kind !== "dict" && value.kind !== "expression",
  );
  if (wrong === undefined) return [];
  const message = `The options are a dict, and so is their "reset_at": write {"reset_at": {"cron": "0 0 * * *"}}.`;
  return [refused(deployment, "deploy/trigger-options", wrong.span, message)];
}

function judgeTrigger(deployment: Deployment, trigger: Decorator): Finding[] {
  const judge = new MappingJudge(deployment);
  return eventsOf(trigger).flatMap(({ name, mapping }) => {
    const wrongName =
      name === undefined || name.kind === "expression" || EVENT_NAME.test(textOf(name) ?? "")
        ? []
        : [
            refused(
              deployment,
              "deploy/event-name",
              name.span,
              "The name of an event is made of letters, digits, '_', '-' and '.'.",
            ),
          ];
    return [...wrongName, ...mapping.flatMap((entry) => judge.judge(entry.parameter, entry.key))];
  });
}

/** Looks at the mappings of all events of a flow: a parameter may be filled once. */
class MappingJudge {
  private readonly parameters: ReadonlySet<string> | null;
  private readonly seen = new Map<string, PyValue>();

  constructor(private readonly deployment: Deployment) {
    const { flow } = deployment;
    const mappable = flow.parameters.filter(({ kind }) => kind !== "config");
    const complete =
      !flow.partial && !flow.moreParameters && mappable.every(({ name }) => name !== null);
    this.parameters = complete
      ? new Set(mappable.map(({ name }) => (name ?? "").toLowerCase()))
      : null;
  }

  judge(parameter: PyValue, key: PyValue): Finding[] {
    return [...this.judgeKey(key), ...this.judgeParameter(parameter)];
  }

  private judgeKey(key: PyValue): Finding[] {
    const text = textOf(key);
    if (text === null || PAYLOAD_KEY.test(text)) return [];
    const message = "A key of an event's payload is made of letters, digits and '_'.";
    return [refused(this.deployment, "deploy/event-key", key.span, message)];
  }

  private judgeParameter(parameter: PyValue): Finding[] {
    const text = textOf(parameter);
    if (text === null) return [];
    const name = text.toLowerCase();
    const first = this.seen.get(name);
    if (first !== undefined) {
      const message = `'${text}' is filled twice by the events (upper and lower case count as the same): remove one.`;
      const related = [{ span: first.span, message: "The first." }];
      const rule = "deploy/event-duplicate";
      return [refused(this.deployment, rule, parameter.span, message, { related })];
    }
    this.seen.set(name, parameter);
    if (this.parameters?.has(name) !== false) return [];
    const message = `The flow has no parameter '${text}' for the event to fill: add it, or correct the name.`;
    return [refused(this.deployment, "deploy/event-parameter", parameter.span, message)];
  }
}

function eventsOf(trigger: Decorator): EventText[] {
  const single = argumentOf(trigger, "event")?.value;
  if (single !== undefined && !isFalsy(single)) return eventText(single);
  const several = argumentOf(trigger, "events")?.value;
  return several?.kind === "list" ? several.items.flatMap(eventText) : [];
}

function eventText(value: PyValue): EventText[] {
  if (value.kind === "string") return [{ name: value, mapping: [] }];
  if (value.kind !== "dict") return [];
  const parameters = entryOf(value, "parameters");
  return [{ name: entryOf(value, "name"), mapping: mappingOf(parameters) }];
}

/** A dict of names, or a list of names and pairs; a key that is written again replaces the first. */
function mappingOf(value: PyValue | undefined): EventText["mapping"] {
  if (value?.kind === "dict") {
    const pairs = value.entries.map(({ key, value: to }) => ({ parameter: key, key: to }));
    return lastOfEach(pairs);
  }
  if (value?.kind !== "list") return [];
  const pairs = value.items.flatMap((item) => {
    if (item.kind === "string") return [{ parameter: item, key: item }];
    const [parameter, key] = item.kind === "tuple" && item.items.length === 2 ? item.items : [];
    return parameter === undefined || key === undefined ? [] : [{ parameter, key }];
  });
  return lastOfEach(pairs);
}

function lastOfEach(pairs: EventText["mapping"]): EventText["mapping"] {
  return [...new Map(pairs.map((pair) => [textOf(pair.parameter) ?? pair, pair])).values()];
}

function entryOf(value: PyValue & { kind: "dict" }, name: string): PyValue | undefined {
  return value.entries.findLast(({ key }) => textOf(key) === name)?.value;
}

/** Half of a project's name would wait for an event that nobody sends. */
function judgeProjects(deployment: Deployment, trigger: Decorator): Finding[] {
  const { flow } = deployment;
  if (flow.partial || flow.decorators.some(({ name }) => name === "project")) return [];
  const single = argumentOf(trigger, "flow")?.value;
  const several = argumentOf(trigger, "flows")?.value;
  const all = [single, ...(several?.kind === "list" ? several.items : [])];
  return all.flatMap((value) => {
    if (value?.kind !== "dict" || value.entries.some(({ key }) => textOf(key) === null)) return [];
    const given = ["project", "project_branch"].filter((key) => {
      const entry = entryOf(value, key);
      return entry !== undefined && !isFalsy(entry);
    });
    if (given.length !== 1) return [];
    const missing = given[0] === "project" ? "project_branch" : "project";
    const message = `This names no full project: add "${missing}", or give this flow a @project.`;
    return [refused(deployment, "deploy/project-name", value.span, message)];
  });
}
