// A node:test reporter: failures and skips in full, no closing lines; what happened is appended to
// the tally file as one JSON object a line, for the runner to count.
import { relative } from "node:path";
import { inspect, stripVTControlCharacters } from "node:util";
import { record } from "./tally.mjs";

/** What passed only when it was tried again is told, though it is counted as passed. */
const SECOND_TRY = "passed at the second try";

const showAll = Boolean(process.env.FLOWLENS_VERBOSE);

export default async function* report(events) {
  const output = new Map();
  const path = [];
  for await (const { type, data } of events) {
    if (type === "test:stdout" || type === "test:stderr") {
      output.set(data.file, (output.get(data.file) ?? "") + data.message);
    } else if (type === "test:start") {
      path.length = data.nesting;
      path.push(data.name);
    } else if (type === "test:diagnostic" && data.message.startsWith(SECOND_TRY)) {
      yield `  ~ ${indent(stripVTControlCharacters(data.message), 4).trimStart()}\n`;
    } else if (type === "test:pass" || type === "test:fail") {
      const outcome = outcomeOf(type, data, path);
      if (!outcome) continue;
      record(outcome);
      yield text(outcome, output);
    }
  }
}

/** What to count for an event; null for suites that merely hold tests. */
function outcomeOf(type, data, path) {
  const name = [...path.slice(0, data.nesting), data.name].join(" › ");
  const file = data.file ? relative(process.cwd(), data.file) : "";
  const skipped = data.skip ?? data.todo;
  if (skipped !== undefined) {
    const reason = typeof skipped === "string" && skipped ? skipped : "no reason given";
    return { outcome: "skipped", name, file, reason };
  }
  if (isFile(data)) {
    // Node reports a file itself only when it has no tests or broke outside of them.
    const error =
      type === "test:fail" ? explain(data.details.error) : "There is no test in this file.";
    return { outcome: "failed", name, file, error };
  }
  if (type === "test:pass") {
    return data.details.type === "suite" ? null : { outcome: "passed", name, file };
  }
  const cause = data.details.error;
  if (cause?.failureType === "subtestsFailed") return null;
  return {
    outcome: "failed",
    name,
    file,
    error: explain(cause),
    milliseconds: data.details.duration_ms,
  };
}

/** Names of files are paths, absolute or as they were given. */
const isFile = (data) => data.nesting === 0 && /\.m?js$/.test(data.name);

/** The test's own error: node:test wraps it. */
function explain(error) {
  const cause = error?.cause ?? error;
  if (typeof cause === "string") return cause;
  return cause?.stack ? stackOf(cause) : inspect(cause, { depth: 4 });
}

function stackOf(error) {
  const ours = error.stack.split("\n").filter((line) => !/^\s+at .*\bnode:/.test(line));
  return stripVTControlCharacters(ours.join("\n"));
}

function text(outcome, output) {
  if (outcome.outcome === "passed") return showAll ? `  ✓ ${outcome.name}\n` : "";
  if (outcome.outcome === "skipped") return `  - ${outcome.name}: skipped, ${outcome.reason}\n`;
  const said = [...output].find(
    ([file]) => file && relative(process.cwd(), file) === outcome.file,
  )?.[1];
  return [
    `  ✗ ${outcome.name}`,
    indent(outcome.file, 4),
    indent(outcome.error, 4),
    ...(said ? [indent("Printed by this file:", 4), indent(said.trimEnd(), 6)] : []),
    "",
  ].join("\n");
}

const indent = (text, by) => text.replace(/^/gm, " ".repeat(by));
