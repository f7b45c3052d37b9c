import { isFalsy, type Refusal } from "../kubernetesNumbers";
import { numberOf, textOf } from "../../literal";
import { adviseSecurityPart } from "./securityParts";
import { nearest } from "../../nearest";
import type { PyEntry, PyValue } from "../../value";

type Kind = "bool" | "int" | "dict" | "string";

/** The arguments of `V1SecurityContext` of the Kubernetes client for Python. */
const KEYS: ReadonlyMap<string, Kind> = new Map<string, Kind>([
  ["allow_privilege_escalation", "bool"],
  ["app_armor_profile", "dict"],
  ["capabilities", "dict"],
  ["privileged", "bool"],
  ["proc_mount", "string"],
  ["read_only_root_filesystem", "bool"],
  ["run_as_group", "int"],
  ["run_as_non_root", "bool"],
  ["run_as_user", "int"],
  ["se_linux_options", "dict"],
  ["seccomp_profile", "dict"],
  ["windows_options", "dict"],
]);

/** Those of the pod's own security context, which Metaflow cannot set. */
const OF_THE_POD = ["fs_group", "fs_group_change_policy", "supplemental_groups", "sysctls"];

const KIND_WORDS: Readonly<Record<Kind, string>> = {
  bool: "True or False",
  int: "a whole number of 0 or more",
  dict: "a dict",
  string: "a string",
};

/** `security_context`: names as the Python client has them, their types, and what contradicts itself. */
export function adviseSecurityContext(value: PyValue): Refusal[] {
  if (value.kind === "expression" || isFalsy(value)) return [];
  if (value.kind !== "dict") {
    const message = `security_context must be a dict: write {"run_as_user": 1000}.`;
    return [{ message, span: value.span, certain: "always" }];
  }
  return [...value.entries.flatMap(adviseEntry), ...contradictions(value.entries)];
}

function adviseEntry({ key, value }: PyEntry): Refusal[] {
  const name = textOf(key);
  if (name === null) return [];
  const kind = KEYS.get(name);
  if (kind === undefined) return [adviseKey(name, key.span)];
  if (value.kind === "expression" || value.kind === "none") return [];
  const fits = value.kind === kind && (value.kind !== "int" || value.value >= 0);
  if (fits) return adviseSecurityPart(name, value);
  return [{ message: `${name} must be ${KIND_WORDS[kind]}.`, span: value.span }];
}

/** The class of the Python client refuses such an argument when the pod, or the workflow, is made. */
function adviseKey(name: string, span: PyValue["span"]): Refusal {
  const pod = nearest(name, OF_THE_POD);
  const close = nearest(name, [...KEYS.keys(), ...OF_THE_POD]);
  if (pod !== null && close === pod) {
    const message = `${pod} belongs to the pod, and Metaflow sets the security context of the container only: remove it.`;
    return { message, span, certain: "always" };
  }
  const advice =
    close === null ? "see the names of V1SecurityContext." : `did you mean '${close}'?`;
  const message = `A security context has no '${name}': ${advice}`;
  const refusal: Refusal = { message, span, certain: "always" };
  return close === null ? refusal : { ...refusal, instead: `"${close}"` };
}

function contradictions(entries: readonly PyEntry[]): Refusal[] {
  const get = (name: string): PyValue | undefined =>
    entries.findLast(({ key }) => textOf(key) === name)?.value;
  const is = (name: string, wanted: boolean): boolean => {
    const value = get(name);
    return value?.kind === "bool" && value.value === wanted;
  };
  const found: Refusal[] = [];
  const user = get("run_as_user");
  if (user !== undefined && is("run_as_non_root", true) && numberOf(user) === 0) {
    const message = "User 0 is root, which run_as_non_root forbids: the container would not start.";
    found.push({ message, span: user.span });
  }
  const escalation = get("allow_privilege_escalation");
  if (escalation !== undefined && is("allow_privilege_escalation", false)) {
    const cause = is("privileged", true) ? "privileged" : adminOf(get("capabilities"));
    if (cause !== null) {
      const message = `allow_privilege_escalation cannot be False together with ${cause}: Kubernetes refuses the pod.`;
      found.push({ message, span: escalation.span });
    }
  }
  return found;
}

function adminOf(capabilities: PyValue | undefined): string | null {
  if (capabilities?.kind !== "dict") return null;
  const add = capabilities.entries.find(({ key }) => textOf(key) === "add")?.value;
  const admin = add?.kind === "list" && add.items.some((item) => textOf(item) === "CAP_SYS_ADMIN");
  return admin ? "CAP_SYS_ADMIN" : null;
}
