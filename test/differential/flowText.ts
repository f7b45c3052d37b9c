import type { FlowShape, NextShape, StepShape } from "./flowShapes";
import { MARGIN, classNoise, statementNoise, stepNoise } from "./noise";
import type { Random } from "./random";

/** How one generated file is written. */
interface Style {
  /** What stands before Metaflow's names: `mf.` or nothing. */
  readonly prefix: string;
  readonly flowSpec: string;
  readonly step: string;
  readonly indent: string;
  readonly noisy: boolean;
}

/** A whole file with these flows, of which `called` are started at the bottom. */
export function fileText(
  random: Random,
  classes: readonly ClassText[],
  called: readonly string[],
): string {
  const style = randomStyle(random);
  const lines = [...header(random, style, classes)];
  for (const each of classes)
    lines.push("", "", ...guarded(random, classLines(random, each, style)));
  lines.push("", "", ...callLines(random, called, style));
  const eol = random.chance(0.1) ? "\r\n" : "\n";
  const bom = random.chance(0.03) ? "\uFEFF" : "";
  return (
    bom +
    lines.join("\n").replaceAll(MARGIN, "").split("\n").join(eol) +
    (random.chance(0.9) ? eol : "")
  );
}

export interface ClassText {
  readonly flow: FlowShape;
  /** The bases as source; `FlowSpec` is replaced by the name that the file has for it. */
  readonly bases: readonly string[];
}

interface Imports extends Style {
  readonly statement: (names: readonly string[]) => string;
}

function randomStyle(random: Random): Imports {
  const indent = random.pick(["    ", "    ", "    ", "  ", "\t"]);
  const base = {
    prefix: "",
    flowSpec: "FlowSpec",
    step: "step",
    indent,
    noisy: random.chance(0.7),
  };
  const others = (names: readonly string[]) => names.map((name) => `, ${name}`).join("");
  return random.pick<Imports>([
    { ...base, statement: (names) => `from metaflow import FlowSpec, step${others(names)}` },
    {
      ...base,
      statement: (names) =>
        `from metaflow import (\n${["FlowSpec", "step", ...names].map((n) => `    ${n},  # ${n}\n`).join("")})`,
    },
    { ...base, statement: () => "from metaflow import *" },
    {
      ...base,
      prefix: "mf.",
      flowSpec: "mf.FlowSpec",
      step: "mf.step",
      statement: () => "import metaflow as mf",
    },
    {
      ...base,
      prefix: "metaflow.",
      flowSpec: "metaflow.FlowSpec",
      step: "metaflow.step",
      statement: () => "import os, metaflow",
    },
    {
      ...base,
      flowSpec: "Flow",
      step: "node",
      statement: (names) => `from metaflow import FlowSpec as Flow, step as node${others(names)}`,
    },
    {
      ...base,
      flowSpec: "Base",
      step: "node",
      statement: (names) =>
        `from metaflow import FlowSpec, step${others(names)}\nBase = FlowSpec\nnode = step`,
    },
    {
      ...base,
      statement: (names) =>
        `import os; from metaflow import FlowSpec\nfrom metaflow \\\n    import step${others(names)}`,
    },
    {
      ...base,
      statement: (names) =>
        `try:\n    from metaflow import FlowSpec, step${others(names)}\nexcept ImportError:\n    raise`,
    },
  ]);
}

function header(random: Random, style: Imports, classes: readonly ClassText[]): string[] {
  const used = new Set<string>();
  for (const { flow } of classes) {
    for (const each of [
      ...flow.decorators,
      ...flow.steps.flatMap((s) => [...s.decorators, ...s.below]),
    ]) {
      used.add(/^\w+/.exec(each)?.[0] ?? "");
    }
  }
  const lines = random.chance(0.3) ? ['"""class Wrong(FlowSpec): is only text."""'] : [];
  if (random.chance(0.2)) lines.push("from __future__ import annotations");
  lines.push(style.statement([...used].sort()), "", 'KEY = "v"');
  if (style.noisy && random.chance(0.3)) lines.push("", ...moduleNoise(random));
  return lines;
}

function moduleNoise(random: Random): string[] {
  return random.pick([
    ["def step_count():", "    class Inner:", "        pass", "    return 3"],
    [
      "TEXT = '''",
      "class Fake(FlowSpec):",
      "    @step",
      "    def start(self):",
      "        self.next(self.end)",
      "'''",
    ],
    ["if KEY:", "    x = {", '        "a": [1,', "  2],", "    }"],
    ["class Plain:", "    def start(self):", "        pass"],
    ["numbers = [n for n in range(3)]; total = sum(numbers)"],
  ]);
}

function classLines(random: Random, text: ClassText, style: Style): string[] {
  const { flow } = text;
  const bases = text.bases.map((base) => (base === "FlowSpec" ? style.flowSpec : base)).join(", ");
  const lines = flow.decorators.map((each) => `@${style.prefix}${each}`);
  lines.push(...classHeader(random, flow.name, bases, style));
  const body: string[] = random.chance(0.5) ? ['"""A flow."""'] : [];
  body.push('WHAT = "items"', "", "def helper(self):", `${style.indent}return 1`);
  for (const step of flow.steps) {
    if (style.noisy && random.chance(0.2)) body.push("", ...classNoise(random, style.indent));
    body.push("", ...stepLines(random, step, style));
  }
  return [...lines, ...indented(body, style.indent)];
}

