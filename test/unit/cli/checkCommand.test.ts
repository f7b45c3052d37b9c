import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { checkCommand } from "../../../runtime/cli/checkCommand";

afterEach(() => {
  mock.restoreAll();
});

test("of a file that cannot be read it is not said that it has no problems", async () => {
  const out = mock.method(process.stdout, "write", () => true);
  const error = mock.method(process.stderr, "write", () => true);
  const options = {
    name: "check",
    paths: ["missing_flow.py"],
    format: "text",
    target: null,
  } as const;
  assert.equal(await checkCommand(options), 2);
  const told = out.mock.calls.map(({ arguments: [text] }) => String(text)).join("");
  assert.doesNotMatch(told, /No problems/u);
  assert.match(String(error.mock.calls[0]?.arguments), /missing_flow\.py/u);
});
