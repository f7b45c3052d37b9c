import type { Decorator, Step } from "../flow";
import { BY_DEFAULT, decoratorsOn, type Attributes, type Origin, type Sourced } from "./attributes";
import { pythonInt } from "../python/pythonNumber";
import { applyResources } from "./effectiveResources";
import { imageOf } from "./effectiveImage";
import {
  floatOf,
  isDict,
  isTruthy,
  isUnknown,
  pythonJsonOf,
  pythonStr,
  type Dict,
  type Plain,
} from "./plain";
import { durationOf } from "../duration";
import { resolve, type Resolved, type Settings } from "./settings";

/** What a run is started with, beside its environment. */
export interface RunSurroundings {
  /** Decorators of `--with`, as they are written there. */
  readonly with?: readonly string[];
  /** `3.11` of the Python that starts the flow; null when it is not known. */
  readonly python?: string | null;
}

/** What `@kubernetes` comes to on one step. */
export interface EffectiveKubernetes {
  /** The decorator in the text; null when `--with` or a setting puts it on the step. */
  readonly written: Decorator | null;
  /** Every option, as the class has it when a task is about to start. */
  readonly options: ReadonlyMap<string, Sourced>;
  /** All secrets that the pod gets: the option's and those of METAFLOW_KUBERNETES_SECRETS. */
  readonly secrets: Sourced;
  /** Seconds that the pod may take: `@timeout`, else METAFLOW_DEFAULT_RUNTIME_LIMIT. */
  readonly timeout: Sourced;
  /** All decorators of Metaflow on the step. */
  readonly decorators: readonly Attributes[];
}

/**
 * What the pod of a step will be asked for: the decorator, over the settings, over the defaults,
 * merged as `KubernetesDecorator.init` and `step_init` of Metaflow 2.19.39 do it. Null for a step
 * that does not go to Kubernetes. Values that Metaflow refuses are kept as they are: findings tell.
 */
export function effectiveKubernetes(
  step: Pick<Step, "decorators">,
  settings: Settings,
  surroundings: RunSurroundings = {},
): EffectiveKubernetes | null {
  const specs = pythonStr(resolve(settings, "DEFAULT_DECOSPECS").value).split(/\s+/u);
  const decorators = decoratorsOn(step, [
    ...(surroundings.with ?? []),
    ...specs.filter((spec) => spec !== ""),
  ]);
  const kubernetes = decorators.find(({ name }) => name === "kubernetes");
  if (kubernetes === undefined) return null;
  const merge = new Merge(kubernetes.values, settings);
  merge.run(surroundings.python ?? null);
  const options = applyResources(merge.options, decorators);
  return {
    written: kubernetes.written,
    options,
    secrets: allSecrets(options.get("secrets"), settings),
    timeout: timeoutOf(decorators, settings),
    decorators,
  };
}

/** `KubernetesDecorator.init`, in its order. */
class Merge {
  readonly options: Map<string, Sourced>;

  constructor(
    given: ReadonlyMap<string, Sourced>,
    private readonly settings: Settings,
  ) {
    this.options = new Map(given);
    const qos = this.options.get("qos");
    if (qos?.origins === BY_DEFAULT) this.options.set("qos", this.setting("KUBERNETES_QOS"));
  }

  run(python: string | null): void {
    for (const [option, name] of ALWAYS) this.unlessGiven(option, this.setting(name));
    for (const [option, name, read] of WHERE_SET) this.fromSetting(option, name, read);
    this.selectNodes();
    for (const [option, name, standard] of AMOUNTS) this.amount(option, name, standard);
    this.mergeTexts("labels", "KUBERNETES_LABELS");
    this.mergeTexts("annotations", "KUBERNETES_ANNOTATIONS");
    this.options.set("image", imageOf(this.get("image"), this.settings, python));
    this.sizeOfTmpfs();
    this.unlessGiven("shared_memory", this.setting("KUBERNETES_SHARED_MEMORY"));
    this.unlessGiven("port", this.setting("KUBERNETES_PORT"));
  }

  private get(option: string): Sourced {
    return this.options.get(option) ?? { value: null, origins: BY_DEFAULT };
  }

  private setting(name: string): Sourced {
    return sourced(resolve(this.settings, name));
  }

  private unlessGiven(option: string, other: Sourced): void {
    if (!isTruthy(this.get(option).value)) this.options.set(option, other);
  }

  private fromSetting(option: string, name: string, read: (value: Plain) => Plain): void {
    const setting = this.setting(name);
    if (!isTruthy(setting.value)) return;
    this.unlessGiven(option, { ...setting, value: read(setting.value) });
  }

  private selectNodes(): void {
    const selector = this.get("node_selector");
    if (typeof selector.value === "string")
      this.options.set("node_selector", { ...selector, value: pairsOf(selector.value, true) });
    const pool = this.get("compute_pool");
    if (!isTruthy(pool.value)) return;
    const { value, origins } = this.get("node_selector");
    if (value !== null && !isDict(value)) return;
    const pools = new Map([...(value ?? []), ["outerbounds.co/compute-pool", pool.value]]);
    const from: Origin = { from: "option", option: "compute_pool" };
    this.options.set("node_selector", {
      value: pools,
      origins: value === null ? [from] : [...origins, from],
    });
  }

