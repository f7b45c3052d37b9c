import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fixFor } from "../../../runtime/core/findings/fixes/fixes";
import { applyFix } from "../../../runtime/core/findings/fixes/places";
import { findingsOf } from "../../../runtime/core/findings/findings";
import { readFlow, ReadCache, type Imports } from "../../../runtime/core/readFlow";
import type { PyValue } from "../../../runtime/core/value";

/** A flow whose `start` has `@kubernetes(cpu=...)`. */
function flow(above: string, inside = "", cpu = "CPU"): string {
  return `from metaflow import FlowSpec, kubernetes, step
${above}

class F(FlowSpec):
${inside}
    @kubernetes(cpu=${cpu})
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass

if __name__ == "__main__":
    F()
`;
}

function given(text: string, imports: Imports | null = null, cache = new ReadCache()): PyValue {
  const [read] = readFlow(text, cache, imports).flows;
  const start = read?.steps.find(({ name }) => name === "start");
  const value = start?.decorators[0]?.arguments[0]?.value;
  assert.ok(value);
  assert.match(text.slice(value.span.start, value.span.end), /^[\w.]+$/u);
  return value;
}

const numberIn = (value: PyValue): number | string =>
  value.kind === "int" || value.kind === "float" ? value.value : value.kind;

describe("constants in decorators", () => {
  it("count as their literals", () => {
    assert.equal(numberIn(given(flow("CPU = 4"))), 4);
    assert.equal(numberIn(given(flow("CPU: float = 0.5  # half"))), 0.5);
    assert.equal(numberIn(given(flow("CPU = 4\nN = CPU", "", "N"))), 4);
    assert.equal(numberIn(given(flow("CPU = 4\nCPU = 8"))), 8);
    assert.equal(numberIn(given(flow("CPU = 4; CPU = 8"))), 8);
    assert.equal(numberIn(given(flow("CPU = 4\nx = 1; CPU = 8"))), 8);
    assert.equal(numberIn(given(flow("if True:\n    CPU = 4"))), 4);
    assert.equal(numberIn(given(flow("", "    CPU = 4\n"))), 4);
    assert.equal(numberIn(given(flow("CPU = 2", "    CPU = 4\n"))), 4);
    assert.equal(given(flow("CPU = -1")).constant, "CPU");
  });

  it("are unknown where the file does not tell", () => {
    for (const above of [
      "CPU = 4\nCPU = cores()",
      "CPU = 4\nCPU += 1",
      "CPU = 4\nCPU, GPU = 1, 2",
      "CPU = 4\ndel CPU",
      "CPU = 4\nfor CPU in range(3):\n    pass",
      "CPU = 4\nwith open('x') as CPU:\n    pass",
      "CPU = 4\nif big():\n    CPU = 8",
      "if big():\n    CPU = 8\nelse:\n    CPU = 4",
      "try:\n    CPU = 8\nexcept ValueError:\n    CPU = 4",
      "CPU = 4\ndef CPU(): pass",
      "CPU = 4\nfrom other import CPU",
      "CPU = 1, 2\nCPU = 4 * 2",
      "CPU = 4\ndef tune():\n    global CPU\n    CPU = 3\ntune()",
      "CPU = 4\ndef tune():\n    global GPU, CPU\n    CPU = 3\ntune()",
      "CPU = 4\nif (CPU := 2) > 1: pass",
      "CPU = 4\nglobals()['CPU'] = 3",
      "CPU = 4\nexec('CPU = 3')",
      "CPU = 4\nfrom elsewhere import *",
      "CPU = 0\nwhile CPU < 4:\n    CPU += 1",
    ]) {
      assert.equal(given(flow(above)).kind, "expression", above);
    }
    assert.equal(given(flow("CPU = 2", "    CPU = big()\n")).kind, "expression");
    assert.equal(given(flow("CPU = 2", "    if big():\n        CPU = 4\n")).kind, "expression");
    assert.equal(given(flow("", "    CPU = 4\n    CPU += 1\n")).kind, "expression");
  });
});

