import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Completion } from "../../../../runtime/core/language/completion";
import { completionsAt } from "../../../../runtime/core/language/completions";
import { DECORATORS } from "../../../../runtime/core/reference";
import { marked } from "./marked";

function completions(source: string): readonly Completion[] {
  const { text, file, offset } = marked(source);
  return completionsAt(text, file, offset);
}

const labels = (source: string): readonly string[] => completions(source).map(({ label }) => label);

/** The text after taking the completion of this label. */
function taken(source: string, label: string): string {
  const { text } = marked(source);
  const found = completions(source).find((one) => one.label === label);
  assert.ok(found, `${label} is not offered`);
  return text.slice(0, found.replace.start) + found.insert + text.slice(found.replace.end);
}

const head = "from metaflow import FlowSpec, kubernetes, project, retry as again, step\n";

/** A flow with something above its first step. */
const above = (line: string): string => `${head}
class Hello(FlowSpec):
    ${line}
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass
`;

const line = (text: string): string => text.split("\n")[3]?.trim() ?? "";

describe("completion of options", () => {
  it("offers what the decorator has and is not given yet", () => {
    const all = DECORATORS.get("kubernetes")?.options.map(({ name }) => name) ?? [];
    assert.deepEqual(labels(above("@kubernetes(|)")), all);
    const rest = all.filter((name) => name !== "cpu" && name !== "labels");
    assert.deepEqual(labels(above('@kubernetes(cpu=1, |, labels={"a": f(gpu=1)})')), rest);
    assert.deepEqual(labels(above("@again(|)")), ["times", "minutes_between_retries"]);
  });

  it("works where the call is half-typed", () => {
    for (const typed of [
      "@again(|",
      "@again(ti|",
      "@again(x='a', ti|",
      "@again(\n        |",
      "@again(\n        ti|\n        minutes_between_retries=1,\n    )",
    ])
      assert.ok(labels(above(typed)).includes("times"), typed);
    assert.ok(labels(`${head}\nclass A(FlowSpec):\n    @again(|`).includes("times"));
    assert.ok(
      labels(`import metaflow as mf\n\nclass A(mf.FlowSpec):\n    @mf.retry(|`).includes("times"),
    );
    assert.deepEqual(labels(above("@again(ti|\n        minutes_between_retries=1)")), ["times"]);
  });

  it("inserts a value to fill in, and only the name where the value is there", () => {
    assert.equal(line(taken(above("@again(ti|)"), "times")), "@again(times=$1)");
    assert.equal(line(taken(above("@again(ti|mes=4)"), "times")), "@again(times=4)");
    assert.equal(line(taken(above("@kubernetes(|)"), "image")), '@kubernetes(image="$1")');
    assert.equal(line(taken(above("@kubernetes(|)"), "labels")), "@kubernetes(labels={$1})");
    assert.equal(
      line(taken(above("@kubernetes(|)"), "node_selector")),
      "@kubernetes(node_selector=$1)",
    );
    assert.equal(
      line(taken(above("@kubernetes(|)"), "qos")),
      '@kubernetes(qos=${1|"Burstable","Guaranteed"|})',
    );
    assert.equal(
      line(taken(above("@kubernetes(|)"), "tmpfs_tempdir")),
      "@kubernetes(tmpfs_tempdir=${1|False,True|})",
    );
  });

  it("says type, default and unit", () => {
    const memory = completions(above("@kubernetes(|)")).find(({ label }) => label === "memory");
    assert.equal(memory?.detail, ': int | float = "4096"');
    assert.match(memory.doc ?? "", /Unit: MB\.$/);
  });

  it("offers the values of an option that has only some", () => {
    assert.deepEqual(labels(above("@kubernetes(qos=|)")), ['"Burstable"', '"Guaranteed"']);
    assert.equal(
      line(taken(above("@kubernetes(qos='|')"), "'Guaranteed'")),
      "@kubernetes(qos='Guaranteed')",
    );
    assert.equal(
      line(taken(above('@kubernetes(image_pull_policy="Ne|", cpu=1)'), '"Never"')),
      '@kubernetes(image_pull_policy="Never", cpu=1)',
    );
    assert.equal(
      line(taken(above('@kubernetes(qos="Gu|, cpu=1)'), '"Guaranteed"')),
      '@kubernetes(qos="Guaranteed", cpu=1)',
    );
    assert.deepEqual(labels(above("@kubernetes(use_tmpfs=|)")), ["True", "False"]);
    assert.deepEqual(labels(above("@kubernetes(use_tmpfs='|')")), []);
  });

  it("keeps out of values, strings, comments and what is not Metaflow's", () => {
    for (const typed of [
      "@kubernetes(cpu=|)",
      "@kubernetes(labels={|})",
      '@kubernetes(labels={"|": 1})',
      "@kubernetes(cpu=1 |)",
      "@kubernetes(cpu=1)|",
      "@kubernetes(cpu=os.|)",
      "@kubernetes(  # cp|\n        cpu=1)",
      "@unknown(|)",
      "@step(|",
    ])
      assert.deepEqual(labels(above(typed)), [], typed);
  });
});

const steps = (next: string): string => `${head}
class Hello(FlowSpec):
    @step
    def start(self):
        self.next(self.middle)

    @step
    def early(self):
        self.next(self.end)

    @step
    def middle(self):
        """Half way."""
        ${next}

    @step
    def late(self):
        self.next(self.end)

    @step
    def alone(self):
        self.next(self.end)

    @step
    def end(self):
        pass

class Other(FlowSpec):
    @step
    def foreign(self):
        pass
`;

