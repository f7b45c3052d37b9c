// Deterministic flows and workspaces of any size.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const DECORATORS = [
  "@retry(times=2)",
  "@resources(cpu=2, memory=8000)",
  '@kubernetes(cpu=4, memory=16384, labels={"team": "ml"})',
  "@timeout(minutes=30)",
];

/** A valid flow of `count` steps: runs of linear steps, splits and foreaches, with some work in each. */
export function flowText(count, name = "Bench") {
  return textOf(shape(count), name);
}

/**
 * The same steps one after the other. Metaflow's own check of splits takes time that grows with the
 * number of ways through them: it does not end on 200 steps of `flowText`.
 */
export function lineText(count, name = "Bench") {
  const nameOf = (i) => (i === 0 ? "start" : i === count - 1 ? "end" : `s${i}`);
  const steps = Array.from({ length: count }, (_, i) => ({
    name: nameOf(i),
    next: i === count - 1 ? null : `self.${nameOf(i + 1)}`,
  }));
  return textOf(steps, name);
}

function textOf(steps, name) {
  const lines = [
    '"""A generated flow."""',
    "",
    "from metaflow import FlowSpec, kubernetes, resources, retry, step, timeout",
    "",
    "",
    `class ${name}(FlowSpec):`,
  ];
  steps.forEach((step, i) => {
    if (i % 3 === 1) lines.push(`    ${DECORATORS[i % DECORATORS.length]}`);
    lines.push("    @step", `    def ${step.name}(self${step.join ? ", inputs" : ""}):`);
    lines.push(`        """Step ${i} of a generated flow."""`);
    lines.push(`        self.rows = [value * ${i} for value in range(10)]`);
    lines.push("        total = 0");
    lines.push("        for row in self.rows:", "            if row % 2 == 0:");
    lines.push("                total += row  # only the even ones");
    lines.push(`        print(f"step {self.index}: {total:>10}", "${step.name}")`);
    if (step.next !== null) lines.push(`        self.next(${step.next})`);
    lines.push("");
  });
  lines.push("", 'if __name__ == "__main__":', `    ${name}()`, "");
  return lines.join("\n");
}

/** Blocks of ten steps: three in a row, a split of three and its join, a foreach of one and its join. */
function shape(count) {
  const steps = [];
  const last = count - 1;
  const nameOf = (i) => (i === 0 ? "start" : i >= last ? "end" : `s${i}`);
  for (let i = 0; i < count;) {
    const left = last - i;
    if (left < 10) {
      steps.push({ name: nameOf(i), next: i === last ? null : `self.${nameOf(i + 1)}` });
      i += 1;
      continue;
    }
    const [a, b, c, d, e, f, g, h, j, next] = Array.from({ length: 10 }, (_, k) =>
      nameOf(i + k + 1),
    );
    steps.push({ name: nameOf(i), next: `self.${a}` });
    steps.push(
      { name: a, next: `self.${b}` },
      { name: b, next: `self.${c}, self.${d}, self.${e}` },
    );
    steps.push(...[c, d, e].map((branch) => ({ name: branch, next: `self.${f}` })));
    steps.push(
      { name: f, join: true, next: `self.${g}` },
      { name: g, next: `self.${h}, foreach="rows"` },
    );
    steps.push({ name: h, next: `self.${j}` }, { name: j, join: true, next: `self.${next}` });
    i += 10;
  }
  return steps;
}

/**
 * Writes a workspace of `count` files below `root`: a hundred to a folder, three of four Python,
 * one Python file in a hundred a flow. Returns the number of Python files.
 */
export function writeWorkspace(root, count) {
  const module = `"""Reads tables."""\n\nimport csv\n\n\n${pythonText()}`;
  const flow = flowText(15);
  let python = 0;
  for (let i = 0; i < count; i++) {
    const folder = join(root, `package_${Math.floor(i / 100)}`);
    if (i % 100 === 0) mkdirSync(folder, { recursive: true });
    if (i % 4 === 3) writeFileSync(join(folder, `table_${i}.csv`), "day,cups\nmon,41\n");
    else {
      python++;
      writeFileSync(join(folder, `module_${i}.py`), i % 100 === 50 ? flow : module);
    }
  }
  return python;
}

function pythonText() {
  return Array.from({ length: 12 }, (_, i) =>
    [
      `def read_table_${i}(path, separator=","):`,
      `    """Rows of table ${i} as dictionaries."""`,
      "    with open(path, newline='') as file:",
      "        return [dict(row) for row in csv.DictReader(file, delimiter=separator)]",
      "",
      "",
    ].join("\n"),
  ).join("");
}
