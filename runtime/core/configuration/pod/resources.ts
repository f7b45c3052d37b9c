import type { EffectiveKubernetes } from "../effective";
import { isDict, isFloat, isList, isTruthy, isUnknown, pythonStr, type Plain } from "../plain";

/** What YAML can hold. */
export type Manifest =
  null | boolean | number | string | readonly Manifest[] | { readonly [key: string]: Manifest };

export type Fields = Readonly<Record<string, Manifest>>;

/** Requests and limits in the units of Kubernetes: `M` is 10^6 bytes. */
export interface Resources extends Fields {
  readonly requests: Readonly<Record<string, Manifest>>;
  readonly limits: Readonly<Record<string, Manifest>>;
}

/** `qos_requests_and_limits`: Guaranteed makes the requests limits, too. GPUs are limits only. */
export function resourcesOf(options: EffectiveKubernetes["options"]): Resources {
  const value = (name: string): Plain => options.get(name)?.value ?? null;
  const requests = {
    cpu: pythonStr(value("cpu")),
    memory: `${pythonStr(value("memory"))}M`,
    "ephemeral-storage": `${pythonStr(value("disk"))}M`,
    ...fields(value("extended_resources")),
  };
  const guaranteed = pythonStr(value("qos")).toLowerCase() === "guaranteed";
  const limits = guaranteed ? requests : fields(value("extended_resources"));
  const gpu = value("gpu");
  if (gpu === null || gpu === false) return { requests, limits };
  const vendor = pythonStr(value("gpu_vendor"));
  return { requests, limits: { ...limits, [`${vendor}.com/gpu`]: pythonStr(gpu) } };
}

/** `use_tmpfs`, or a size: even a size of 0 counts, for it comes as a text. */
export function hasTmpfs(options: EffectiveKubernetes["options"]): boolean {
  const used = options.get("use_tmpfs")?.value ?? null;
  const size = options.get("tmpfs_size")?.value ?? null;
  return isTruthy(used) || (size !== null && size !== false && pythonStr(size) !== "");
}

/** A dict as the mapping of a manifest; all else is an empty one. */
export function fields(value: Plain): Fields {
  if (!isDict(value)) return {};
  return Object.fromEntries([...value].map(([key, one]) => [key, manifest(one)]));
}

/** A value as a manifest has it. */
export function manifest(value: Plain): Manifest {
  if (isDict(value)) return fields(value);
  if (isList(value)) return value.map(manifest);
  if (isFloat(value)) return value.float;
  return isUnknown(value) ? `<${value.unknown}>` : value;
}