/** Now and then a class stands inside an `if` or a `try`. */
function guarded(random: Random, lines: string[]): string[] {
  if (!random.chance(0.05)) return lines;
  const inner = indented(lines, "    ");
  return random.pick([
    ["if True:", ...inner],
    ["try:", ...inner, "except ImportError:", "    raise"],
  ]);
}

function classHeader(random: Random, name: string, bases: string, style: Style): string[] {
  if (bases === "") return [random.chance(0.5) ? `class ${name}:` : `class ${name}(object):`];
  if (!style.noisy || random.chance(0.8)) return [`class ${name}(${bases}):`];
  return random.pick([
    [`class ${name}(`, ...bases.split(", ").map((base) => `    ${base},`), "):  # a flow"],
    [`class ${name} ( ${bases} ) :`],
    [`class ${name}(${bases}):  # class Other(FlowSpec):`, ""],
    ["class \\", `    ${name}(${bases}):`],
  ]);
}

function stepLines(random: Random, step: StepShape, style: Style): string[] {
  const above = step.decorators.map((each) => `@${style.prefix}${each}`);
  const marker = `@${style.step}${step.marker.slice("step".length)}`;
  const below = step.below.map((each) => `@${style.prefix}${each}`);
  const lines = [...above, marker, ...below].flatMap((each) => {
    const noise =
      style.noisy && random.chance(0.06)
        ? random.pick([["# why"], [""], ["    # odd indent"]])
        : [];
    return [each, ...noise];
  });
  const def = defLine(random, step, style);
  const tail = tailText(random, step.next);
  const oneLine =
    style.noisy && random.chance(0.04) && !tail.includes("\n") && !/^(if|with|try)/.test(tail);
  if (oneLine) return [...lines, `${def} ${tail === "" ? "pass" : tail}`];
  const body = random.chance(0.3) ? ['"""What this step does."""'] : [];
  if (style.noisy) body.push(...stepNoise(random, style.indent));
  body.push(...statementNoise(random));
  if (tail !== "") body.push(...tail.split("\n"));
  if (style.noisy && random.chance(0.1)) body.push("# the end");
  return [...lines, def, ...indented(body, style.indent)];
}

function defLine(random: Random, step: StepShape, style: Style): string {
  const keyword = style.noisy && random.chance(0.03) ? "async def" : "def";
  if (style.noisy && random.chance(0.06) && step.parameters !== "") {
    const parameters = step.parameters.split(", ").join(",\n    ");
    return `${keyword} ${step.name}(\n    ${parameters},\n):`.replace(/(\*\*?\w+),\n\)/, "$1\n)");
  }
  const result = random.chance(0.05) ? " -> None" : "";
  return `${keyword} ${step.name}(${step.parameters})${result}:`;
}

/** The last statement of a step in one of many spellings; empty when there is none. */
function tailText(random: Random, next: NextShape): string {
  if (next.form === "none") return "";
  if (next.form === "raw") return next.text;
  const list = argumentTexts(random, next);
  return random.pick<() => string>([
    () => `self.next(${list.join(", ")})`,
    () => `self.next(${list.join(", ")})`,
    () => `self.next(${list.join(", ")})`,
    () => `self.next(\n    ${list.join(",\n    ")},\n)`,
    () => `self.next(  # on we go\n    ${list.join(",  # this one\n  ")}\n    # and that is all\n)`,
    () => `self.next(${list.join(", ")})  # self.next(self.nowhere)`,
    () => `self.last = 1; self.next(${list.join(", ")})`,
    () => `(self.next(${list.join(", ")}))`,
    () => `self.next(${list.join(", ")});`,
    () => `self . next ( ${list.join(" , ")} )`,
    () => `self \\\n    .next(${list.join(", ")})`,
    () => `self.next(${list.join(", \\\n    ")})`,
  ])();
}

function argumentTexts(
  random: Random,
  next: Exclude<NextShape, { form: "none" | "raw" }>,
): string[] {
  if (next.form === "switch") {
    const cases = next.cases.map(([key, target]) => `${key}: self.${target}`);
    const dict = random.chance(0.4)
      ? `{\n    ${cases.join(",\n    ")},\n}`
      : `{${cases.join(", ")}}`;
    return [dict, `condition=${next.condition}`];
  }
  const targets = next.to.map((target) => `self.${target}`);
  if (next.form === "foreach") return [...targets, `foreach=${next.over}`];
  if (next.form === "parallel") return [...targets, `num_parallel=${next.tasks}`];
  return targets;
}

function callLines(random: Random, called: readonly string[], style: Style): string[] {
  if (called.length === 0) return ["# nothing is called here"];
  const calls = called.map((name) => `${name}()`);
  return random.pick([
    ['if __name__ == "__main__":', ...indented(calls, style.indent)],
    ['if __name__ == "__main__":', ...indented(calls, style.indent)],
    ["if __name__ == '__main__': " + calls.join("; ")],
    ["try:", ...indented(calls, style.indent), "except KeyError:", `${style.indent}raise`],
    ["if True:", ...indented(calls, style.indent)],
    ['if "__main__" == __name__:', ...indented(["print('go')", ...calls], style.indent)],
    calls,
    [`flow = ${calls.join("\nflow = ")}`],
  ]);
}

/** Indents every line but the empty ones and those that belong to the margin. */
function indented(lines: readonly string[], indent: string): string[] {
  return lines
    .flatMap((line) => line.split("\n"))
    .map((line) => (line === "" || line.startsWith(MARGIN) ? line : indent + line));
}
