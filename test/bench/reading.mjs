// Reading flows: what a keystroke costs, a very long file, and the CLI; beside Metaflow and Python.
import { spawnSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../bed/versions.mjs";
import { flowText, lineText } from "./inputs.mjs";
import { load } from "./load.mjs";
import { median, time } from "./measure.mjs";

/** @returns {Promise<import("./measure.mjs").Row[]>} */
export async function readingRows(python) {
  const core = await load(`
    export { ReadCache, readFlow } from "./runtime/core/readFlow";
    export { findingsOf } from "./runtime/core/findings/findings";
  `);
  const scratch = mkdtempSync(join(tmpdir(), "flowlens-bench-"));
  const file = join(scratch, "flow.py");
  const text = flowText(18);
  writeFileSync(file, text);
  const lines = text.split("\n").length;
  const check = python && programTime(7, python, [file, "--no-pylint"], scratch);
  const keystroke = typing(core, text, 400);
  const cli = programTime(
    15,
    process.execPath,
    [join(root, "dist/cli.js"), "check", file],
    scratch,
  );
  const node = programTime(15, process.execPath, ["--eval", "0"], scratch);
  const metaflow = (atLeast) =>
    check ? { rival: { what: "python flow.py", cost: check, ...(atLeast && { atLeast }) } } : {};
  return [
    {
      what: `findings after a keystroke, ${lines}-line flow`,
      ...{ budget: 2, measured: keystroke, unit: "ms", ...metaflow(300) },
    },
    {
      what: "CLI: check of one small file",
      ...{ budget: 150, measured: cli, unit: "ms", ...metaflow() },
      note: `Node's own start: ${node.toFixed(0)} ms`,
    },
    ...bySize(core, python, scratch),
    ...longFile(core, python, scratch),
  ];
}

/** A keystroke against Metaflow's own check of the same file, which gives up on a long one. */
function bySize(core, python, scratch) {
  return [200, 5000].map((count) => {
    const text = lineText(count);
    const file = join(scratch, `steps${count}.py`);
    writeFileSync(file, text);
    const measured = typing(core, text, count > 1000 ? 30 : 100);
    const check = python && programTime(1, python, [file, "--no-pylint"], scratch, count < 1000);
    const what = count < 1000 ? "python flow.py" : "python flow.py, until it gives up";
    return {
      what: `${count} steps in a line: findings after a keystroke`,
      ...{ budget: null, measured, unit: "ms" },
      ...(check && { rival: { what, cost: check } }),
    };
  });
}

function longFile(core, python, scratch) {
  const text = flowText(5000);
  const file = join(scratch, "long.py");
  writeFileSync(file, text);
  const rival = python ? { rival: { what: "ast.parse", cost: parseTime(python, file) } } : {};
  const full = time(5, () => core.readFlow(text));
  const judged = time(5, () => core.findingsOf(core.readFlow(text), text));
  const edit = typing(core, text, 30, false);
  const editJudged = typing(core, text, 30);
  const row = (what, budget, measured) => ({ what, budget, measured, unit: "ms", ...rival });
  return [
    row("5,000 steps: full read", 1000, full),
    row("5,000 steps: full read and findings", null, judged),
    row("5,000 steps: read after one edit", 20, edit),
    row("5,000 steps: read and findings after one edit", null, editJudged),
  ];
}

/** Types digits into one step after the other, each into what was typed before, and reads each time. */
function typing({ ReadCache, readFlow, findingsOf }, text, rounds, judge = true) {
  const cache = new ReadCache();
  readFlow(text, cache);
  const typed = "total = 0";
  const versions = [];
  for (let now = text, i = 0; i < rounds * 2; i++) {
    const wanted = ((i * 7) % 100) / 100;
    const place = now.indexOf(typed, now.length * wanted * 0.9) + typed.length;
    now = now.slice(0, place) + "0" + now.slice(place);
    // As an editor hands it over: one piece, not a chain of slices.
    versions.push(Buffer.from(now).toString());
  }
  return time(rounds, (i) => {
    const version = versions[i % versions.length];
    const file = readFlow(version, cache);
    if (judge) findingsOf(file, version);
  });
}

/** Median milliseconds of a program from start to end; it must not fail, unless `mustWork` is false. */
function programTime(rounds, program, args, cwd, mustWork = true) {
  const env = { ...process.env, METAFLOW_USER: "bench", PYTHONDONTWRITEBYTECODE: "1" };
  const taken = [];
  for (let i = 0; i <= rounds; i++) {
    const start = performance.now();
    const { status, stderr } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
    if (status !== 0 && mustWork) throw new Error(`${program} ${args.join(" ")} failed: ${stderr}`);
    if (i > 0) taken.push(performance.now() - start);
  }
  return median(taken);
}

/** Milliseconds of Python's own parser on the same file. */
function parseTime(python, file) {
  const script = [
    "import ast, sys, time",
    "text = open(sys.argv[1]).read()",
    "start = time.perf_counter()",
    "ast.parse(text)",
    "print((time.perf_counter() - start) * 1000)",
  ].join("\n");
  const run = () => Number(spawnSync(python, ["-c", script, file], { encoding: "utf8" }).stdout);
  return median([run(), run(), run()]);
}
