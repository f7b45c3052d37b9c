/** Seconds that a pod or a job of AWS Batch takes at least, as Metaflow 2.19.39 has it. */
export const SHORTEST_TIMEOUT = 60;

/** The options of `@timeout`, and the seconds in one of each. */
export const TIME_UNITS = { hours: 3600, minutes: 60, seconds: 1 } as const;

export type TimeUnit = keyof typeof TIME_UNITS;

const UNITS = Object.keys(TIME_UNITS) as readonly TimeUnit[];

/**
 * The seconds that a `@timeout` allows: Metaflow adds up whole numbers (`int(…)` of each option).
 * @param wholeOf the number of one option, or what stands there instead, which then is the answer
 */
export function durationOf<Odd>(wholeOf: (unit: TimeUnit) => number | Odd): number | Odd {
  let total = 0;
  for (const unit of UNITS) {
    const whole = wholeOf(unit);
    if (typeof whole !== "number") return whole;
    total += whole * TIME_UNITS[unit];
  }
  return total;
}
