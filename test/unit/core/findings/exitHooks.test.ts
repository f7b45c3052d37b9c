import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { check, flowText, steps } from "./flows";

describe("hooks that are no list", () => {
  it("are refused, for Metaflow goes through them one by one", () => {
    const hooks = (value: string): string[] =>
      check(flowText(steps("start -> self.end", "end"), `@exit_hook(on_success=${value})\n`)).map(
        ({ severity, rule }) => `${severity} ${rule}`,
      );
    assert.deepEqual(hooks("5"), ["error decorator/exit-hook"]);
    assert.deepEqual(hooks("[print]"), []);
    assert.deepEqual(hooks("HOOKS"), []);
  });
});
