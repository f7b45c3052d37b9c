import { isEnabled, judgeEnabled } from "./enabled";
import { judgeForm } from "./forms";
import { judgeKind } from "./kinds";
import { decoratorOnly, isKnownName, likelyVariable, VARIABLES } from "./variables";
import type { Given, Verdict } from "./verdict";

/** All that is wrong with a known variable's value: what fails first hides the rest. */
export function judgeValue(name: string, given: Given): readonly Verdict[] {
  const variable = VARIABLES.get(name);
  if (variable === undefined) return [];
  if (isEnabled(name)) return judgeEnabled(name, given);
  const first = judgeKind(variable, given);
  return first.length > 0 ? first : judgeForm(variable, given);
}

/** Null for a name that something reads; else what to say, and the name to write `instead`. */
export function judgeName(name: string): Verdict | null {
  if (isKnownName(name)) return null;
  const rule = "config/unknown-variable";
  const option = decoratorOnly(name);
  if (option !== null) {
    const message = `No variable sets ${option}: write it in the decorator, @kubernetes(${option}=…).`;
    return { rule, severity: "warning", message };
  }
  const instead = likelyVariable(name);
  if (instead !== null)
    return {
      rule,
      severity: "warning",
      message: `Metaflow reads no ${name}: did you mean ${instead}?`,
      instead,
    };
  const message = `Metaflow itself reads no ${name}: only an extension of it could.`;
  return { rule, severity: "info", message };
}

const STORES = ["S3", "AZURE", "GS"].map((store) => `METAFLOW_DATASTORE_SYSROOT_${store}`);

/** The names of the remote stores that are set, where several are and none is made the default. */
export function severalStores(set: ReadonlyMap<string, unknown>): readonly string[] {
  if (set.has("METAFLOW_DEFAULT_DATASTORE")) return [];
  const given = STORES.filter((name) => set.get(name) !== undefined && set.get(name) !== "");
  return given.length > 1 ? given : [];
}

const ROOTS: Readonly<Record<string, string>> = { s3: "S3", azure: "AZURE", gs: "GS" };

/** What is wrong with a default store without a place, where only others have one; else null. */
export function placelessStore(set: ReadonlyMap<string, unknown>): string | null {
  const store = set.get("METAFLOW_DEFAULT_DATASTORE");
  const root = typeof store === "string" ? ROOTS[store] : undefined;
  const given = STORES.filter((name) => set.get(name) !== undefined && set.get(name) !== "");
  const wanted = `METAFLOW_DATASTORE_SYSROOT_${root ?? ""}`;
  if (root === undefined || given.length === 0 || given.includes(wanted)) return null;
  return `The default datastore is ${String(store)}, but ${given.join(" and ")} is set: set ${wanted}.`;
}

/** What is said of the second store. */
export const severalStoresMessage =
  "Two remote datastores are set: METAFLOW_DEFAULT_DATASTORE (s3, azure or gs) says which is used.";
