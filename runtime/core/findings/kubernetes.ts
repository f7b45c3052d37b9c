import {
  isFalsy,
  judgeAmount,
  judgeGpu,
  judgeSharedMemory,
  judgeTmpfsSize,
  type Refusal,
  type Resources,
} from "./kubernetesNumbers";
import {
  judgeAnnotations,
  judgeComputePool,
  judgeGpuVendor,
  judgeImage,
  judgeLabels,
  judgeNodeSelector,
  judgeQos,
  judgeTolerations,
} from "./kubernetesWords";
import { adviseOption } from "./pod/pod";
import { pythonFloat, pythonInt } from "../python/pythonNumber";
import type { DeployTarget } from "./deploy/deployment";
import { isDropped } from "./deploy/features";
import { refusedResources } from "./resources";
import type { Finding } from "../finding";
import type { Decorator, FlowFile, Step } from "../flow";
import type { PyValue } from "../value";

/** The literal options of one `@kubernetes`, and what a `@resources` beside it takes over. */
interface Options {
  readonly given: ReadonlyMap<string, PyValue>;
  readonly resources: Resources | null;
  readonly replaced: ReadonlySet<string>;
}

type Judge = (value: PyValue, options: Options) => Refusal | null;

/** In the order of the options; each refuses what Metaflow's own class refuses, no more. */
const JUDGES: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ["cpu", (value, { resources }) => judgeAmount("cpu", value, resources)],
  [
    "memory",
    (value, options) =>
      judgeAmount("memory", value, options.resources) ?? judgeHalfMemory(value, options),
  ],
  ["disk", (value, { resources }) => judgeAmount("disk", value, resources)],
  ["gpu", judgeGpu],
  ["gpu_vendor", judgeGpuVendor],
  ["qos", judgeQos],
  ["tmpfs_size", judgeTmpfsSize],
  ["shared_memory", judgeSharedMemory],
  ["labels", judgeLabels],
  ["node_selector", judgeNodeSelector],
  ["tolerations", judgeTolerations],
  ["image", judgeImage],
  ["annotations", judgeAnnotations],
  ["compute_pool", (value, { given }) => judgeComputePool(value, given.get("node_selector"))],
]);

/**
 * The values that `KubernetesDecorator.init` and `step_init` of Metaflow 2.19.39 refuse, measured
 * against the class itself, value by value; and, as warnings, those that it takes although no pod
 * can be made of them. Only literals are judged.
 */
export function judgeKubernetes(file: FlowFile, target: DeployTarget | null = null): Finding[] {
  const judged = new Set<number>();
  const findings: Finding[] = [];
  for (const flow of file.flows) {
    for (const step of flow.steps) {
      if (judged.has(step.span.start)) continue;
      judged.add(step.span.start);
      for (const decorator of step.decorators) {
        if (decorator.name !== "kubernetes" || decorator.origin !== "metaflow") continue;
        findings.push(...judgeOptions(flow.name, step, decorator, target));
      }
    }
  }
  return findings;
}

function judgeOptions(
  flow: string,
  step: Step,
  decorator: Decorator,
  target: DeployTarget | null,
): Finding[] {
  const options = optionsOf(step, decorator);
  const own = [...options.given].flatMap(([name, value]) => {
    if (options.replaced.has(name)) return [];
    const refusal = JUDGES.get(name)?.(value, options) ?? null;
    if (refusal !== null) return [asFinding(flow, step, name, value, refusal)];
    const advised = adviseOn(name, value, options);
    return advised.map((one) => ({
      ...asFinding(flow, step, name, value, { ...one, uncertain: !isCertain(name, one, target) }),
      metaflow: null,
    }));
  });
  const handed = refusedResources(step, decorator).map(({ option, value, refusal }) =>
    asFinding(flow, step, option, value, refusal),
  );
  return [...own, ...handed];
}

function isCertain(option: string, { certain }: Refusal, target: DeployTarget | null): boolean {
  if (target !== null && isDropped(target, option)) return false;
  return certain === "always" || (certain === "argo" && target === "argo");
}

/** Nothing is said about an amount of which `@resources` may ask for more. */
function adviseOn(
  name: string,
  value: PyValue,
  { given, resources, replaced }: Options,
): Refusal[] {
  const raised = resources === null ? [] : ["cpu", "memory", ...(resources.disk ? ["disk"] : [])];
  if (raised.includes(name)) return [];
  const counting = new Map(
    [...given].filter(([option]) => !replaced.has(option) && !raised.includes(option)),
  );
  return adviseOption(name, value, counting);
}

function optionsOf(step: Step, decorator: Decorator): Options {
  const given = new Map<string, PyValue>();
  for (const { name, value } of decorator.arguments) {
    if (name !== null) given.set(name, value);
  }
  const beside = step.decorators.find(({ name }) => name === "resources");
  if (beside === undefined) return { given, resources: null, replaced: new Set() };
  const all = beside.origin !== "metaflow" || beside.arguments.some(({ star }) => star > 0);
  const gives = (option: string): boolean =>
    all || beside.arguments.some(({ name, value }) => name === option && value.kind !== "none");
  const replaced = ["gpu", "shared_memory"].filter(gives);
  return { given, resources: { disk: gives("disk") }, replaced: new Set(replaced) };
}

/** Without a size, the mount gets half of the memory, and Metaflow halves `int(memory)`. */
function judgeHalfMemory(value: PyValue, { given }: Options): Refusal | null {
  const mount = given.get("use_tmpfs");
  const size = given.get("tmpfs_size");
  const halved = mount !== undefined && mount.kind !== "expression" && !isFalsy(mount);
  if (!halved || (size !== undefined && !isFalsy(size)) || value.kind !== "string") return null;
  const number = pythonFloat(value.value);
  if (typeof number !== "number" || pythonInt(value.value) !== "refused") return null;
  return {
    message: `With use_tmpfs and no tmpfs_size, memory must be a whole number: write ${Math.ceil(number)}.`,
    instead: String(Math.ceil(number)),
  };
}

function asFinding(
  flow: string,
  step: Step,
  option: string,
  value: PyValue,
  refusal: Refusal,
): Finding {
  const span = refusal.span ?? value.span;
  // The name of a constant stands for the whole of it: no part can be written in its place.
  const isPart = value.constant !== undefined && ("items" in value || "entries" in value);
  const instead = isPart ? undefined : refusal.instead;
  return {
    rule: `kubernetes/${option}`,
    severity: refusal.uncertain === true ? "warning" : "error",
    message: refusal.message,
    span,
    flow,
    step: step.name,
    metaflow: "kubernetes",
    ...(instead !== undefined && { fix: { title: `Write ${instead}`, span, text: instead } }),
  };
}
