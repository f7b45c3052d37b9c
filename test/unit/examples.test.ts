import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";

const examples = exampleFolder();
const read = (name: string) => readFileSync(join(examples, name), "utf8");
const flows = readdirSync(examples).filter((name) => name.endsWith(".py"));

describe("examples", () => {
  it("show each shape of graph, cards, parameters, Kubernetes, cancelling and failing", () => {
    const texts = flows.map(read).join("\n");
    for (const shape of [
      /self\.next\(self\.\w+\)/,
      /self\.next\(self\.\w+, self\.\w+\)/,
      /foreach="/,
      /condition="/,
      /merge_artifacts/,
      /@card/,
      /Config\(/,
      /Parameter\(/,
      /@kubernetes\(/,
      /@retry\(/,
      /time\.sleep/,
    ]) {
      assert.match(texts, shape);
    }
  });

  it("need nothing but the standard library and Metaflow", () => {
    const standard = new Set(["metaflow", "pathlib", "statistics", "time"]);
    for (const name of flows) {
      const modules = [...read(name).matchAll(/^\s*(?:from|import) (\w+)/gm)].map(
        (m) => m[1] ?? "",
      );
      assert.deepEqual(
        modules.filter((module) => !standard.has(module)),
        [],
        name,
      );
    }
  });

  it("are listed in their README with their flow's name", () => {
    const readme = read("README.md");
    for (const name of flows) {
      const flow = /^class (\w+)\(FlowSpec\):/m.exec(read(name))?.[1] ?? "no flow";
      const row = readme.split("\n").find((line) => line.includes(`\`${name}\``)) ?? "";
      assert.ok(row.includes(`\`${flow}\``), `${name} has no row that names ${flow}`);
    }
  });

  it("say in the first line what they are and call their flow under a guard", () => {
    for (const name of flows) {
      assert.match(read(name), /^"""\S/, name);
      assert.match(read(name), /\nif __name__ == "__main__":\n {4}\w+\(\)\n$/, name);
    }
  });

  it("ask for the same kinds of options as a production flow", () => {
    const text = read("kubernetes_flow.py");
    for (const option of [
      "cpu memory gpu gpu_vendor disk node_selector persistent_volume_claims shared_memory labels annotations",
    ].flatMap((line) => line.split(" "))) {
      assert.match(text, new RegExp(`\\b${option}=`), option);
    }
  });

  it("have environments whose lines all set a Metaflow variable", () => {
    for (const name of ["dev.env", "prod.env"]) {
      const lines = read(name)
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"));
      assert.ok(lines.length > 3, name);
      for (const line of lines) assert.match(line, /^export METAFLOW_[A-Z_]+=\S/, name);
    }
  });
});

function exampleFolder(): string {
  let folder = __dirname;
  while (!existsSync(join(folder, "examples", "linear_flow.py"))) {
    if (folder === dirname(folder)) return join(process.cwd(), "examples");
    folder = dirname(folder);
  }
  return join(folder, "examples");
}
