import type { Flow } from "../../runtime/core/flow";

/** The flows of a file that extend a class, directly or through others, in source order. */
export function derivedFlows(base: Pick<Flow, "name">, flows: readonly Flow[]): readonly Flow[] {
  const names = new Set([base.name]);
  // A class can only extend what stands above it, so one pass finds them all.
  return flows.filter(({ name, bases }) => {
    if (!bases.some((text) => names.has(text))) return false;
    names.add(name);
    return true;
  });
}
