import { floatText } from "../python/numbers";
import { BY_DEFAULT, type Attributes, type Origin, type Sourced } from "./attributes";
import { floatOf, isUnknown, type Plain } from "./plain";

/** What `@resources` beside `@kubernetes` replaces where it has a value. */
const REPLACED = ["gpu", "shared_memory"] as const;
/** Of what both ask for, the larger counts, and becomes the text of a float. */
const LARGER = ["cpu", "disk", "memory"] as const;

/**
 * The options after the `@resources` of a step, as `KubernetesDecorator.step_init` of Metaflow
 * 2.19.39 merges them. Its own defaults count too: `@resources(cpu=8)` also asks for 4096 MB.
 */
export function applyResources(
  options: ReadonlyMap<string, Sourced>,
  decorators: readonly Attributes[],
): ReadonlyMap<string, Sourced> {
  const resources = decorators.find(({ name }) => name === "resources");
  if (resources === undefined) return options;
  const merged = new Map(options);
  for (const name of REPLACED) {
    const other = resources.values.get(name);
    if (other !== undefined && other.value !== null) merged.set(name, other);
  }
  for (const name of LARGER) {
    const mine = options.get(name);
    const other = resources.values.get(name);
    if (mine === undefined || other === undefined) continue;
    merged.set(name, larger(mine, other, whereItStands(resources)));
  }
  return merged;
}

function whereItStands({ name, written }: Attributes): readonly Origin[] {
  return written === null
    ? [{ from: "with", spec: name }]
    : [{ from: "decorator", decorator: name, span: written.nameSpan }];
}

function larger(mine: Sourced, other: Sourced, resources: readonly Origin[]): Sourced {
  const a = amountOf(mine.value);
  const b = amountOf(other.value);
  if (a === null || b === null) return unclear(mine, other);
  if (b <= a) return { value: floatText(a), origins: mine.origins };
  const origins = other.origins === BY_DEFAULT ? resources : other.origins;
  return { value: floatText(b), origins };
}

/** `float(value or 0)` */
function amountOf(value: Plain): number | null {
  return value === null || value === "" ? 0 : floatOf(value);
}

/** What only the run would tell stays unknown; what Metaflow refuses stays as it is. */
function unclear(mine: Sourced, other: Sourced): Sourced {
  const origins = [...mine.origins, ...other.origins];
  const text = [mine.value, other.value].find(isUnknown)?.unknown;
  return text === undefined
    ? mine
    : { value: { unknown: `the larger of both (${text})` }, origins };
}
