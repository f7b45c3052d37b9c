// What happened, as every level tells it: one JSON object a line in the file FLOWLENS_TALLY,
// `{ outcome: "passed" | "failed" | "skipped", name, file?, error?, reason? }`.
import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** Appends one outcome to the tally of the running level. */
export function record(outcome) {
  const file = process.env.FLOWLENS_TALLY;
  if (file) appendFileSync(file, `${JSON.stringify(outcome)}\n`);
}

/** All outcomes of a tally file, none when nothing was written. */
export function readTally(file) {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  return lines.map((line) => JSON.parse(line));
}

export const count = (outcomes, kind) => outcomes.filter(({ outcome }) => outcome === kind).length;

/** The one closing line. */
export function closingLine(outcomes) {
  const skipped = count(outcomes, "skipped");
  const line = `${count(outcomes, "passed")} passed, ${count(outcomes, "failed")} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}
