import type { Origin, Sourced } from "./attributes";
import type { EffectiveKubernetes } from "./effective";
import { floatOf, isDict, isList, isTruthy, isUnknown, pythonRepr, pythonStr } from "./plain";
import type { Plain } from "./plain";
import { hasTmpfs, resourcesOf, type Manifest } from "./pod/resources";
import { isSecretName } from "./secretNames";

/** One option of a pod in words, with where its parts come from. */
export interface SummaryRow {
  readonly option: string;
  readonly value: string;
  readonly origins: readonly Origin[];
}

/** One resource; null where nothing is asked for or nothing is limited. */
interface ResourceRow {
  readonly name: string;
  /** With the bytes that it means: `8000M (8 GB = 7.45 GiB)`. */
  readonly request: string | null;
  readonly limit: string | null;
}

/** What a pod will get, in words. */
export interface PodSummary {
  /** The options that have a value, in the order of the reference. */
  readonly rows: readonly SummaryRow[];
  /** Requests and limits, as Kubernetes gets them. */
  readonly resources: readonly ResourceRow[];
  /** What the quality of service means for them. */
  readonly qos: string;
  /** Options without a value. */
  readonly unset: readonly string[];
}

/** Everything about the pod of a step, for a hover. */
export function summaryOfPod(effective: EffectiveKubernetes): PodSummary {
  const shown = [...effective.options].filter(([option]) => matters(option, effective));
  const rows = shown.map(([option]) => rowOf(option, effective)).filter((row) => row !== null);
  const filled = new Set(rows.map(({ option }) => option));
  return {
    rows: [...rows, timeoutRow(effective.timeout)],
    resources: resourceRows(effective),
    qos: qosInWords(effective),
    unset: shown.map(([option]) => option).filter((option) => !filled.has(option)),
  };
}

/** One option in words; null when it has no value. */
export function rowOf(option: string, effective: EffectiveKubernetes): SummaryRow | null {
  const found = option === "secrets" ? effective.secrets : effective.options.get(option);
  if (found === undefined || isEmpty(found.value)) return null;
  return { option, value: valueInWords(option, found.value), origins: found.origins };
}

/** Options that say nothing without another one. */
const PARTS: Readonly<Record<string, string>> = {
  gpu_vendor: "gpu",
  tmpfs_tempdir: "tmpfs",
  tmpfs_size: "tmpfs",
  tmpfs_path: "tmpfs",
  hostname_resolution_timeout: "parallel",
};

function matters(option: string, { options, decorators }: EffectiveKubernetes): boolean {
  const whole = PARTS[option];
  if (whole === undefined) return true;
  if (whole === "tmpfs") return hasTmpfs(options);
  if (whole === "parallel") return decorators.some(({ name }) => name === "parallel");
  return (options.get(whole)?.value ?? null) !== null;
}

function isEmpty(value: Plain): boolean {
  return value === null || value === "" || ((isDict(value) || isList(value)) && !isTruthy(value));
}

function valueInWords(option: string, value: Plain): string {
  if (isUnknown(value)) return value.unknown;
  if (option === "memory" || option === "disk") return `${pythonStr(value)} MB`;
  if (option === "shared_memory" || option === "tmpfs_size") return `${pythonStr(value)} MiB`;
  if (isDict(value)) return [...value].map(([key, one]) => pairInWords(key, one)).join(", ");
  if (isList(value)) return value.map(itemInWords).join(", ");
  return pythonStr(value);
}

function pairInWords(key: string, value: Plain): string {
  if (value === null) return key;
  return `${key}=${isSecretName(key) ? "•••" : itemInWords(value)}`;
}

function itemInWords(value: Plain): string {
  return isDict(value) || isList(value) ? pythonRepr(value) : pythonStr(value);
}

function timeoutRow({ value, origins }: Sourced): SummaryRow {
  const seconds = floatOf(value);
  const words = seconds === null ? pythonStr(value) : duration(seconds);
  return { option: "time limit", value: words, origins };
}

function duration(seconds: number): string {
  for (const [name, length] of [
    ["days", 86_400],
    ["hours", 3600],
    ["minutes", 60],
  ] as const)
    if (seconds >= 2 * length && seconds % length === 0) return `${seconds / length} ${name}`;
  return `${seconds} seconds`;
}

function resourceRows({ options }: EffectiveKubernetes): readonly ResourceRow[] {
  const { requests, limits } = resourcesOf(options);
  return [...new Set([...Object.keys(requests), ...Object.keys(limits)])].map((name) => {
    const request = requests[name];
    const limit = limits[name];
    return {
      name,
      request: request === undefined ? null : inBytes(request),
      limit: limit === undefined ? null : inWords(limit),
    };
  });
}

function inWords(amount: Manifest): string {
  return typeof amount === "string" ? amount : JSON.stringify(amount);
}

/** `8000M (8 GB, 7.45 GiB)`: what a person compares with what a node has. */
function inBytes(value: Manifest): string {
  const amount = inWords(value);
  const match = /^([\d.]+)M$/u.exec(amount);
  if (match === null) return amount;
  const megabytes = Number(match[1]);
  const gibibytes = (megabytes * 1e6) / 2 ** 30;
  return `${amount} (${rounded(megabytes / 1000)} GB = ${rounded(gibibytes)} GiB)`;
}

function rounded(number: number): string {
  return String(Number(number.toPrecision(3)));
}

function qosInWords({ options }: EffectiveKubernetes): string {
  const value = options.get("qos")?.value ?? null;
  if (value === null) return "No pod: qos is None, which keeps it from being made. Leave qos out.";
  const qos = pythonStr(value).toLowerCase();
  return qos === "guaranteed"
    ? "Guaranteed: what is requested is also the limit. M is 10^6 bytes."
    : "Burstable: requests only, so that the pod may use more. M is 10^6 bytes.";
}
