import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brief, check, flowText } from "./flows";
import { fixFor } from "../../../../runtime/core/findings/fixes/fixes";
import { applyFix } from "../../../../runtime/core/findings/fixes/places";
import { readFlow } from "../../../../runtime/core/readFlow";

const END = `
    @step
    def end(self):
        pass
`;

/** A flow whose first step has these decorators; all of Metaflow's can be used. */
function withDecorators(lines: string, next = "self.end"): string {
  const above = lines
    .split("; ")
    .map((line) => `    ${line}\n`)
    .join("");
  const body = `${above}    @step\n    def start(self):\n        self.next(${next})\n${END}`;
  return `from metaflow import timeout, batch, catch\n${flowText(body)}`;
}

function said(lines: string, next?: string): string[] {
  return brief(withDecorators(lines, next));
}

describe("numbers of @retry and @timeout", () => {
  it("are refused exactly when Metaflow's classes refuse them", () => {
    const accepted = `retry() ¦ retry(times=4) ¦ retry(times=4.9) ¦ retry(times=-1) ¦ retry(times=True) ¦ retry(times=0) ¦ retry(minutes_between_retries="x") ¦ retry(times=N) ¦ timeout(seconds=-5) ¦ timeout(seconds="60") ¦ timeout(seconds=1.5) ¦ timeout(minutes=True) ¦ timeout(hours=1, seconds=S) ¦ timeout(**more)`;
    for (const one of accepted.split(" ¦ ")) assert.deepEqual(said(`@${one}`), [], one);
    const refused = `retry(times=5) ¦ retry(times="5") ¦ retry(times="4.0") ¦ retry(times=None) ¦ retry(times="abc") ¦ retry(times=5.0) ¦ timeout ¦ timeout() ¦ timeout(seconds=0) ¦ timeout(seconds=0.5) ¦ timeout(seconds="1.5") ¦ timeout(seconds=None) ¦ timeout(seconds="abc") ¦ timeout(minutes=1, seconds=-60) ¦ timeout(seconds=[])`;
    for (const one of refused.split(" ¦ ")) {
      const findings = check(withDecorators(`@${one}`));
      assert.deepEqual(
        findings.map(({ severity, rule, metaflow }) => [severity, rule, metaflow]),
        [["error", `decorator/${one.replace(/\(.*/u, "")}`, null]],
        one,
      );
    }
  });

  it("are underlined, and mended where that is clear", () => {
    assert.deepEqual(said("@retry(times=9)"), ["error decorator/retry «9»"]);
    assert.equal(check(withDecorators("@retry(times=9)"))[0]?.fix?.text, "4");
    const half = flowText(
      "    @timeout(minutes=0.5)\n    @step\n    def start(self):\n        self.next(self.end)\n    @step\n    def end(self):\n        pass\n",
    );
    const [cut] = check(`from metaflow import timeout\n${half}`);
    assert.match(cut?.message ?? "", /0\.5 counts as 0: write seconds=30\.$/u);
    assert.deepEqual(said("@timeout(seconds=0)"), [
      "error decorator/timeout «@timeout(seconds=0)»",
    ]);
  });
});

