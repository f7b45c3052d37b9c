import type { Difference } from "./compare";
import type { FileFacts } from "./oracle";

interface Known {
  readonly reason: string;
  readonly covers: (difference: Difference, facts: FileFacts) => boolean;
}

/** Where the CLI differs from Metaflow on purpose or for good, each with its reason. */
const KNOWN: readonly Known[] = [
  {
    reason:
      'The names of Unicode\'s characters ("\\N{BULLET}") are not looked up: such an escape stays as it is written.',
    covers: ({ ours }) => JSON.stringify(ours ?? null).includes("\\\\N{"),
  },
];

/** Whether a difference is one that we live with. */
export function knownDifference(difference: Difference, facts: FileFacts): boolean {
  return KNOWN.some((known) => known.covers(difference, facts));
}