  /** The setting counts for the default's own text only: for `"1"`, but not for `1`. */
  private amount(option: string, name: string, standard: string): void {
    if (this.get(option).value !== standard) return;
    const setting = this.setting(name);
    if (isTruthy(setting.value)) this.options.set(option, setting);
  }

  /** The setting's pairs beneath those of the decorator. */
  private mergeTexts(option: string, name: string): void {
    const { value: own, origins } = this.get(option);
    const setting = this.setting(name);
    const pairs = isTruthy(setting.value) ? pairsOf(pythonStr(setting.value), false) : new Map();
    if (own === null) {
      this.options.set(option, pairs.size > 0 ? { ...setting, value: pairs } : EMPTY);
      return;
    }
    if (!isDict(own) || !isDict(pairs)) return;
    const value = new Map([...pairs, ...own]);
    const added = [...pairs.keys()].some((key) => !own.has(key));
    this.options.set(option, {
      value,
      origins: added ? [...origins, ...setting.origins] : origins,
    });
  }

  private sizeOfTmpfs(): void {
    if (!isTruthy(this.get("use_tmpfs").value) || isTruthy(this.get("tmpfs_size").value)) return;
    const half = halved(this.get("memory").value);
    this.options.set("tmpfs_size", {
      value: half,
      origins: [{ from: "option", option: "memory" }],
    });
  }
}

const EMPTY: Sourced = { value: new Map(), origins: BY_DEFAULT };

/** Options that have a setting's value, or its default, unless they are given. */
const ALWAYS = [
  ["namespace", "KUBERNETES_NAMESPACE"],
  ["service_account", "KUBERNETES_SERVICE_ACCOUNT"],
  ["gpu_vendor", "KUBERNETES_GPU_VENDOR"],
] as const;

const asJson = (value: Plain): Plain => pythonJsonOf(pythonStr(value));

const WHERE_SET = [
  ["node_selector", "KUBERNETES_NODE_SELECTOR", (value: Plain) => value],
  ["tolerations", "KUBERNETES_TOLERATIONS", asJson],
  ["persistent_volume_claims", "KUBERNETES_PERSISTENT_VOLUME_CLAIMS", asJson],
  ["image_pull_policy", "KUBERNETES_IMAGE_PULL_POLICY", (value: Plain) => value],
  ["image_pull_secrets", "KUBERNETES_IMAGE_PULL_SECRETS", asJson],
] as const;

const AMOUNTS = [
  ["cpu", "KUBERNETES_CPU", "1"],
  ["memory", "KUBERNETES_MEMORY", "4096"],
  ["disk", "KUBERNETES_DISK", "10240"],
] as const;

function sourced({ value, setting }: Resolved): Sourced {
  return { value, origins: setting === null ? BY_DEFAULT : [{ from: "setting", setting }] };
}

/** `key=value,key2=value2`, split at commas and at the first `=`; nothing is trimmed. */
function pairsOf(text: string, both: true): Dict | { readonly unknown: string };
function pairsOf(text: string, both: false): Dict;
function pairsOf(text: string, both: boolean): Plain {
  const pairs = new Map<string, Plain>();
  for (const piece of text.split(",")) {
    const equals = piece.indexOf("=");
    if (equals < 0 && both) return { unknown: text };
    pairs.set(
      equals < 0 ? piece : piece.slice(0, equals),
      equals < 0 ? null : piece.slice(equals + 1),
    );
  }
  return pairs;
}

/** `int(memory) // 2` */
function halved(memory: Plain): Plain {
  const whole = wholeOf(memory);
  return whole === null ? { unknown: "half of the memory" } : Math.floor(whole / 2);
}

function allSecrets(option: Sourced | undefined, settings: Settings): Sourced {
  const { value, origins } = option ?? { value: null, origins: BY_DEFAULT };
  const setting = sourced(resolve(settings, "KUBERNETES_SECRETS"));
  const more = pythonStr(setting.value)
    .split(",")
    .filter((name) => name !== "");
  if (isUnknown(value)) return { value, origins: [...origins, ...setting.origins] };
  const own = value === null || value === false ? [] : Array.isArray(value) ? value : [value];
  return {
    value: [...(own as readonly Plain[]), ...more],
    origins: [
      ...(own.length > 0 || more.length === 0 ? origins : []),
      ...(more.length > 0 ? setting.origins : []),
    ],
  };
}

function timeoutOf(decorators: readonly Attributes[], settings: Settings): Sourced {
  const timeout = decorators.find(({ name }) => name === "timeout");
  if (timeout === undefined) return sourced(resolve(settings, "DEFAULT_RUNTIME_LIMIT"));
  const origins: Origin[] = [];
  const value = durationOf((unit) => {
    const given = timeout.values.get(unit);
    if (given !== undefined && given.origins !== BY_DEFAULT) origins.push(...given.origins);
    return given === undefined ? 0 : (wholeOf(given.value) ?? { unknown: "the @timeout" });
  });
  return { value, origins };
}

/** Python's `int()`; null where it raises, or where the value is not known. */
function wholeOf(value: Plain): number | null {
  const number = typeof value === "string" ? pythonInt(value) : floatOf(value);
  return typeof number === "number" ? Math.trunc(number) : null;
}