describe("constants of other statements", () => {
  it("are unknown where any statement may have bound the name anew", () => {
    const unsure = [
      "if os: CPU = 8",
      "if not os: pass\nelse: CPU = 8",
      "if not os: pass\nelif os: CPU += 8",
      "try: CPU = 8\nfinally: pass",
      "try:\n    import fast\n    CPU = 8\nexcept ImportError:\n    pass",
      "with suppress(ImportError):\n    import fast\n    CPU = 8",
      "try: pass\nexcept E as CPU: pass",
      "if os: from math import pi as CPU",
      "if os: from elsewhere import *",
      "[CPU] = [8]",
      "(a, (b, CPU)) = given()",
      "a, *CPU = given()",
      "match size:\n    case CPU: pass",
      "match size:\n    case {'a': CPU} | [_, *CPU]: pass",
      "match size:\n    case 1:\n        CPU = 8",
      "while x: y = 1\nCPU = 4\nmatch size:\n    case CPU: pass",
      "ＣＰＵ = 8",
      "def f():\n    global ＣＰＵ",
      "def f():\n    global GPU, \\\n        CPU",
      "print(ＣＰＵ := 4)",
      "setattr(sys.modules[__name__], 'CPU', 8)",
      "sys.modules[__name__].CPU = 8",
      "import __main__ as m\nm.CPU += 8",
      "setattr(m, 'CPU', 8)",
      "m.__dict__['CPU'] = 8",
      "f.__globals__['CPU'] = 8",
      "vars()['CPU'] = 8",
      "locals()['CPU'] = 8",
      "with a as (CPU, b): pass",
    ];
    for (const below of unsure) {
      assert.equal(given(flow(`CPU = 4\n${below}`)).kind, "expression", below);
    }
    for (const inside of [
      "for CPU in (4,): pass",
      "if os: CPU = 4",
      "a = CPU = 4",
      "from math import pi as CPU",
      "with x as CPU: pass",
      "match 1:\n        case CPU: pass",
      "match 1:\n        case 1:\n            CPU = 4",
      "try:\n        CPU = 4\n    except E: pass",
      "def CPU(self): pass",
      "class CPU: pass",
    ]) {
      assert.equal(given(flow("CPU = 2", `    ${inside}\n`)).kind, "expression", inside);
    }
    assert.equal(given(flow("__CPU = 2", "    _F__CPU = 4\n", "__CPU")).kind, "expression");
  });

  it("stay certain beside statements that only read them", () => {
    for (const beside of [
      "print(CPU, end='')",
      "N = CPU\nassert N == CPU",
      "if CPU > 3: x = f(y=1)",
      "sizes[CPU] = 1",
      "del sizes[CPU]",
      "N = [CPU for N in range(CPU)]",
      "def tune(self):\n    CPU = 3\n    setattr(self, 'CPU', CPU)\n    self.CPU = vars(self)",
      "with lock(CPU) as held: pass",
      "if True:\n    CPU = 4",
      "try:\n    pass\nfinally:\n    CPU = 4",
    ]) {
      assert.equal(numberIn(given(flow(`CPU = 4\n${beside}`))), 4, beside);
    }
  });

  it("are read anew when a text far from them begins or ends to bind their name", () => {
    const cache = new ReadCache();
    for (const below of ["", "def f():\n    global CPU\n", "", "m.CPU = 2\n", "exec('')\n", ""]) {
      const text = flow("CPU = 4") + below;
      assert.deepEqual(given(text, null, cache), given(text), below);
    }
  });
});

