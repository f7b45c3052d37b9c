import type { ClassDraft } from "./classes";
import type { Reference } from "./pieces";
import type { Binding } from "./scope";

/** A base class: followed in this file, Metaflow's own, or not known here. */
export type Base =
  | { readonly kind: "class"; readonly draft: ClassDraft }
  | { readonly kind: "flowspec" }
  | { readonly kind: "harmless" }
  | { readonly kind: "unknown" };

/** Modules whose classes bring no steps, whatever they are. */
const HARMLESS_MODULES = new Set(["abc", "typing", "typing_extensions", "enum", "collections.abc"]);

/** What a base class in a class header is, once its name is resolved. */
export function baseOf(base: Reference, binding: Binding | null): Base {
  if (binding?.kind === "metaflow") {
    return { kind: binding.name === "FlowSpec" ? "flowspec" : "harmless" };
  }
  if (base.called || base.text.startsWith("*")) return { kind: "unknown" };
  if (binding?.kind === "class") return { kind: "class", draft: binding.draft };
  if (binding?.kind === "foreign" && HARMLESS_MODULES.has(binding.module)) {
    return { kind: "harmless" };
  }
  const generic = /^(?:typing\.)?(?:object|Generic|Protocol)$/.test(base.text);
  return { kind: generic ? "harmless" : "unknown" };
}
