/**
 * The candidate that a mistyped or mis-spelled name most likely stands for, or null when none is
 * close. `nodeSelector` and `NODE-SELECTOR` are as good as `node_selector`; `mem` finds `memory`.
 * @param most how many letters may differ, if less than a third of the name
 */
export function nearest(
  name: string,
  candidates: readonly string[],
  most = Number.POSITIVE_INFINITY,
): string | null {
  const wanted = plain(name);
  const allowed = Math.min(most, Math.max(1, Math.floor(wanted.length / 3)));
  let best: string | null = null;
  let bestDistance = allowed + 1;
  for (const candidate of candidates) {
    const known = plain(candidate);
    if (Math.abs(known.length - wanted.length) >= bestDistance && !known.startsWith(wanted))
      continue;
    const distance = abbreviates(wanted, known) ? 1 : editDistance(wanted, known);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_]/gu, "");
}

function abbreviates(short: string, long: string): boolean {
  return short.length >= 3 && short.length < long.length && long.startsWith(short);
}

/** Insertions, deletions, replacements and swaps of neighbours that turn one into the other. */
function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped =
        row > 1 &&
        column > 1 &&
        from[row - 1] === to[column - 2] &&
        from[row - 2] === to[column - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
