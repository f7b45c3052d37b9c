import { isList, pythonStr } from "../configuration/plain";
import { resolve, type Settings } from "../configuration/settings";
import type { Finding } from "../finding";
import type { FlowFile } from "../flow";
import { advice, onceEach } from "./onceEach";
import { lacks } from "./versions";

/** The first Metaflow that has `spin`. */
const SPIN = [2, 18, 13];

/**
 * Decorators that `spin` does not obey (`SPIN_ALLOWED_DECORATORS` of Metaflow 2.19.39): a step that is
 * run alone does without them. Nothing is said where Metaflow's version is not known.
 */
export function judgeSpin(
  file: FlowFile,
  version: string | null,
  settings: Settings | null,
): Finding[] {
  if (version === null || lacks(version, SPIN)) return [];
  const obeyed = namesOf("SPIN_ALLOWED_DECORATORS", settings);
  const refused = namesOf("SPIN_DISALLOWED_DECORATORS", settings);
  return onceEach(file).flatMap((place) =>
    place.step.decorators.flatMap(({ name, origin, nameSpan }) => {
      if (origin !== "metaflow" || obeyed.has(name)) return [];
      const message = refused.has(name)
        ? `spin refuses a step with @${name}: run the whole flow.`
        : `spin, which runs a step alone, leaves @${name} out.`;
      return [advice(place, "decorator/spin", "hint", nameSpan, message)];
    }),
  );
}

function namesOf(setting: string, settings: Settings | null): ReadonlySet<string> {
  const { value } = resolve(settings ?? new Map(), setting);
  return new Set(isList(value) ? value.map(pythonStr) : []);
}