describe("constants of a file", () => {
  it("come from a file that can be followed", () => {
    const text = "CPU = 16\n";
    const imports: Imports = {
      find: (module) =>
        module === "sizes" ? { path: "sizes.py", text, imports: { find: () => null } } : null,
    };
    assert.equal(numberIn(given(flow("from sizes import CPU"), imports)), 16);
    assert.equal(numberIn(given(flow("from sizes import *"), imports)), 16);
    assert.equal(numberIn(given(flow("import sizes", "", "sizes.CPU"), imports)), 16);
    assert.equal(given(flow("from elsewhere import CPU"), imports).kind, "expression");
    for (const above of [
      "CPU = 4\nif os:\n    from sizes import CPU",
      "CPU = 4\nif os:\n    from sizes import *",
      "from sizes import CPU\nm.CPU = 4",
    ]) {
      assert.equal(given(flow(above), imports).kind, "expression", above);
    }
    assert.equal(
      given(flow("if os:\n    import sizes", "", "sizes.CPU"), imports).kind,
      "expression",
    );
    assert.equal(
      given(flow("import sizes\nsizes.CPU = 4", "", "sizes.CPU"), imports).kind,
      "expression",
    );
    for (const text of [
      "CPU = cores()",
      "CPU = 4\nCPU += 1",
      "from elsewhere import *",
      "__all__ = ['GPU']\nCPU = 8",
      "for CPU in (1, 2): pass",
      "def CPU(): pass",
    ]) {
      const other: Imports = {
        find: (module) =>
          module === "sizes" ? { path: "sizes.py", text, imports: { find: () => null } } : null,
      };
      assert.equal(given(flow("CPU = 4\nfrom sizes import *"), other).kind, "expression", text);
    }
    const lists: Imports = {
      find: () => ({ path: "sizes.py", text: "CPU = [16]\n", imports: { find: () => null } }),
    };
    assert.equal(given(flow("from sizes import CPU"), lists).kind, "expression");
  });

  it("are read anew when they change, and only then", () => {
    const cache = new ReadCache();
    for (const [above, inside] of [
      ["CPU = 4", ""],
      ["CPU = 5", ""],
      ["CPU = 5", "    CPU = 6\n"],
      ["CPU = 5", "    CPU = 7\n"],
      ["CPU = 5\nother = 1", ""],
    ] as const) {
      const text = flow(above, inside);
      assert.deepEqual(given(text, null, cache), given(text), text);
    }
  });

  it("are judged where they are named, and mended there", () => {
    const text = flow('MEMORY = "512Mi"', "", "1, memory=MEMORY");
    const file = readFlow(text);
    const [finding] = findingsOf(file, text);
    assert.equal(finding?.rule, "kubernetes/memory");
    assert.equal(text.slice(finding.span.start, finding.span.end), "MEMORY");
    const fix = fixFor(finding, file, text);
    assert.ok(fix && applyFix(text, fix).includes("memory=537"));
  });

  it("offer no part of themselves as a fix", () => {
    const text = flow('CONTEXT = {"runAsUser": 1}', "", "1, security_context=CONTEXT");
    const file = readFlow(text);
    const [finding] = findingsOf(file, text);
    assert.equal(finding?.rule, "kubernetes/security_context");
    assert.equal(fixFor(finding, file, text), null);
  });

  it("also stand in decorators that are kept under a name", () => {
    const text = flow("CPU = 4\nbig = kubernetes(cpu=CPU)").replace("@kubernetes(cpu=CPU)", "@big");
    const [read] = readFlow(text).flows;
    const value = read?.steps[0]?.decorators[0]?.arguments[0]?.value;
    assert.equal(value?.kind === "int" && value.value, 4);
  });
});

describe("lists and dicts in decorators", () => {
  it("count only where nothing else names them", () => {
    const kept = [
      "CPU = [4]",
      "CPU = [4]  # CPU of every step",
      "CPU = {'a': 1}\nCPU = [4]",
      "CPU = (4, [5])",
      "CPU = [4]\nCPUS = 2\nx.append(MYCPU)",
    ];
    for (const above of kept) assert.notEqual(given(flow(above)).kind, "expression", above);
    const changed = [
      "CPU = [4]\nCPU.append(5)",
      "CPU = [4]\nCPU[0] = 5",
      "CPU = [4]\nOTHER = CPU\nOTHER.clear()",
      "CPU = [4]\ntune(CPU)",
      "CPU = {'a': 1}\ndef tune():\n    CPU.update(a=2)\ntune()",
      "CPU = (4, [5])\nCPU[1].clear()",
      "CPU = {'a': 1}\ndel CPU['a']",
    ];
    for (const above of changed) assert.equal(given(flow(above)).kind, "expression", above);
    assert.notEqual(given(flow("", "    CPU = [4]\n")).kind, "expression");
    assert.equal(given(flow("", "    CPU = [4]\n    CPU.clear()\n")).kind, "expression");
  });

  it("are read anew when a statement far from them begins or ends to change them", () => {
    const cache = new ReadCache();
    for (const below of ["", "def f():\n    CPU.clear()\n", "", "def f():\n    global CPU\n"]) {
      const text = flow("CPU = [4]") + below;
      assert.deepEqual(given(text, null, cache), given(text), below);
    }
  });

  it("are hidden by what the class binds to their name later", () => {
    const cache = new ReadCache();
    for (const inside of ["", "    CPU = make()\n", "    CPUS = make()\n", ""]) {
      const text = flow("CPU = 4", inside);
      assert.deepEqual(given(text, null, cache), given(text), inside);
    }
  });

  it("are lists only as long as there are few of them, since each is looked for in all of the text", () => {
    const lists = (count: number): string =>
      Array.from({ length: count }, (_, i) => `L${i} = [${i}]\n`).join("");
    assert.equal(given(flow(`${lists(50)}CPU = [4]`)).kind, "list");
    assert.equal(given(flow(`${lists(20_000)}CPU = [4]`)).kind, "expression");
    assert.equal(given(flow(`${lists(20_000)}CPU = 4`)).kind, "int");
  });
});
