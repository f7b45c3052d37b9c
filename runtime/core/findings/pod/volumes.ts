import { isFalsy, type Refusal } from "../kubernetesNumbers";
import { textOf } from "../../literal";
import { isLabelName, NAME_ADVICE } from "../../kubernetesNames";
import type { PyEntry, PyValue } from "../../value";
import type { Given } from "./pod";

/** `persistent_volume_claims`: claims, whose names also name volumes, and where to mount them. */
export function adviseClaims(value: PyValue, given: Given): Refusal[] {
  if (value.kind === "expression" || isFalsy(value)) return [];
  if (value.kind !== "dict") {
    const message = `persistent_volume_claims must be a dict: write {"claim": "/path"}.`;
    return [{ message, span: value.span, certain: "always" }];
  }
  const taken = new Map<string, string>(mountsOf(given));
  return value.entries.flatMap((entry) => [...adviseName(entry), ...advisePath(entry, taken)]);
}

/** What else is mounted into the container. */
function mountsOf(given: Given): [string, string][] {
  const mounts: [string, string][] = [];
  const uses = (option: string): boolean => {
    const value = given.get(option);
    return value !== undefined && value.kind !== "expression" && !isFalsy(value);
  };
  if (uses("shared_memory")) mounts.push(["/dev/shm", "the shared memory"]);
  if (uses("use_tmpfs") || uses("tmpfs_size")) {
    const path = given.get("tmpfs_path");
    const text = path === undefined ? "/metaflow_temp" : textOf(path);
    if (text !== null) mounts.push([text, "the tmpfs"]);
  }
  return mounts;
}

function adviseName({ key }: PyEntry): Refusal[] {
  if (key.kind === "expression") return [];
  const name = textOf(key);
  if (name !== null && isLabelName(name)) return [];
  const message = `Metaflow names the volume after its claim, so the name must be of ${NAME_ADVICE}, at most 63.`;
  return [{ message, span: key.span }];
}

function advisePath({ key, value }: PyEntry, taken: Map<string, string>): Refusal[] {
  if (value.kind === "expression") return [];
  const wrong = adviseMountPath(value);
  const path = textOf(value);
  if (wrong.length > 0 || path === null) return wrong;
  const other = taken.get(path);
  taken.set(path, `'${textOf(key) ?? "another claim"}'`);
  if (other === undefined) return [];
  return [
    {
      message: `'${path}' already is where ${other} is mounted: choose another path.`,
      span: value.span,
    },
  ];
}

/** `tmpfs_path`, or the path of a claim. */
export function adviseMountPath(value: PyValue): Refusal[] {
  if (value.kind === "expression") return [];
  const { span } = value;
  const path = textOf(value);
  if (path === null) return [{ message: `A path is a string such as "/data".`, span }];
  if (path.includes(":")) return [{ message: "A path to mount at may have no ':'.", span }];
  if (path.startsWith("/")) return [];
  const message = "A path to mount at must be absolute: begin it with '/'.";
  return [{ message, span, ...(path !== "" && { instead: JSON.stringify(`/${path}`) }) }];
}
