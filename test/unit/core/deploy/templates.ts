import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fields, type Json } from "../../../../runtime/core/cluster/json";

/**
 * What `argo-workflows create --only-json` of Metaflow 2.19.39 printed for test/flows/argo/NAME_flow.py:
 * twice as it is, then with twice the memory.
 */
export function recorded(
  name: "train" | "gang",
): readonly [first: Json, again: Json, edited: Json] {
  const lines = readFileSync(join("test", "argo", `${name}.jsonl`), "utf8")
    .trim()
    .split("\n");
  const [first, again, edited] = lines.map((line) => fields(JSON.parse(line)));
  return [first!, again!, edited!];
}
