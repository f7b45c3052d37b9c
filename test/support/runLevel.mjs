// Runs one level; resolves to its outcomes.
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { say, seconds } from "../bed/progress.mjs";
import { cache, root, sharedCache } from "../bed/versions.mjs";
import { parts } from "./levels.mjs";
import { runNode } from "./program.mjs";
import { readTally } from "./tally.mjs";

/** `required`: a missing part fails the level instead of skipping it. */
export async function runLevel(level, required) {
  const start = Date.now();
  const scratch = mkdtempSync(join(tmpdir(), "flowlens-test-"));
  try {
    const ready = await prepare(level);
    if (ready.missing) return [tellMissing(level, ready.missing, required)];
    say(`${level.name}:`);
    const env = environment(scratch, ready.env);
    const outcomes = level.steps ? await runSteps(level, env) : await runTests(level, env, scratch);
    say(`${level.name}: ${seconds(start)} s`);
    return outcomes;
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function prepare(level) {
  const env = {};
  for (const part of level.parts ?? []) {
    try {
      Object.assign(env, await parts[part]());
    } catch (error) {
      return { missing: error.message };
    }
  }
  return { env };
}

function tellMissing(level, reason, required) {
  say(`${level.name}: ${required ? "failed" : "skipped"}, ${reason}`);
  const outcome = required ? "failed" : "skipped";
  return { outcome, name: level.name, reason, error: reason };
}

/** A home of its own, and none of the caller's Metaflow settings. */
function environment(scratch, more) {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(METAFLOW_|AWS_|NODE_TEST_CONTEXT$|PYTHONPATH$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    HOME: scratch,
    METAFLOW_USER: "tester",
    FLOWLENS_CACHE: cache,
    FLOWLENS_SHARED_CACHE: sharedCache,
    ...more,
  };
}

/** Programs whose success is the test. */
async function runSteps(level, env) {
  const outcomes = [];
  for (const [name, ...args] of level.steps) {
    let output = "";
    const { code, timedOut } = await runNode(args, {
      cwd: root,
      env: { ...env, HOME: process.env.HOME },
      milliseconds: level.minutes * 60_000,
      onOutput: (piece) => (output += piece),
    });
    if (code === 0) {
      outcomes.push({ outcome: "passed", name });
      continue;
    }
    const error = timedOut ? `It took longer than ${level.minutes} minutes.` : output.trimEnd();
    outcomes.push({ outcome: "failed", name: `${level.name} › ${name}`, error });
    say(`  ✗ ${name}\n${error.replace(/^/gm, "    ")}`);
  }
  return outcomes;
}

/** Test files run by node:test, or a script that keeps the tally itself. */
async function runTests(level, env, scratch) {
  const files = level.script ? [] : testFiles(level.tests, level.except);
  if (!level.script && files.length === 0) return none(level);
  const args = level.script ? [level.script] : nodeTest(level, files);
  const tally = join(scratch, "tally");
  const { code, timedOut } = await runNode(args, {
    cwd: root,
    env: { ...env, FLOWLENS_TALLY: tally },
    milliseconds: level.minutes * 60_000,
    onOutput: (piece) => process.stdout.write(piece),
  });
  const outcomes = readTally(tally);
  const failed = outcomes.some(({ outcome }) => outcome === "failed");
  if (timedOut) outcomes.push(broken(level, `ended after ${level.minutes} minutes`));
  else if (code !== 0 && !failed) outcomes.push(broken(level, `ended with code ${code}`));
  return outcomes.length > 0 ? outcomes : none(level);
}

function broken(level, error) {
  say(`  ✗ ${level.name}: ${error}`);
  return { outcome: "failed", name: level.name, error };
}

const none = (level) => (level.mayBeEmpty ? [] : [broken(level, "no test ran")]);

const nodeTest = (level, files) => [
  "--enable-source-maps",
  "--test",
  `--test-concurrency=${level.together}`,
  "--test-reporter=./test/support/reporter.mjs",
  ...files,
];

/** Compiled test files of a folder; by the sources, so that a deleted test doesn't live on in out/. */
function testFiles(folder, except) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((path) => path.endsWith(".test.ts") && !path.startsWith(`${except}/`))
    .map((path) => join("out", folder, path.replace(/\.ts$/, ".js")))
    .sort();
}
