import type { About } from "./oracle";
import type { Random } from "./random";

const AMOUNTS = [
  "0", "1", "-1", "2.5", "0.0", "-0.5", "1e3", '"2"', '"1.5"', '"0"', '"-3"', '"abc"', '"512Mi"', '"2Gi"', '"500m"',
  '""', "None", "True", "False", "[]", "[1]", '" 2 "', '"1e3"', '"nan"', '"inf"', '"1_000"', "1_000", "0x10", "10 ** 3", '"4" "8"',
]; // prettier-ignore

/** Values as source, for every option whose value `@kubernetes` checks. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  cpu: AMOUNTS,
  memory: AMOUNTS,
  disk: AMOUNTS,
  gpu: ["0", "1", "-1", "1.0", "1.5", '"1"', '"1.5"', '"1.0"', '"abc"', '""', "None", "True", "False", "[]", '"nan"'],
  gpu_vendor: ['"nvidia"', '"AMD"', '"intel"', "None", '""', "5", '" nvidia"'],
  qos: ['"Guaranteed"', '"burstable"', '"BURSTABLE"', '"BestEffort"', '""', "None", "1"],
  tmpfs_size: ["0", "1", "-1", "100", '"100"', '"1Gi"', "1.5", "0.0", "None", "True", '"-5"', '"0"', '""', "[]"],
  shared_memory: ["100", '"100"', "0", "-1", "1.5", "0.0", "None", "True", "False", '""', "[]", "[1]"],
  labels: [
    "None", "{}", '{"team": "ml"}', '{"team": ""}', '{"team": None}', '{"team": "-b"}', '{"team": "b-"}', '{"team": "a b"}',
    '{"team": "a_b.c-d"}', '{"team": "ü"}', '{"team": "b\\n"}', '{"team": 5}', '{"team": True}', '{"a b/c d": "ok"}',
    `{"team": "${"x".repeat(63)}"}`, `{"team": "${"x".repeat(64)}"}`, '{"team": "ok", "step": "-"}', '"team=ml"', '""', "[]", "5",
  ],
  node_selector: [
    "None", '"a=b"', '"a"', '""', '"a=b,a=c"', '"a=b=c"', '"a=b,"', '"=b"', '"a=b,c=d"', '"a=b, c=d"', '{"a": "b"}', "{}",
  ],
  tolerations: [
    "None", "[]", '[{"key": "a"}]', '[{"key": "a", "operator": "Equal", "value": "x", "effect": "NoSchedule"}]',
    '[{"keys": "a"}]', '[{"tolerationSeconds": 3}]', '[{"toleration_seconds": 3}]', '[{"key": "a"}, {"efect": "x"}]', '"a"', "[1]",
    '{"key": "a"}', '({"key": "a"},)', "[{}]", '""',
  ],
}; // prettier-ignore

/** Each option with each of its values. */
export function everyValue(): string[] {
  return Object.entries(VALUES).flatMap(([option, values]) =>
    values.map((value) => `kubernetes(${option}=${value})`),
  );
}

/** Two to four options at once, written over several lines now and then. */
export function someCombinations(random: Random, count: number): string[] {
  return Array.from({ length: count }, () => {
    const names = random.shuffle(Object.keys(VALUES)).slice(0, random.int(2, 4));
    const written = names.map((name) => `${name}=${random.pick(VALUES[name] ?? [])}`);
    return random.chance(0.3)
      ? `kubernetes(\n        ${written.join(",  # why\n        ")},\n    )`
      : `kubernetes(${written.join(", ")})`;
  });
}

/** Options with a letter lost or doubled: unknown to the decorator, unless it has such an option too. */
export function misspelt(about: About): string[] {
  return Object.entries(about.options).flatMap(([name, options]) => {
    if (/_internal$|^unbounded/.test(name)) return [];
    return options
      .slice(0, 6)
      .flatMap((option) => [
        `${name}(${option.slice(0, -1)}=1)`,
        `${name}(${option}${option.at(-1) ?? ""}=1)`,
      ]);
  });
}
