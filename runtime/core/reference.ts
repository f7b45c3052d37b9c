import { BATCH } from "./reference/batch";
import { FLOW_DECORATORS } from "./reference/flows";
import { KUBERNETES } from "./reference/kubernetes";
import { AIRFLOW_SENSORS } from "./reference/sensors";
import { STEP_DECORATORS } from "./reference/steps";
import type { DecoratorReference, OptionReference } from "./reference/shape";

export type { DecoratorReference, OptionReference } from "./reference/shape";

const ALL: readonly DecoratorReference[] = [
  KUBERNETES,
  BATCH,
  ...STEP_DECORATORS,
  ...FLOW_DECORATORS,
  ...AIRFLOW_SENSORS,
];

/**
 * The decorators that Metaflow 2.19.39 ships, by name. Names, options and defaults were read from
 * the installed package (a test compares them); the sentences are our own.
 */
export const DECORATORS: ReadonlyMap<string, DecoratorReference> = new Map(
  ALL.map((decorator) => [decorator.name, decorator]),
);

/** One option of a decorator, or undefined if Metaflow does not know it. */
export function optionOf(decorator: string, option: string): OptionReference | undefined {
  return DECORATORS.get(decorator)?.options.find(({ name }) => name === option);
}
