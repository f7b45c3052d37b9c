import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { explainLaunch } from "../../../../runtime/core/cluster/createCause";
import type { Workload } from "../../../../runtime/core/cluster/workloads";
import { after, everything, recorded } from "./replay";

/** `state cause | reason | option`, or the state alone where all is well. */
function short({ state, cause, reason, option }: Workload): string {
  return cause === null ? state : `${state} ${cause} | ${reason} | ${option ?? "-"}`;
}

const notFound = "image-pull/not-found | ImagePullBackOff: …/missing/app:1 not found | image";
const dns = "image-pull/dns | ImagePullBackOff: doesnotexist:9 registry not in DNS | image";
// Metaflow's stop kills what runs in the container: of who did it the cluster keeps no record.
const killed = "stopped stopped | killed (exit code 137): stopped, no memory, or evicted | -";
const six = Array.from({ length: 6 }, () => "succeeded");

/** What happened in each recording of a real cluster, newest task first. */
const recordings: Readonly<Record<string, readonly string[]>> = {
  "argo-badimage": [`pending ${notFound}`, ...six],
  "argo-ok": six,
  "clean-start-ok": six,
  "fail-badimage-offline": [`stopped ${dns}`],
  "fail-badimage": [`stopped ${notFound}`],
  "fail-neverpull": [
    "stopped image-never-pull | ErrImageNeverPull: doesnotexist:9 is not on the node | image_pull_policy",
  ],
  "fail-oom": ["failed out-of-memory | OOMKilled: limit 200 MB | memory"],
  "fail-pvc": [
    "pending volume/missing-claim | PVC no-such-claim not found | persistent_volume_claims",
  ],
  "fail-quota": ["pending quota/exceeded | quota small: 0.2 CPU asked, 0.1 CPU free | cpu"],
  "fail-raise": ["failed exception | ValueError: boom from user code | -"],
  "fail-sigint-running-group": [killed],
  "fail-sigint-running-pid": ["running"],
  "fail-unsched": ["stopped unschedulable/cpu | no node has 64 free CPU | cpu"],
  "ok-default-resources": six,
  "ok-minio": six,
  ok: six,
  "onetask-cli": [...six, ...Array.from({ length: 5 }, () => "succeeded")],
  "onetask-sigint": [killed, "succeeded", killed, ...Array.from({ length: 13 }, () => "succeeded")],
};

/** Lists of plain objects and their events, no tasks of Metaflow. */
const lists: Readonly<Record<string, readonly string[]>> = {
  "objects-argo-quota": [
    "failed quota/must-specify | quota small wants limits.memory set | -",
    "failed quota/must-specify | quota small wants limits.memory set | -",
  ],
  "objects-argo-scenarios": [
    "pending image-pull/dns | ImagePullBackOff: registry.invalid/x:1 registry not in DNS | image",
    "failed exception | the task ended with exit code 3 | -",
    "pending quota/exceeded | quota small: 4.4 GB asked, 805 MB free | memory",
    "pending unschedulable/selector | no node matches gpu=a100 | node_selector",
  ],
  "objects-argo-wf": ["succeeded", "succeeded"],
  "objects-badimage": [
    "pending image-pull/dns | ImagePullBackOff: …/does-not-exist:1.0 registry not in DNS | image",
  ],
  "objects-neverpull": [
    "pending image-never-pull | ErrImageNeverPull: does-not-exist:1.0 is not on the node | image_pull_policy",
  ],
  "objects-ok": [
    "failed exception | the task ended with exit code 3 | -",
    "succeeded",
    "succeeded",
    "failed out-of-memory | OOMKilled: limit 50 MB | memory",
  ],
  "objects-pull": [
    "succeeded",
    "pending image-pull/rate-limit | ImagePullBackOff: …/limited/img:1 rate limit reached | image_pull_secrets",
    "pending image-pull/unauthorized | ImagePullBackOff: …/private/img:1 needs a login | image_pull_secrets",
    "pending image-pull/not-found | ImagePullBackOff: …/missing/img:1 not found | image",
  ],
  "objects-pvc": [
    "pending volume/missing-claim | PVC nope not found | persistent_volume_claims",
    "pending volume/storage-class | storage class fast-ssd not found | persistent_volume_claims",
  ],
  "objects-quota": [
    "pending quota/must-specify | quota small wants limits.memory set | qos",
    "pending quota/exceeded | quota small: 4.3 GB asked, 1.1 GB free | memory",
  ],
  "objects-secret": [
    "pending service-account | service account nope not found | service_account",
    "pending secret | secret nope not found | secrets",
    "pending secret | secret nope not found | secrets",
    "failed start-error | StartError: no-such-binary is not in the image | image",
  ],
  "objects-unsched": [
    "pending unschedulable/cpu | no node has 64 free CPU | cpu",
    "pending unschedulable/gpu | no node has 1 free GPU | gpu",
    "pending unschedulable/selector | no node matches gpu=a100 | node_selector",
  ],
};

