import { bytesOf, pythonFloat, pythonInt } from "../python/pythonNumber";
import type { PyValue } from "../value";

/** Why Metaflow refuses a value, in a sentence, and the Python source to write instead. */
export interface Refusal {
  readonly message: string;
  readonly instead?: string;
  /** Part of the value; the whole of it when absent. */
  readonly span?: PyValue["span"];
  readonly uncertain?: boolean;
  /**
   * Of what the decorator takes: whether making the pod fails for certain (`always`), or making an Argo
   * workflow of it does, while a run's pod is something else than meant.
   */
  readonly certain?: "always" | "argo";
}

type Amount = "cpu" | "memory" | "disk";

const UNITS = {
  cpu: { name: "cores", bytes: null, example: "2 or 0.5" },
  memory: { name: "MB", bytes: 1e6, example: "4096" },
  disk: { name: "MB", bytes: 1e6, example: "10240" },
  tmpfs_size: { name: "MiB", bytes: 2 ** 20, example: "512" },
  shared_memory: { name: "MiB", bytes: 2 ** 20, example: "512" },
} as const;

/** What a `@resources` on the same step does to these options. */
export interface Resources {
  /** Its `disk` could be what counts. */
  readonly disk: boolean;
}

/** `cpu`, `memory`, `disk`: anything that `float()` takes and that is above 0. */
export function judgeAmount(
  option: Amount,
  value: PyValue,
  resources: Resources | null,
): Refusal | null {
  if (value.kind === "expression") return null;
  if (resources !== null) return judgeBesideResources(option, value, resources);
  return judgeAlone(option, value);
}

function judgeAlone(option: Amount, value: PyValue): Refusal | null {
  const number = amountOf(value);
  if (number === "unknown") return null;
  if (number === "refused") return notANumber(option, value);
  return number > 0 ? null : notPositive(option, value);
}

/** The larger of both counts, and `@resources` always has a cpu and a memory, but no disk. */
function judgeBesideResources(
  option: Amount,
  value: PyValue,
  resources: Resources,
): Refusal | null {
  const replaced = option !== "disk" || resources.disk;
  if (isFalsy(value)) return replaced ? null : judgeAlone(option, value);
  const number = amountOf(value);
  if (number === "unknown") return null;
  if (number === "refused") return notANumber(option, value);
  if (Number.isNaN(number)) return notPositive(option, value);
  return replaced || number > 0 ? null : notPositive(option, value);
}

function amountOf(value: PyValue): number | "refused" | "unknown" {
  switch (value.kind) {
    case "int":
    case "float":
      return value.value;
    case "bool":
      return value.value ? 1 : 0;
    case "string":
      return pythonFloat(value.value);
    default:
      return "refused";
  }
}

function notPositive(option: Amount, value: PyValue): Refusal {
  return {
    message: `${option} must be above 0: write a number of ${UNITS[option].name} such as ${UNITS[option].example}.`,
    span: value.span,
  };
}

function notANumber(option: keyof typeof UNITS, value: PyValue): Refusal {
  const unit = UNITS[option];
  const instead = value.kind === "string" ? numberFor(option, value.value) : null;
  if (value.kind === "string" && instead !== null) {
    const meaning = option === "cpu" ? "cores" : `${unit.name}, without a unit`;
    return { message: `${option} is a plain number of ${meaning}: write ${instead}.`, instead };
  }
  const whole = option === "tmpfs_size" || option === "shared_memory" ? "whole " : "";
  return {
    message: `${option} must be a ${whole}number of ${unit.name}: write one such as ${unit.example}.`,
  };
}

/** The number that a Kubernetes quantity means in this option's unit, rounded up. */
function numberFor(option: keyof typeof UNITS, text: string): string | null {
  const unit = UNITS[option];
  if (unit.bytes === null) {
    const millis = /^\s*(\d+)m\s*$/u.exec(text);
    return millis === null ? null : String(Number(millis[1]) / 1000);
  }
  const bytes = bytesOf(text);
  return bytes === null ? null : String(Math.ceil(bytes / unit.bytes));
}

/** `gpu`: an int (a bool is one), or a string that is a whole number; a float never. */
export function judgeGpu(value: PyValue): Refusal | null {
  const refusal = { message: "gpu must be a whole number: write one such as 1." };
  switch (value.kind) {
    case "expression":
    case "none":
    case "int":
    case "bool":
      return null;
    case "string": {
      const number = pythonFloat(value.value);
      return number === "unknown" || (number !== "refused" && Number.isInteger(number))
        ? null
        : refusal;
    }
    case "float":
      if (!Number.isInteger(value.value)) return refusal;
      return {
        message: `gpu must be written as a whole number: ${value.value} without a fraction.`,
        instead: String(value.value),
      };
    default:
      return refusal;
  }
}

/** `tmpfs_size`: unset when falsy, else an int or a string of digits, above 0. */
export function judgeTmpfsSize(value: PyValue): Refusal | null {
  if (value.kind === "expression" || isFalsy(value)) return null;
  const number = value.kind === "string" ? pythonInt(value.value) : wholeOf(value);
  if (number === "unknown") return null;
  return number !== "refused" && number > 0 ? null : notANumber("tmpfs_size", value);
}

/** `shared_memory`: unset when falsy, else an int above 0; a string never, not even "100". */
export function judgeSharedMemory(value: PyValue): Refusal | null {
  if (value.kind === "expression" || isFalsy(value)) return null;
  const number = wholeOf(value);
  if (number !== "refused" && number > 0) return null;
  const digits = value.kind === "string" ? pythonInt(value.value) : "refused";
  if (typeof digits !== "number" || digits <= 0) return notANumber("shared_memory", value);
  const instead = String(digits);
  return { message: `shared_memory must be a number, not a string: write ${instead}.`, instead };
}

function wholeOf(value: PyValue): number | "refused" {
  if (value.kind === "int") return value.value;
  return value.kind === "bool" ? Number(value.value) : "refused";
}

/** What `bool(value)` is in Python; an expression counts as true. */
export function isFalsy(value: PyValue): boolean {
  switch (value.kind) {
    case "none":
      return true;
    case "string":
      return value.value === "";
    case "int":
    case "float":
      return value.value === 0;
    case "bool":
      return !value.value;
    case "list":
    case "tuple":
    case "set":
      return value.items.length === 0;
    case "dict":
      return value.entries.length === 0;
    case "bytes":
    case "expression":
      return false;
  }
}
