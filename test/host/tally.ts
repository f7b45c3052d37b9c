import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";

interface Test {
  readonly name: string;
  readonly body: () => Promise<void>;
}

const tests: Test[] = [];

/** Declares a test; they run one after another, since they share one editor. */
export function test(name: string, body: () => Promise<void>): void {
  tests.push({ name: `host: ${name}`, body });
}

/** Runs all tests and writes each outcome to the tally; rejects when one failed. */
export async function runTests(tally: string | undefined): Promise<void> {
  const failed: string[] = [];
  for (const { name, body } of tests) {
    const error = await outcomeOf(body);
    const line = error === null ? { outcome: "passed", name } : { outcome: "failed", name, error };
    if (tally !== undefined) appendFileSync(tally, `${JSON.stringify(line)}\n`);
    if (error !== null) failed.push(`${name}\n${error}`);
  }
  assert.equal(failed.length, 0, failed.join("\n"));
}

async function outcomeOf(body: () => Promise<void>): Promise<string | null> {
  try {
    await body();
    return null;
  } catch (error) {
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
}