describe("decorators that do not go together", () => {
  it("are two platforms", () => {
    assert.deepEqual(said("@batch; @kubernetes"), ["error decorator/two-platforms «@batch»"]);
    assert.equal(check(withDecorators("@batch; @kubernetes"))[0]?.metaflow, "kubernetes");
    const onArgo = check(withDecorators("@batch; @kubernetes"), { target: "argo" });
    assert.equal(onArgo.length, 1);
  });

  it("are a platform and a short time", () => {
    const short = "error decorator/short-timeout «@timeout(seconds=59)»";
    assert.deepEqual(said("@timeout(seconds=59); @kubernetes"), [short]);
    assert.deepEqual(said("@timeout(seconds=59); @batch"), [short]);
    assert.deepEqual(said("@timeout(seconds=59)"), []);
    assert.deepEqual(said("@timeout(seconds=60); @kubernetes"), []);
    assert.deepEqual(said("@timeout(minutes=1, seconds=-1); @kubernetes").length, 1);
  });

  it("are @parallel and @catch on Kubernetes", () => {
    const gang = (decorators: string): string[] =>
      brief(
        `from metaflow import catch\n${flowText(`    @step
    def start(self):
        self.next(self.train, num_parallel=2)

    ${decorators.replaceAll("; ", "\n    ")}
    @step
    def train(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)
${END}`)}`,
      );
    assert.deepEqual(gang("@catch; @parallel; @kubernetes"), [
      "error decorator/parallel-catch «@catch»",
    ]);
    assert.deepEqual(gang("@catch; @parallel"), []);
    assert.deepEqual(gang("@parallel; @kubernetes"), []);
  });

  it("are @catch and a step that fans out or chooses", () => {
    const found = (next: string): string[] =>
      said("@catch", next).filter((line) => line.includes("decorator/"));
    assert.deepEqual(found('self.end, foreach="x"'), ["error decorator/catch «@catch»"]);
    assert.deepEqual(found('{"a": self.end, "b": self.end}, condition="x"'), [
      "error decorator/catch «@catch»",
    ]);
    assert.deepEqual(found("self.end"), []);
  });

  it("are @parallel and a switch", () => {
    const next = '{"a": self.end, "b": self.end}, condition="x"';
    assert.ok(
      said("@parallel", next).includes(`error decorator/parallel-switch «self.next(${next})»`),
    );
  });

  it("may be all right beside decorators of the user's own", () => {
    assert.deepEqual(said("@mine; @batch; @kubernetes"), []);
    const shadowed = withDecorators("@batch; @kubernetes").replace(
      "\nclass F",
      "\nfrom mine import batch\n\nclass F",
    );
    assert.deepEqual(brief(shadowed), []);
  });
});

describe("gangs", () => {
  const gang = (number: string, decorators: string): string =>
    flowText(`    @step
    def start(self):
        self.next(self.train, num_parallel=${number})

    ${decorators}
    @parallel
    @step
    def train(self):
        self.next(self.join)

    @step
    def join(self, inputs):
        self.next(self.end)
${END}`);

  it("have two members on Kubernetes", () => {
    assert.deepEqual(brief(gang("1", "@kubernetes")), ["error kubernetes/num_parallel «1»"]);
    assert.deepEqual(brief(gang("1", "@card")), []);
    assert.deepEqual(brief(gang("2", "@kubernetes")), []);
    assert.deepEqual(brief(gang("N", "@kubernetes")), []);
  });

  it("get their number where they are started", () => {
    const text = flowText(`    @step
    def start(self):
        self.next(self.train)

    @parallel(num_nodes=4)
    @step
    def train(self):
        self.next(self.end)
${END}`);
    assert.deepEqual(brief(text), [
      "error graph/parallel-entry «train»",
      "error decorator/unknown-option «num_nodes»",
      "error graph/parallel-join «end»",
    ]);
    const findings = check(text);
    assert.match(findings[1]?.message ?? "", /self\.next\(self\.train, num_parallel=4\)/u);
    let mended = text;
    // From the last to the first, so that the places stay right.
    for (const finding of [...findings].reverse()) {
      const fix = fixFor(finding, readFlow(text), text);
      assert.ok(fix);
      mended = applyFix(mended, fix);
    }
    assert.deepEqual(brief(mended), []);
    assert.ok(mended.includes("        self.next(self.train, num_parallel=4)\n"), mended);
    assert.ok(mended.includes("    @parallel\n    @step\n    def train(self):\n"), mended);
    assert.ok(
      mended.includes(
        "        self.next(self.train_join)\n\n    @step\n    def train_join(self, inputs):\n        self.next(self.end)\n",
      ),
      mended,
    );
  });
});
