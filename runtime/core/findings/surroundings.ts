import { SHORTEST_TIMEOUT } from "../duration";
import { effectiveKubernetes, type EffectiveKubernetes } from "../configuration/effective";
import type { Origin, Sourced } from "../configuration/attributes";
import { isFalsy } from "./kubernetesNumbers";
import { isRefusedAmount } from "./resources";
import { judgeValue } from "../configuration/judge";
import { isDict, isFloat, isList, isUnknown, pythonStr, type Plain } from "../configuration/plain";
import type { Place, Setting, Settings } from "../configuration/settings";
import type { Verdict } from "../configuration/verdict";
import type { DeployTarget } from "./deploy/deployment";
import { graphSeverity } from "./severity";
import type { Finding } from "../finding";
import type { Argument } from "../value";
import type { Decorator, FlowFile, Step } from "../flow";
import type { Span } from "../text";
import { advice, onceEach, type StepPlace } from "./onceEach";

/** Whether the settings are those of the next run, and of what kind that is. */
export interface InForce {
  /** The deployer's; null for a run. */
  readonly target: DeployTarget | null;
  /** Nothing changes them before that. */
  readonly certain: boolean;
}

/**
 * What the settings in force do to the pods of the steps: what Metaflow will refuse of them, and what
 * a decorator says in vain. Hints and information only where the next run may have other settings;
 * for a deployment that has these, what Metaflow refuses is an error.
 */
export function judgeSurroundings(
  file: FlowFile,
  settings: Settings | null,
  inForce: InForce = { target: null, certain: false },
): Finding[] {
  const refused = settings === null ? null : new SettingsJudge(settings, inForce);
  const found: Finding[] = [];
  const overruled: Finding[] = [];
  for (const place of onceEach(file)) {
    if (settings === null && !isAskedTwice(place)) continue;
    const effective = effectiveKubernetes(place.step, settings ?? NONE);
    if (refused !== null) found.push(...refused.judge(place, effective));
    if (effective !== null) overruled.push(...judgeOverruled(place, effective));
  }
  return [...found, ...overruled];
}

/** Without settings, only a second decorator can overrule what one asks for. */
function isAskedTwice({ step }: StepPlace): boolean {
  return askingOf(step).length > 1;
}

function askingOf({ decorators }: Step): readonly Decorator[] {
  return decorators.filter(
    ({ name, origin }) => origin === "metaflow" && (name === "kubernetes" || name === "resources"),
  );
}

const NONE: Settings = new Map();
/** Merged beneath those of the decorator: refused even where none of their keys count. */
const MERGED = ["METAFLOW_KUBERNETES_LABELS", "METAFLOW_KUBERNETES_ANNOTATIONS"];

/** What settings do to steps. What a deployer puts on every step is told of the first step only. */
class SettingsJudge {
  private readonly told = new Set<string>();

  constructor(
    private readonly settings: Settings,
    private readonly inForce: InForce,
  ) {}

  /** `own`: what the text and the settings alone come to, before a deployer adds anything. */
  judge(place: StepPlace, own: EffectiveKubernetes | null): Finding[] {
    const { target } = this.inForce;
    const effective = this.addsTo(place, own)
      ? effectiveKubernetes(place.step, this.settings, { with: ["kubernetes"] })
      : own;
    if (effective === null) return [];
    const found = judgeSettings(place, effective, this.settings, this.inForce);
    if (effective.written !== null || target === null) return found;
    return found.filter(({ flow, message }) => {
      const key = `${flow ?? ""} ${message}`;
      return !this.told.has(key) && this.told.add(key);
    });
  }

  /** A deployer's own @kubernetes goes before that of a setting, but not before a written one. */
  private addsTo({ step }: StepPlace, own: EffectiveKubernetes | null): boolean {
    const { target } = this.inForce;
    if (target === null || target === "step-functions") return false;
    const elsewhere = step.decorators.some(({ name }) => name === "batch");
    return !elsewhere && (own?.written ?? null) === null;
  }
}

type Told = Pick<Verdict, "severity" | "message">;

function judgeSettings(
  place: StepPlace,
  effective: EffectiveKubernetes,
  settings: Settings,
  inForce: InForce,
): Finding[] {
  const used = new Map<string, Setting>();
  for (const name of MERGED) {
    const setting = settings.get(name);
    if (setting !== undefined) used.set(name, setting);
  }
  for (const { origins } of [...effective.options.values(), effective.secrets, effective.timeout])
    for (const origin of origins)
      if (origin.from === "setting") used.set(origin.setting.name, origin.setting);
  const refused = [...used.values()].flatMap((setting) =>
    refusalsOf(setting).map(({ severity, message }) => ({
      severity,
      message: `${inWords(setting.place)} sets ${setting.name}, which this step gets: ${message}`,
    })),
  );
  const loudest = inForce.certain ? graphSeverity(place.flow) : "hint";
  const span = spanOf(place, effective);
  return [...refused, ...judgeHalfMemory(effective), ...judgeShortLimit(effective)].map(
    ({ severity, message }) => ({
      ...advice(place, "kubernetes/setting", "hint", span, message),
      ...(loudest === "error" && { severity }),
    }),
  );
}