describe("completion of steps", () => {
  it("offers this flow's steps, those that nothing leads to first", () => {
    const expected = ["late", "alone", "end", "early"];
    for (const next of [
      "self.next(self.|)",
      "self.next(self.|",
      "self.next(self.la|",
      "self.next(\n            self.|\n        )",
    ])
      assert.deepEqual(labels(steps(next)), expected, next);
    assert.deepEqual(labels(steps("self.next(self.late, self.|")), ["alone", "end", "early"]);
  });

  it("writes self where it is missing", () => {
    assert.equal(labels(steps("self.next(|)"))[0], "self.late");
    assert.match(
      taken(steps("self.next(self.late, |"), "self.alone"),
      /self\.next\(self\.late, self\.alone\n/,
    );
    assert.match(taken(steps("self.next(self.la|te)"), "alone"), /self\.next\(self\.alone\)/);
  });

  it("offers the step itself and repeated targets in a switch", () => {
    const next = "self.next({'a': self.late, 'b': self.|}, condition='x')";
    assert.deepEqual(labels(steps(next)), ["late", "alone", "end", "early", "middle"]);
    assert.equal(labels(steps("self.next({'a': |"))[0], "self.late");
    assert.deepEqual(labels(steps("self.next({|")), []);
  });

  it("keeps out of other arguments and other calls", () => {
    for (const next of [
      "self.next(self.end, foreach='|')",
      "self.next(self.end, foreach=|)",
      "self.next(self.end)|",
      "self.go(self.|",
      "x = self.|",
      "self.next(f(self.|))",
      "self.next(other.|)",
      "self.next(  # self.|",
    ])
      assert.deepEqual(labels(steps(next)), [], next);
  });

  it("offers the arguments given by name, where they make sense", () => {
    const named = (next: string): readonly string[] =>
      labels(steps(next)).filter((label) => !label.startsWith("self."));
    assert.deepEqual(named("self.next(self.late, |)"), ["foreach", "num_parallel"]);
    assert.deepEqual(named("self.next(self.late, fo|"), ["foreach", "num_parallel"]);
    assert.deepEqual(named("self.next({'a': self.late, 'b': self.end}, |)"), ["condition"]);
    assert.match(
      taken(steps("self.next(self.late, fo|)"), "foreach"),
      /self\.next\(self\.late, foreach="\$1"\)/,
    );
    assert.match(
      taken(steps("self.next(self.late, fo|='x')"), "foreach"),
      /self\.next\(self\.late, foreach='x'\)/,
    );
    for (const next of [
      "self.next(|)",
      "self.next(self.late|",
      "self.next(self.late, self.|",
      "self.next(self.late, self.end, |)",
      "self.next(self.late, foreach='x', |)",
      "self.next({'a': self.late, |}, condition='x')",
    ])
      assert.deepEqual(
        named(next).filter((label) => label in { foreach: 1, num_parallel: 1, condition: 1 }),
        [],
        next,
      );
  });

  it("keeps out of texts that look like code", () => {
    for (const source of [
      steps("self.next(self.late)").replace("Half way.", "\n        self.next(self.|\n        "),
      steps("self.next(self.late)").replace("Half way.", "\n    @kubernetes(|\n        "),
      above('"""\n    @|\n    """'),
    ])
      assert.deepEqual(labels(source), []);
  });

  it("offers a base class's step the steps of those that extend it", () => {
    const found = labels(`${head}
class Base(FlowSpec):
    @step
    def start(self):
        self.next(self.|)

    @step
    def end(self):
        pass

class Sub(Base):
    @step
    def work(self):
        self.next(self.end)
`);
    assert.deepEqual([...found].sort(), ["end", "work"]);
  });

  it("works in the last step of a class, before the class is complete", () => {
    const text = `${head}\nclass A(FlowSpec):\n    @step\n    def start(self):\n        self.next(self.a)\n\n    @step\n    def a(self):\n        self.next(\n            |`;
    assert.deepEqual(labels(text), []);
    assert.deepEqual(
      labels(
        text
          .replace("def a(self)", "def b(self)")
          .replace("self.a)", "self.b)")
          .replace(
            "@step\n    def b",
            "@step\n    def end(self):\n        pass\n\n    @step\n    def b",
          ),
      ),
      ["self.end"],
    );
  });
});

describe("completion of decorators", () => {
  it("offers step decorators in a class, by the names of the imports", () => {
    assert.deepEqual(labels(above("@|")), ["kubernetes", "again"]);
    assert.deepEqual(labels(above("@ku|\n    @kubernetes()")), ["again"]);
    assert.equal(line(taken(above("@ku|x"), "kubernetes")), "@kubernetes");
    assert.ok(labels(above("pass\n\n    @|\n    def other(self):\n        pass")).includes("step"));
  });

  it("offers flow decorators above a class", () => {
    assert.deepEqual(labels(above("").replace("class", "@|\nclass")), ["project"]);
  });

  it("knows Metaflow by other names", () => {
    const found = labels(
      above("@mf.|").replace(head, "import metaflow as mf\nfrom metaflow import FlowSpec, step\n"),
    );
    assert.ok(found.includes("mf.kubernetes") && !found.includes("mf.project"), found.join());
    const all = labels(above("@|").replace(head, "from metaflow import *\n"));
    assert.ok(all.includes("timeout") && !all.some((name) => name.endsWith("_internal")));
  });

  it("keeps out of functions, matrix products and strings", () => {
    assert.deepEqual(labels(above("@again()").replace("self.next(self.end)", "@|")), []);
    assert.deepEqual(labels(above("x = a @|")), []);
  });
});
