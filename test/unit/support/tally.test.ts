import assert from "node:assert/strict";
import { join, resolve } from "node:path";
import { it } from "node:test";
import { pathToFileURL } from "node:url";

interface Tally {
  readonly closingLine: (outcomes: readonly { readonly outcome: string }[]) => string;
}

const tallyModule = resolve(__dirname, "../../../..", join("test", "support", "tally.mjs"));

it("the closing line names skips only when there are some", async () => {
  const { closingLine } = (await import(pathToFileURL(tallyModule).href)) as Tally;
  const [passed, failed, skipped] = ["passed", "failed", "skipped"].map((outcome) => ({ outcome }));
  assert.equal(closingLine([passed!, passed!, failed!]), "2 passed, 1 failed");
  assert.equal(closingLine([passed!, skipped!]), "1 passed, 0 failed, 1 skipped");
});
