import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ago, eventSentence } from "../../../../runtime/core/cluster/eventRows";
import { plainLog } from "../../../../runtime/core/cluster/podLog";

/** Messages as Kubernetes 1.34 and containerd word them, and what their rows say. */
const sentences: readonly (readonly [string, string])[] = [
  ["Successfully assigned team/t-1-abcde-fghij to node1", "on node1"],
  ['Pulling image "acme/train:2.0"', "acme/train:2.0"],
  [
    'Successfully pulled image "acme/train:1.9" in 11.4s (11.4s including waiting). Image size: 9 bytes.',
    "acme/train:1.9 in 11.4s",
  ],
  [
    'Container image "docker.io/library/mfpod:1" already present on machine',
    "docker.io/library/mfpod:1 was on the node",
  ],
  ["Created container: train", "container train"],
  ["Started container train", "container train"],
  ["Created pod: t-1-abcde-fghij", "t-1-abcde-fghij"],
  [
    "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint {gpu: true}. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.",
    "1 Insufficient cpu, 2 node(s) had untolerated taint {gpu: true}",
  ],
  ["0/1 nodes are available: 1 Insufficient memory.", "1 Insufficient memory"],
  ['Error creating: pods "x" is forbidden', 'pods "x" is forbidden'],
  ["Error: ImagePullBackOff", "ImagePullBackOff"],
  ["something\n  else", "something else"],
];

describe("what an event's row says", () => {
  for (const [message, expected] of sentences) {
    it(expected, () => {
      const entry = {
        type: "Normal",
        reason: "R",
        count: 1,
        first: null,
        last: null,
        object: "P/x",
      };
      assert.equal(eventSentence({ ...entry, message }), expected);
    });
  }

  it("tells its age in seven characters", () => {
    const now = Date.parse("2026-01-10T00:00:00Z");
    const ages = ["2026-01-09T23:59:48Z", "2026-01-09T23:50:00Z", "2026-01-09T10:00:00Z"];
    assert.deepEqual(
      ages.map((time) => ago(time, now)),
      ["12s ago", "10m ago", "14h ago"],
    );
    assert.equal(ago("2026-01-02T00:00:00Z", now), "8d ago");
    assert.equal(ago("2026-01-10T00:00:09Z", now), "0s ago", "clocks differ");
    assert.equal(ago(null, now), "");
  });
});

describe("a pod's log", () => {
  it("loses what Metaflow puts before each line, and keeps the time of day", () => {
    const id = "3f1c2c4e-8d3c-4f6b-9d5e-0a1b2c3d4e5f";
    const log = [
      `[MFLOG|0|2026-11-22T00:49:35.201497Z|task|${id}]hello`,
      `[MFLOG|0|2026-11-22T00:49:36.000001Z|runtime|${id}]`,
      `no end yet[![MFLOG|0|2026-11-22T00:49:37.5Z|task|${id}]more`,
      "plain [MFLOG] line",
    ].join("\r\n");
    assert.deepEqual(plainLog(log).split("\n"), [
      "00:49:35 hello",
      "00:49:36 ",
      "no end yet00:49:37 more",
      "plain [MFLOG] line",
    ]);
  });
});
