import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { findingsOf } from "../../runtime/core/findings/findings";
import type { Flow, Step } from "../../runtime/core/flow";
import { ReadCache, readFlow } from "../../runtime/core/readFlow";
import { pythonText } from "../../runtime/imports/pythonText";
import { DAMAGES, signatureOf, untouched, type Damaged } from "./damages";
import { metaflowPython, projectRoot } from "./oracle";
import { Random } from "./random";

/** A few hundred in `npm test`, 10,000 in `npm run test:differential`. */
const WHOLE = Number(process.env["FLOWLENS_DIFFERENTIAL"] ?? 250) >= 2000;
const EACH = WHOLE ? 920 : 40;
const FIRST = Number(process.env["FLOWLENS_SEED"] ?? 1);
const SLOWEST = 100;

/** How many of 200 damages leave all other steps right, at the least: the best parser that was measured. */
const BEST: Readonly<Record<string, number>> = {
  "token deleted": 200,
  "line truncated": 193,
  "file truncated": 200,
  "char deleted": 200,
  "half-typed line inserted": 189,
};

interface Original {
  readonly name: string;
  readonly text: string;
  readonly flows: readonly Flow[];
}

const originals = sources();

describe("damaged flows", () => {
  for (const [name, damage] of Object.entries(DAMAGES)) {
    it(`${name}: no exception, no long time, the other steps stay`, () => {
      const random = new Random(FIRST + name.length * 7919);
      const wrong: string[] = [];
      for (let i = 0; i < EACH; i++) {
        const original = random.pick(originals);
        const flow = random.pick(original.flows);
        const { span } = random.pick(ownSteps(flow));
        const at = random.int(span.start, span.end - 1);
        const damaged = damage(original.text, at, random);
        const lost = lostSteps(damaged, flow);
        if (lost.length > 0) wrong.push(`${original.name}:${damaged.at} ${lost.join(", ")}`);
        if (i % 8 === 0) sameAsAnew(original.text, damaged.text);
      }
      const least = BEST[name];
      // That none of 200 went wrong says no more than: fewer than one in 200.
      const allowed = least === undefined ? EACH : Math.ceil(EACH * (1.005 - least / 200));
      console.log(`# ${name}: ${EACH - wrong.length} of ${EACH} leave all other steps right`);
      assert.ok(
        wrong.length <= allowed,
        `${wrong.length} of ${EACH}\n${wrong.slice(0, 12).join("\n")}`,
      );
    });
  }

  it("reads on in any line ends, margins and with a byte order mark", () => {
    for (const { name, text } of originals) {
      const all = readFlow(text).flows.flatMap(({ steps }) => steps.map(signatureOf));
      for (const [form, written] of [
        ["CRLF", text.replaceAll("\n", "\r\n")],
        ["CR", text.replaceAll("\n", "\r")],
        ["BOM", `\uFEFF${text}`],
        ["form feed", text.replace(/\nclass /gu, "\n\fclass ")],
      ] as const) {
        const read = readFlow(written).flows.flatMap(({ steps }) => steps.map(signatureOf));
        assert.deepEqual(read, all, `${name} with ${form}`);
      }
    }
  });

  it("takes random bytes, 5 MB and 10,000 brackets", () => {
    const random = new Random(FIRST);
    for (let i = 0; i < (WHOLE ? 500 : 30); i++) {
      const bytes = Buffer.from(Array.from({ length: 2000 }, () => random.int(0, 255)));
      timed(pythonText(bytes));
    }
    const [first] = originals;
    const big = (first?.text ?? "").repeat(Math.ceil(5e6 / (first?.text.length ?? 1)));
    const deep = "([{".repeat(3334);
    for (const text of [
      big,
      deep,
      `x = ${deep}\n${first?.text ?? ""}`,
      `${first?.text ?? ""}\n${"(".repeat(10_000)}`,
    ]) {
      const start = performance.now();
      findingsOf(readFlow(text), text);
      assert.ok(performance.now() - start < 20_000);
    }
  });
});

function ownSteps({ steps, span: { start, end } }: Flow): readonly Step[] {
  return steps.filter(({ span }) => start <= span.start && span.end <= end);
}

/** The steps outside of a damage that are not read as before, by name. */
function lostSteps(damaged: Damaged, flow: Flow): readonly string[] {
  const read = timed(damaged.text);
  const now = new Set(
    read.filter(({ name }) => name === flow.name).flatMap(({ steps }) => steps.map(signatureOf)),
  );
  return untouched(ownSteps(flow), damaged)
    .filter((step) => !now.has(signatureOf(step)))
    .map(({ name }) => name);
}

/** Reads a text and looks for findings; a time counts when it is as long again and again. */
function timed(text: string): readonly Flow[] {
  let best = Infinity;
  let flows: readonly Flow[] = [];
  for (let attempt = 0; attempt < 4 && best > SLOWEST; attempt++) {
    const start = performance.now();
    const file = readFlow(text);
    findingsOf(file, text);
    best = Math.min(best, performance.now() - start);
    flows = file.flows;
  }
  assert.ok(best <= SLOWEST, `${best} ms for\n${text.slice(0, 4000)}`);
  return flows;
}

/** An edit that is read on top of what was read before says what a new reading says. */
function sameAsAnew(before: string, after: string): void {
  const cache = new ReadCache();
  readFlow(before, cache);
  assert.deepEqual(readFlow(after, cache).flows, readFlow(after).flows);
}

function sources(): readonly Original[] {
  const root = projectRoot();
  const folders = [
    join(root, "examples"),
    join(root, "test/flows/lint"),
    join(root, "test/flows/reader"),
    ...tutorials(),
  ];
  return folders.flatMap(filesBelow).flatMap((path) => {
    const text = pythonText(readFileSync(path)).replace(/\r\n?/gu, "\n");
    const flows = readFlow(text).flows.filter((flow) => ownSteps(flow).length > 0);
    return flows.length === 0 || text.length > 20_000
      ? []
      : [{ name: path.slice(path.lastIndexOf("/") + 1), text, flows }];
  });
}

function tutorials(): readonly string[] {
  const python = metaflowPython();
  const lib = python === null ? "" : join(python, "..", "..", "lib");
  if (lib === "" || !existsSync(lib)) return [];
  return readdirSync(lib)
    .map((version) => join(lib, version, "site-packages", "metaflow", "tutorials"))
    .filter((folder) => existsSync(folder));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".py"))
    .map((name) => join(folder, name));
}