/** A limit that is too short is told of the step that it is too short for. */
function refusalsOf(setting: Setting): readonly Verdict[] {
  const verdicts = judgeValue(setting.name, given(setting));
  const isLimit = setting.name === "METAFLOW_DEFAULT_RUNTIME_LIMIT";
  return verdicts.filter(({ severity }) => !isLimit || severity === "error");
}

/** The limit that a step without `@timeout` has; Metaflow wants a minute at least. */
function judgeShortLimit(effective: EffectiveKubernetes): Told[] {
  const { value, origins } = effective.timeout;
  const setting = settingOf(origins);
  if (setting === null || typeof value !== "number" || value >= SHORTEST_TIMEOUT) return [];
  const message = `${inWords(setting.place)} sets ${setting.name}: a pod takes ${SHORTEST_TIMEOUT} seconds at least, this is ${value}.`;
  return [{ severity: "error", message }];
}

/** `int(memory)` fails on a setting such as 1000.5. */
function judgeHalfMemory(effective: EffectiveKubernetes): Told[] {
  const size = effective.options.get("tmpfs_size");
  const memory = effective.options.get("memory");
  const setting = settingOf(memory?.origins ?? []);
  if (size === undefined || !isUnknown(size.value) || setting === null) return [];
  const message = `${inWords(setting.place)} sets ${setting.name}, which must be a whole number for use_tmpfs without tmpfs_size.`;
  return [{ severity: "error", message }];
}

function spanOf({ step }: StepPlace, { written }: EffectiveKubernetes): Span {
  return written?.nameSpan ?? step.nameSpan;
}

function given({ value, place }: Setting): Parameters<typeof judgeValue>[1] {
  const fromFile = place.in === "local-config" || place.in === "home-config";
  return fromFile
    ? { from: "file", value: asJson(value) }
    : { from: "env", value: pythonStr(value) };
}

function asJson(value: Plain): unknown {
  if (isFloat(value)) return value.float;
  if (isList(value)) return value.map(asJson);
  return isDict(value)
    ? Object.fromEntries([...value].map(([key, one]) => [key, asJson(one)]))
    : value;
}

/** `dev.env, line 3,`: the sentence goes on with "sets". */
function inWords(place: Place): string {
  if (place.in === "environment") return "The environment";
  const name = place.path.slice(
    Math.max(place.path.lastIndexOf("/"), place.path.lastIndexOf("\\")) + 1,
  );
  return `Line ${place.line} of ${name}`;
}

const AMOUNTS = new Set(["cpu", "memory", "disk", "gpu", "shared_memory"]);

/** Amounts that are written on the step, although the pod gets another one. */
function judgeOverruled(place: StepPlace, effective: EffectiveKubernetes): Finding[] {
  const asking = askingOf(place.step);
  const refused = new Set(
    asking.flatMap(({ arguments: given }) =>
      given.flatMap(({ name, value }) => (isRefusedAmount(name ?? "", value) ? [name ?? ""] : [])),
    ),
  );
  return asking.flatMap((decorator) =>
    decorator.arguments.flatMap((argument) => {
      const option = argument.name ?? "";
      const counts = AMOUNTS.has(option) && !refused.has(option);
      const found = counts ? effective.options.get(option) : undefined;
      const last = decorator.arguments.findLast(({ name }) => name === option);
      if (found === undefined || last !== argument || !isOverruled(argument, found)) return [];
      return [overruled(place, option, argument, found)];
    }),
  );
}

function isOverruled({ value, span }: Argument, { value: gets, origins }: Sourced): boolean {
  const known = ["int", "float", "string"].includes(value.kind) && !isUnknown(gets);
  const here = origins.some((one) => one.from === "decorator" && one.span.start === span.start);
  const same = "value" in value && Number(value.value) === Number(pythonStr(gets));
  // Nothing at all is asked for, as if it were not written.
  const none = isFalsy(value) && !origins.some(({ from }) => from === "decorator");
  // Metaflow refuses the step, and no pod gets anything.
  const refused = Number(pythonStr(gets)) < 0;
  return known && !here && !same && !none && !refused;
}

function overruled(place: StepPlace, option: string, argument: Argument, found: Sourced): Finding {
  const { value, origins } = found;
  const gets = `The pod gets ${option} ${pythonStr(value)}`;
  const setting = settingOf(origins);
  const rule = "kubernetes/overruled";
  if (setting !== null) {
    const why = `${inWords(setting.place).toLowerCase()} sets ${setting.name}`;
    const message = `${gets}: ${why}, and Metaflow takes this for its default. Write it without quotes.`;
    return advice(place, rule, "hint", argument.span, message);
  }
  const [first] = origins;
  const why = reason(first, option, place);
  return advice(place, rule, "info", argument.span, `${gets}: ${why}`);
}

function reason(origin: Origin | undefined, option: string, { step }: StepPlace): string {
  const other = origin?.from === "decorator" ? origin.decorator : "kubernetes";
  const replaced = option === "gpu" || option === "shared_memory";
  if (replaced) return `what @${other} says replaces this.`;
  const decorator = step.decorators.find(({ name }) => name === other);
  const written = decorator?.arguments.some(({ name }) => name === option) === true;
  return written
    ? `the larger of @kubernetes and @resources counts.`
    : `without one, @${other} asks for its default, and the larger counts.`;
}

function settingOf(origins: readonly Origin[]): Setting | null {
  const found = origins.find((origin) => origin.from === "setting");
  return found?.from === "setting" ? found.setting : null;
}
