// `npm test [-- level…]`: makes the real parts ready, builds, runs the levels, ends with one line.
import { ensurePackages } from "./bed/packages.mjs";
import { say } from "./bed/progress.mjs";
import { levels } from "./support/levels.mjs";
import { runLevel } from "./support/runLevel.mjs";
import { closingLine } from "./support/tally.mjs";

// Ending by a signal runs the exit handlers that end what was started.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));

const named = process.argv.slice(2);
const unknown = named.filter((name) => !levels.some((level) => level.name === name));
if (unknown.length > 0) {
  const names = levels.map(({ name }) => name).join(", ");
  say(`There is no level ${unknown.join(", ")}: choose from ${names}.`);
  process.exit(2);
}
const chosen = levels.filter(
  ({ name }) => named.length === 0 || name === "build" || named.includes(name),
);
const required = new Set((process.env.FLOWLENS_REQUIRE ?? "").split(",").filter(Boolean));

const hasFailure = (some) => some.some(({ outcome }) => outcome === "failed");
const outcomes = [];
try {
  await ensurePackages();
  for (const level of chosen) {
    outcomes.push(...(await runLevel(level, required.has(level.name))));
    if (level.name === "build" && hasFailure(outcomes)) {
      say("The other levels are not run: they would test what was built before.");
      break;
    }
  }
} catch (error) {
  outcomes.push({ outcome: "failed", name: "set-up", error: error.message });
  say(error.stack);
}

const failures = outcomes.filter(({ outcome }) => outcome === "failed");
if (failures.length > 0) say(`\nFailed:\n${failures.map(({ name }) => `  ✗ ${name}`).join("\n")}`);
say(`\n${closingLine(outcomes)}`);
// A Docker engine that a level started would keep this process waiting; exiting ends it.
process.exit(failures.length > 0 || outcomes.length === 0 ? 1 : 0);
