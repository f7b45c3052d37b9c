import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brief, flowText, steps } from "./flows";

const PLAIN = steps("start -> self.end", "end");

function above(decorators: string): string {
  const lines = decorators.split("; ").map((one) => `    @${one}\n`);
  return `from metaflow import batch\n${flowText(lines.join("") + PLAIN)}`;
}

/** Each was put on a step of a flow whose `check` Metaflow 2.19.39 ran with an S3 datastore. */
const ACCEPTED = [
  ...["cpu=0", "cpu=-1", 'cpu="abc"', 'memory="512Mi"', "gpu=2.5", 'shared_memory="x"'],
  ...["inferentia=None, trainium=1", "inferentia=2", 'trainium="x"', "inferentia=1, trainium=T"],
  ...['aws_batch_tags={"a": "b"}', "aws_batch_tags={}", "aws_batch_tags=None"],
  ...['aws_batch_tags={"a b": "c d"}', 'aws_batch_tags={"a": "x!"}', 'aws_batch_tags={"a*": "b"}'],
  ...['aws_batch_tags={"a": "_.:/=+-@"}', "aws_batch_tags=TAGS", "aws_batch_tags={KEY: VALUE}"],
  `aws_batch_tags={"${"a".repeat(128)}": "${"b".repeat(256)}"}`,
  ...['tmpfs_path="/x"', 'tmpfs_path=""', "tmpfs_path=None", 'tmpfs_path=["/"]', "tmpfs_path=P"],
  ...['image=""', "image=None", "image=IMAGE", "queue=5", "host_volumes=5", "privileged=3"],
];

const REFUSED = [
  ...["inferentia=1, trainium=1", "inferentia=0, trainium=1", 'inferentia="", trainium=""'],
  ...["trainium=True, inferentia=False", "inferentia=[], trainium=2"],
  ...['aws_batch_tags="a"', "aws_batch_tags=''", "aws_batch_tags=5", 'aws_batch_tags=["a"]'],
  ...['aws_batch_tags={"a": 1}', 'aws_batch_tags={1: "a"}', 'aws_batch_tags={"a": None}'],
  ...['aws_batch_tags={"": "b"}', 'aws_batch_tags={"a": ""}', 'aws_batch_tags={"a": b"x"}'],
  ...['aws_batch_tags={"AWS:x": "b"}', 'aws_batch_tags={"a": "aws:b"}'],
  ...['aws_batch_tags={"a": "ü"}', 'aws_batch_tags={"ü": "b"}'],
  `aws_batch_tags={"${"a".repeat(129)}": "b"}`,
  `aws_batch_tags={"a": "${"b".repeat(257)}"}`,
  ...['tmpfs_path="x"', "tmpfs_path=5", "image=5"],
];

describe("@batch", () => {
  it("is refused exactly when Metaflow's class refuses it", () => {
    for (const one of ACCEPTED) assert.deepEqual(brief(above(`batch(${one})`)), [], one);
    for (const one of REFUSED) {
      const findings = brief(above(`batch(${one})`));
      assert.equal(findings.length, 1, one);
      assert.match(findings[0] ?? "", /^error batch\//u, one);
    }
  });

  it("conflicts with @resources where one of two amounts is no number", () => {
    for (const accepted of [
      'batch(cpu=0); resources(cpu="2")',
      'batch(cpu="x"); resources(memory=5)',
      'batch; resources(memory="1Gi")',
      'batch(memory="x"); resources(memory="x")',
      'batch(gpu=G); resources(gpu="x")',
    ])
      assert.deepEqual(brief(above(accepted)), [], accepted);
    for (const refused of [
      'batch(cpu="x"); resources(cpu=1)',
      'batch(gpu=1); resources(gpu="x")',
      'batch(memory="x"); resources(memory="y")',
    ])
      assert.match(brief(above(refused)).join(), /^error batch\/resources «[^»]+»$/u, refused);
  });

  it("is not judged where something else stands for it", () => {
    const own = above("batch(tmpfs_path=5)").replace("class F", "from mine import batch\nclass F");
    assert.deepEqual(brief(own), []);
  });
});
