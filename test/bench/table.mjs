// The table that `npm run bench` prints.

/** @param {readonly import("./measure.mjs").Row[]} rows */
export function table(rows) {
  const cells = rows.map((row) => [
    row.what,
    row.budget === null ? "" : `≤ ${amount(row.budget, row.unit)}`,
    amount(row.measured, row.unit),
    row.rival ? `${row.rival.what} ${amount(row.rival.cost, row.unit)}` : "",
    row.rival ? ratio(row) : "",
    verdict(row),
    row.note ?? "",
  ]);
  const head = ["what", "budget", "measured", "rival", "ratio", "", ""];
  const widths = head.map((title, i) =>
    Math.max(title.length, ...cells.map((row) => row[i].length)),
  );
  const line = (row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i]))
      .join("  ")
      .trimEnd();
  return [line(head), line(widths.map((width) => "─".repeat(width))), ...cells.map(line)].join(
    "\n",
  );
}

function amount(number, unit) {
  const digits = number >= 100 ? 0 : number >= 10 ? 1 : 2;
  return `${number.toFixed(digits)} ${unit}`;
}

function ratio({ measured, rival }) {
  const times = rival.cost / measured;
  return times >= 1 ? `${short(times)}× faster` : `${short(1 / times)}× its cost`;
}

const short = (number) => number.toFixed(number >= 100 ? 0 : number >= 10 ? 1 : 2);

/** Within the budget, and within the ratio to the rival where there is one. */
function verdict({ budget, measured, rival }) {
  const limits = [
    budget === null ? null : measured <= budget,
    rival?.atLeast === undefined ? null : rival.cost / measured >= rival.atLeast,
    rival?.atMost === undefined ? null : measured / rival.cost <= rival.atMost,
  ].filter((limit) => limit !== null);
  if (limits.length === 0) return "";
  return limits.every(Boolean) ? "ok" : "over";
}
