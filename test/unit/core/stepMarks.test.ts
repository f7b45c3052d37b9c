import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findingsOf } from "../../../runtime/core/findings/findings";
import { buildGraph } from "../../../runtime/core/graph";
import { readFlow } from "../../../runtime/core/readFlow";

/** A flow of `go`, with these arguments of its `@step`, and of `stop`. */
function flow(first: string, last = "(end=True)"): string {
  return `from metaflow import FlowSpec, step
ZERO = 0

class F(FlowSpec):
    @step${first}
    def go(self):
        self.next(self.stop)

    @step${last}
    def stop(self):
        pass

F()
`;
}

function said(text: string, metaflowVersion: string | null = null): string[] {
  return findingsOf(readFlow(text), text, { metaflowVersion }).map(
    ({ rule, span }) => `${rule} «${text.slice(span.start, span.end)}»`,
  );
}

function endsOf(text: string): unknown {
  const [read] = readFlow(text).flows;
  assert.ok(read);
  const { start, end } = buildGraph(read);
  return [start, end];
}

describe("@step with arguments", () => {
  it("marks an end with anything that is true", () => {
    for (const truth of ["True", "1", "'yes'", "[0]", "0.5", "{'a': 1}"]) {
      const text = flow(`(start=${truth})`, `(end=${truth})`);
      assert.deepEqual(said(text), [], truth);
      assert.deepEqual(endsOf(text), ["go", "stop"], truth);
    }
  });

  it("marks none with anything that is false", () => {
    for (const given of ["", "()", "(start=False)", "(start=0)", "(start='')", "(start=[])"]) {
      assert.deepEqual(said(flow(given)), ["graph/missing-start «F»"], given);
    }
    assert.deepEqual(said(flow("(start=ZERO)")), ["graph/missing-start «F»"]);
    assert.deepEqual(said(flow("(None)")), ["graph/missing-start «F»"]);
  });

  it("may mark one where the text does not tell", () => {
    for (const given of ["start=bool(1)", "start=not False", "**{'start': True}", "**MARKS"]) {
      assert.deepEqual(said(flow(`(${given})`)), [], given);
      const mirrored = given.replace("start", "end");
      assert.deepEqual(said(flow("(start=True)", `(${mirrored})`)), [], mirrored);
    }
  });

  it("takes no other options, and none without a name", () => {
    for (const [given, finding] of [
      ["begin=True", "decorator/unknown-option «begin»"],
      ["start=True, begin=True", "decorator/unknown-option «begin»"],
      ["start=True, start=True", "decorator/repeated-option «start»"],
      ["'x'", "decorator/positional-argument «'x'»"],
    ] as const) {
      assert.ok(said(flow(`(${given})`)).includes(finding), given);
    }
    assert.deepEqual(said(flow("(start=True, node_info={})")), []);
    assert.deepEqual(said(flow("(f=None, start=True)")), []);
  });

  it("is told of versions that have no such arguments", () => {
    const told = said(flow("(start=1)"), "2.18.0").map((one) => one.split(" ")[0]);
    assert.deepEqual(new Set(told), new Set(["version/step-arguments"]));
  });
});
