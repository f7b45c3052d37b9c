/** What `KubernetesDecorator` of Metaflow 2.19.39 says to a value: measured with the class itself. */
export interface Verdict {
  readonly option: string;
  /** Python source. */
  readonly value: string;
  /** The arguments of a `@resources` on the same step; null without one. */
  readonly resources: string | null;
  readonly verdict: "accepted" | "refused";
}

/** Option, `@resources` beside it, values accepted, values refused; the values are between bars. */
const ROWS: readonly (readonly [string, string | null, string, string])[] = [
  [
    "cpu",
    null,
    String.raw`1 ¦ 0.5 ¦ 1.0 ¦ 1.5 ¦ True ¦ "1" ¦ "1.5" ¦ " 2 " ¦ "1_000" ¦ "1e3" ¦ "inf" ¦ "+1" ¦ "1." ¦ ".5" ¦ "\u0661" ¦ 1e3 ¦ "１２"`,
    String.raw`0 ¦ -1 ¦ False ¦ None ¦ "" ¦ "0" ¦ "-1" ¦ "512Mi" ¦ "2Gi" ¦ "500m" ¦ "abc" ¦ "nan" ¦ "-inf" ¦ [] ¦ [1] ¦ (1,) ¦ {} ¦ {"a": 1} ¦ b"1" ¦ "0x10" ¦ "1__0" ¦ "_1" ¦ "4 GB" ¦ -1.5`,
  ],
  [
    "memory",
    null,
    String.raw`1 ¦ 0.5 ¦ 1.0 ¦ 1.5 ¦ True ¦ "1" ¦ "1.5" ¦ " 2 " ¦ "1_000" ¦ "1e3" ¦ "inf" ¦ "+1" ¦ "1." ¦ ".5" ¦ "\u0661" ¦ 1e3 ¦ "１２"`,
    String.raw`0 ¦ -1 ¦ False ¦ None ¦ "" ¦ "0" ¦ "-1" ¦ "512Mi" ¦ "2Gi" ¦ "500m" ¦ "abc" ¦ "nan" ¦ "-inf" ¦ [] ¦ [1] ¦ (1,) ¦ {} ¦ {"a": 1} ¦ b"1" ¦ "0x10" ¦ "1__0" ¦ "_1" ¦ "4 GB" ¦ -1.5`,
  ],
  [
    "disk",
    null,
    String.raw`1 ¦ 0.5 ¦ 1.0 ¦ 1.5 ¦ True ¦ "1" ¦ "1.5" ¦ " 2 " ¦ "1_000" ¦ "1e3" ¦ "inf" ¦ "+1" ¦ "1." ¦ ".5" ¦ "\u0661" ¦ 1e3 ¦ "１２"`,
    String.raw`0 ¦ -1 ¦ False ¦ None ¦ "" ¦ "0" ¦ "-1" ¦ "512Mi" ¦ "2Gi" ¦ "500m" ¦ "abc" ¦ "nan" ¦ "-inf" ¦ [] ¦ [1] ¦ (1,) ¦ {} ¦ {"a": 1} ¦ b"1" ¦ "0x10" ¦ "1__0" ¦ "_1" ¦ "4 GB" ¦ -1.5`,
  ],
  [
    "gpu",
    null,
    String.raw`0 ¦ -1 ¦ 1 ¦ True ¦ False ¦ None ¦ "0" ¦ "-1" ¦ "1" ¦ " 2 " ¦ "1_000" ¦ "1e3" ¦ "+1" ¦ "1." ¦ "\u0661" ¦ "１２"`,
    String.raw`0.5 ¦ 1.0 ¦ 1.5 ¦ "" ¦ "1.5" ¦ "512Mi" ¦ "2Gi" ¦ "500m" ¦ "abc" ¦ "nan" ¦ "inf" ¦ "-inf" ¦ [] ¦ [1] ¦ (1,) ¦ {} ¦ {"a": 1} ¦ b"1" ¦ "0x10" ¦ "1__0" ¦ "_1" ¦ ".5" ¦ "4 GB" ¦ -1.5 ¦ 1e3`,
  ],
  [
    "tmpfs_size",
    null,
    String.raw`0 ¦ 1 ¦ True ¦ False ¦ None ¦ "" ¦ "1" ¦ " 2 " ¦ "1_000" ¦ [] ¦ {} ¦ "+1" ¦ "\u0661" ¦ "１２"`,
    String.raw`-1 ¦ 0.5 ¦ 1.0 ¦ 1.5 ¦ "0" ¦ "-1" ¦ "1.5" ¦ "1e3" ¦ "512Mi" ¦ "2Gi" ¦ "500m" ¦ "abc" ¦ "nan" ¦ "inf" ¦ "-inf" ¦ [1] ¦ (1,) ¦ {"a": 1} ¦ b"1" ¦ "0x10" ¦ "1__0" ¦ "_1" ¦ "1." ¦ ".5" ¦ "4 GB" ¦ -1.5 ¦ 1e3`,
  ],
  [
    "shared_memory",
    null,
    String.raw`0 ¦ 1 ¦ True ¦ False ¦ None ¦ "" ¦ [] ¦ {}`,
    String.raw`-1 ¦ 0.5 ¦ 1.0 ¦ 1.5 ¦ "0" ¦ "-1" ¦ "1" ¦ "1.5" ¦ " 2 " ¦ "1_000" ¦ "1e3" ¦ "512Mi" ¦ "2Gi" ¦ "500m" ¦ "abc" ¦ "nan" ¦ "inf" ¦ "-inf" ¦ [1] ¦ (1,) ¦ {"a": 1} ¦ b"1" ¦ "0x10" ¦ "+1" ¦ "1__0" ¦ "_1" ¦ "1." ¦ ".5" ¦ "4 GB" ¦ "\u0661" ¦ -1.5 ¦ 1e3 ¦ "１２"`,
  ],
  [
    "gpu_vendor",
    null,
    String.raw`"AMD" ¦ "Nvidia" ¦ "" ¦ None ¦ 0 ¦ []`,
    String.raw`"intel" ¦ 1 ¦ ["amd"] ¦ True ¦ " amd"`,
  ],
  [
    "qos",
    null,
    String.raw`"Guaranteed" ¦ "burstable" ¦ None`,
    String.raw`"BestEffort" ¦ "" ¦ 1 ¦ False ¦ [] ¦ "guaranteed "`,
  ],
  [
    "labels",
    null,
    String.raw`{} ¦ {"a": "b"} ¦ {"a": ""} ¦ {"a": None} ¦ {"a": 0} ¦ {"a": False} ¦ {"a": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"} ¦ {"a": "b\n"} ¦ {"a": "\n"} ¦ {"a": []} ¦ None ¦ {1: "b"} ¦ {"A B": "b"} ¦ {"a": "a.b_c-d"}`,
    String.raw`{"a": "-b"} ¦ {"a": "b-"} ¦ {"a": 1} ¦ {"a": True} ¦ {"a": 1.5} ¦ {"a": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"} ¦ {"a": "é"} ¦ {"a": "b\n\n"} ¦ {"a": ["b"]} ¦ "a=b" ¦ "" ¦ [] ¦ ["a"] ¦ [("a", "b")] ¦ () ¦ 1 ¦ 0 ¦ False ¦ {"a": b"b"} ¦ {"a": "b c"} ¦ {"ok": "b", "a": "b/c"}`,
  ],
  [
    "node_selector",
    null,
    String.raw`"a=b" ¦ "a=b=c" ¦ "a = b" ¦ "=b" ¦ {"a": "b"} ¦ {} ¦ {"a": 1} ¦ ["a=b"] ¦ [] ¦ 1 ¦ None ¦ True ¦ "a=b, a=c"`,
    String.raw`"a" ¦ "a=b,a=c" ¦ "a=b," ¦ ","`,
  ],
  [
    "tolerations",
    null,
    String.raw`[] ¦ None ¦ "" ¦ [{}] ¦ [{"key": "a"}] ¦ [{"toleration_seconds": 1}] ¦ {} ¦ 0 ¦ ({"key": "a"},) ¦ [{"key": "a", "operator": "Nonsense", "effect": "x"}]`,
    String.raw`[{"tolerationSeconds": 1}] ¦ {"key": "a"} ¦ "abc" ¦ ["a"] ¦ [1] ¦ 1 ¦ True ¦ [{"key": "a", "oper": "x"}] ¦ [[]] ¦ [None] ¦ [{1: 2}] ¦ {"a"}`,
  ],
  ["cpu", "", String.raw`0 ¦ None ¦ ""`, String.raw`"abc" ¦ [1] ¦ "nan"`],
  ["memory", "", String.raw`0 ¦ -1 ¦ "inf"`, String.raw`"512Mi"`],
  ["disk", "", String.raw``, String.raw`0 ¦ None ¦ -5 ¦ "1Gi" ¦ "nan" ¦ []`],
  ["gpu", "", String.raw``, String.raw`1.5 ¦ "abc"`],
  ["shared_memory", "", String.raw``, String.raw`"100"`],
  ["tmpfs_size", "", String.raw``, String.raw`"1Gi"`],
  ["cpu", "cpu=2", String.raw`0 ¦ None ¦ ""`, String.raw`"abc" ¦ [1] ¦ "nan"`],
  ["memory", "cpu=2", String.raw`0 ¦ -1 ¦ "inf"`, String.raw`"512Mi"`],
  ["disk", "cpu=2", String.raw``, String.raw`0 ¦ None ¦ -5 ¦ "1Gi" ¦ "nan" ¦ []`],
  ["gpu", "cpu=2", String.raw``, String.raw`1.5 ¦ "abc"`],
  ["shared_memory", "cpu=2", String.raw``, String.raw`"100"`],
  ["tmpfs_size", "cpu=2", String.raw``, String.raw`"1Gi"`],
  ["cpu", "disk=5", String.raw`0 ¦ None ¦ ""`, String.raw`"abc" ¦ [1] ¦ "nan"`],
  ["memory", "disk=5", String.raw`0 ¦ -1 ¦ "inf"`, String.raw`"512Mi"`],
  ["disk", "disk=5", String.raw`0 ¦ None ¦ -5 ¦ []`, String.raw`"1Gi" ¦ "nan"`],
  ["gpu", "disk=5", String.raw``, String.raw`1.5 ¦ "abc"`],
  ["shared_memory", "disk=5", String.raw``, String.raw`"100"`],
  ["tmpfs_size", "disk=5", String.raw``, String.raw`"1Gi"`],
  ["cpu", "gpu=1", String.raw`0 ¦ None ¦ ""`, String.raw`"abc" ¦ [1] ¦ "nan"`],
  ["memory", "gpu=1", String.raw`0 ¦ -1 ¦ "inf"`, String.raw`"512Mi"`],
  ["disk", "gpu=1", String.raw``, String.raw`0 ¦ None ¦ -5 ¦ "1Gi" ¦ "nan" ¦ []`],
  ["gpu", "gpu=1", String.raw`1.5 ¦ "abc"`, String.raw``],
  ["shared_memory", "gpu=1", String.raw``, String.raw`"100"`],
  ["tmpfs_size", "gpu=1", String.raw``, String.raw`"1Gi"`],
  ["cpu", "shared_memory=5", String.raw`0 ¦ None ¦ ""`, String.raw`"abc" ¦ [1] ¦ "nan"`],
  ["memory", "shared_memory=5", String.raw`0 ¦ -1 ¦ "inf"`, String.raw`"512Mi"`],
  ["disk", "shared_memory=5", String.raw``, String.raw`0 ¦ None ¦ -5 ¦ "1Gi" ¦ "nan" ¦ []`],
  ["gpu", "shared_memory=5", String.raw``, String.raw`1.5 ¦ "abc"`],
  ["shared_memory", "shared_memory=5", String.raw`"100"`, String.raw``],
  ["tmpfs_size", "shared_memory=5", String.raw``, String.raw`"1Gi"`],
  ["cpu", "gpu=None", String.raw`0 ¦ None ¦ ""`, String.raw`"abc" ¦ [1] ¦ "nan"`],
  ["memory", "gpu=None", String.raw`0 ¦ -1 ¦ "inf"`, String.raw`"512Mi"`],
  ["disk", "gpu=None", String.raw``, String.raw`0 ¦ None ¦ -5 ¦ "1Gi" ¦ "nan" ¦ []`],
  ["gpu", "gpu=None", String.raw``, String.raw`1.5 ¦ "abc"`],
  ["shared_memory", "gpu=None", String.raw``, String.raw`"100"`],
  ["tmpfs_size", "gpu=None", String.raw``, String.raw`"1Gi"`],
];

const values = (row: string): string[] => (row === "" ? [] : row.split(" ¦ "));

export const VERDICTS: readonly Verdict[] = ROWS.flatMap(
  ([option, resources, accepted, refused]) => [
    ...values(accepted).map((value) => ({
      option,
      value,
      resources,
      verdict: "accepted" as const,
    })),
    ...values(refused).map((value) => ({ option, value, resources, verdict: "refused" as const })),
  ],
);