describe("recordings of a real cluster", () => {
  for (const [name, expected] of Object.entries(recordings)) {
    it(name, () => {
      assert.deepEqual(after(recorded(name)).map(short), expected);
    });
  }

  for (const [name, expected] of Object.entries(lists)) {
    it(name, () => {
      assert.deepEqual(everything(recorded(name)).map(short), expected);
    });
  }

  it("has no recording without an expectation", () => {
    const files = readdirSync("test/cluster").filter((file) => file.endsWith(".jsonl"));
    const names = files.map((file) => file.replace(/\.jsonl$/, ""));
    assert.deepEqual(names.sort(), [...Object.keys(recordings), ...Object.keys(lists)].sort());
  });

  it("says who the tasks are", () => {
    const found = after(recorded("ok")).map(({ run, step, task, attempt }) => [
      run,
      step,
      task,
      attempt,
    ]);
    const run = "1795308040004114";
    assert.deepEqual(found, [
      [run, "end", "6", 0],
      [run, "join", "5", 0],
      [run, "work", "2", 0],
      [run, "work", "4", 0],
      [run, "work", "3", 0],
      [run, "start", "1", 0],
    ]);
  });

  it("finds the task ids of Argo's pods in their Workflow, and leaves its hooks out", () => {
    const found = after(recorded("argo-ok")).map(({ run, step, task, job }) => ({
      run,
      step,
      task,
      job,
    }));
    assert.ok(found.every(({ run, job }) => run === "argo-okflow-hp9hs" && job === null));
    assert.deepEqual(
      found.map(({ step, task }) => `${step} ${task ?? "?"}`),
      [
        "end ?",
        "join t-1b2a5af2",
        "work t-fb9bb2e8",
        "work t-2314125c",
        "work t-5a1490fd",
        "start t-c00b5313",
      ],
    );
  });

  it("folds the events of a Job over quota into one", () => {
    const [job] = after(recorded("fail-quota"));
    assert.equal(job?.pod, null);
    assert.equal(job.phase, null);
    const folded = job.events.map(({ reason, count, object }) => [reason, count, object]);
    assert.deepEqual(folded, [["FailedCreate", 6, "Job/t-b6f4a1f0-l7s8d"]]);
  });

  it("keeps a waiting task's cause while the recording runs on, and drops it once it started", () => {
    const changes = recorded("ok-default-resources");
    const causes = new Set<string | null>();
    for (let end = 1; end <= changes.length; end++) {
      for (const { cause } of after(changes.slice(0, end))) causes.add(cause);
    }
    assert.deepEqual([...causes].sort(), [null, "unschedulable/cpu"].sort());
  });
});

describe("explainLaunch", () => {
  it("tells what the API server refused, from what Metaflow's launcher printed", () => {
    const lines = [
      "KubernetesJobException: Unable to launch Kubernetes job.",
      'Job.batch "t-d1ecb3f4-4qwxq" is invalid: spec.template.spec.containers[0].imagePullPolicy: Unsupported value: "sometimes": supported values: "Always", "IfNotPresent", "Never"',
      "Data store error:",
    ];
    const found = explainLaunch(lines);
    assert.equal(found?.cause, "refused");
    assert.equal(found.reason, 'refused: imagePullPolicy "sometimes" is not supported');
    assert.equal(found.option, "image_pull_policy");
  });

  it("says nothing of other output", () => {
    assert.equal(explainLaunch(["Task is starting.", "Task finished successfully."]), null);
  });
});
