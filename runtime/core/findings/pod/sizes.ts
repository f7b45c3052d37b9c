import { isFalsy, type Refusal } from "../kubernetesNumbers";
import { numberOf, textOf } from "../../literal";
import { pythonFloat } from "../../python/pythonNumber";
import { isQualifiedKey } from "../../kubernetesNames";
import type { PyValue } from "../../value";
import type { Given } from "./pod";

const MB = 1e6;
const MIB = 2 ** 20;

/** `port`: a number of the container's, unset when falsy. */
export function advisePort(value: PyValue): Refusal[] {
  if (value.kind === "expression" || value.kind === "bool" || isFalsy(value)) return [];
  const port = numberOf(value);
  const whole = Number.isInteger(port);
  if (port !== null && whole && port >= 1 && port <= 65_535) return [];
  const message = "port is a whole number from 1 to 65535.";
  const { span } = value;
  // A run hands it over as a text, an Argo workflow as it is: both want int(port).
  if (value.kind === "string" && port === null) return [{ message, span, certain: "always" }];
  const noNumber = ["list", "tuple", "set", "dict"].includes(value.kind);
  return [noNumber ? { message, span, certain: "argo" } : { message, span }];
}

/** `gpu`: Metaflow takes a number below 0, Kubernetes does not. */
export function adviseGpu(value: PyValue): Refusal[] {
  const gpus = numberOf(value);
  if (gpus === null || gpus >= 0) return [];
  return [{ message: "gpu cannot be below 0.", span: value.span }];
}

/** `memory`: so little that gigabytes must be meant, or so much that bytes must be. */
export function adviseMemory(value: PyValue): Refusal[] {
  const amount = amountOf(value);
  if (amount === null || amount <= 0) return adviseFinite(value, "memory");
  const { span } = value;
  if (amount < 100) {
    const instead = String(Math.round(amount * 1000));
    return [
      {
        message: `memory is in MB: this is ${amount} MB. For ${amount} GB write ${instead}.`,
        span,
        instead,
      },
    ];
  }
  return tooMuch("memory", amount, span);
}

export function adviseDisk(value: PyValue): Refusal[] {
  const amount = amountOf(value);
  if (amount === null || amount <= 0) return adviseFinite(value, "disk");
  const { span } = value;
  if (amount < 500) {
    const instead = String(Math.round(amount * 1000));
    return [
      {
        message: `disk is in MB: this is ${amount} MB. For ${amount} GB write ${instead}.`,
        span,
        instead,
      },
    ];
  }
  return tooMuch("disk", amount, span);
}

function tooMuch(option: string, amount: number, span: PyValue["span"]): Refusal[] {
  if (amount < 1e8 || !Number.isFinite(amount)) return [];
  const instead = String(Math.ceil(amount / MB));
  return [
    {
      message: `${option} is in MB: this is ${amount / 1e6} TB. If bytes are meant, write ${instead}.`,
      span,
      instead,
    },
  ];
}

/** `cpu`: whole cores, so a thousand of them were thousandths. */
export function adviseCpu(value: PyValue): Refusal[] {
  const endless = adviseFinite(value, "cpu");
  if (endless.length > 0) return endless;
  const cores = amountOf(value);
  if (cores === null || cores < 1000 || !Number.isFinite(cores)) return [];
  const instead = String(cores / 1000);
  const message = `cpu counts whole cores: this is ${cores} of them. For ${cores}m write ${instead}.`;
  return [{ message, span: value.span, instead }];
}

/** `tmpfs_size` and `shared_memory` live in the memory, which is written down in smaller units. */
export function adviseShare(value: PyValue, given: Given, option: string): Refusal[] {
  const size = numberOf(value);
  const memory = amountOf(given.get("memory"));
  if (size === null || memory === null || size * MIB <= memory * MB) return [];
  const message = `${option} is a part of the memory, and ${size} MiB are more than its ${memory} MB.`;
  return [{ message, span: value.span }];
}

/** `extended_resources`: `domain/name`, and how many. */
export function adviseExtendedResources(value: PyValue): Refusal[] {
  if (value.kind === "expression" || isFalsy(value)) return [];
  if (value.kind !== "dict") {
    const message = `extended_resources must be a dict: write {"example.com/device": 1}.`;
    return [{ message, span: value.span, certain: "always" }];
  }
  return value.entries.flatMap(({ key, value: count }) => [
    ...adviseResource(key),
    ...adviseCount(count),
  ]);
}

function adviseResource(key: PyValue): Refusal[] {
  if (key.kind === "expression") return [];
  const name = textOf(key);
  if (name?.includes("/") === true && isQualifiedKey(name)) return [];
  const message = `An extended resource is called "domain/name", such as "aws.amazon.com/neuron".`;
  return [{ message, span: key.span }];
}

function adviseCount(count: PyValue): Refusal[] {
  if (count.kind === "expression") return [];
  const whole = count.kind === "float" ? null : numberOf(count);
  if (whole !== null && whole >= 0) return [];
  return [{ message: "Extended resources are counted in whole numbers.", span: count.span }];
}

/** `float("inf")` is above 0, but no node has that much. */
function adviseFinite(value: PyValue, option: string): Refusal[] {
  const parsed = value.kind === "string" ? pythonFloat(value.value) : numberOf(value);
  if (parsed !== Number.POSITIVE_INFINITY) return [];
  return [{ message: `${option} must have an end: no node has that much.`, span: value.span }];
}

/** What Metaflow takes for a number of cores or MB. */
function amountOf(value: PyValue | undefined): number | null {
  if (value?.kind !== "string") {
    const number = numberOf(value);
    return number !== null && Number.isFinite(number) ? number : null;
  }
  const parsed = pythonFloat(value.value);
  return typeof parsed === "number" && Number.isFinite(parsed) ? parsed : null;
}

/** `use_tmpfs` and `tmpfs_tempdir`: flags of the command that starts the pod, which take no value. */
export function adviseFlag(value: PyValue, _given: Given, option: string): Refusal[] {
  if (["bool", "none", "expression"].includes(value.kind)) return [];
  const message = `${option} is True or False: with anything else the task cannot be started.`;
  const off = isFalsy(value) || (value.kind === "string" && /^(?:false|no|0)$/iu.test(value.value));
  return [{ message, span: value.span, instead: off ? "False" : "True" }];
}
