import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { effectiveKubernetes } from "../../runtime/core/configuration/effective";
import { COMMAND, jobOf } from "../../runtime/core/configuration/pod/job";
import { jobSetOf } from "../../runtime/core/configuration/pod/jobSet";
import { askKubernetes } from "./kubernetesOracle";
import { metaflowPython } from "./oracle";
import { settingsOf, stepOf } from "./precedence";
import { precedenceCase, type PrecedenceCase } from "./precedenceCases";
import { Random } from "./random";

const SEED = Number(process.env["FLOWLENS_SEED"] ?? 1);
const CASES = Number(process.env["FLOWLENS_DIFFERENTIAL"] ?? 0) < 1000 ? 6 : 60;

const python = metaflowPython();
const scratch = realpathSync(mkdtempSync(join(tmpdir(), "flowlens-pods-")));
after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

const options = { skip: python === null && "no Python with Metaflow: set FLOWLENS_TEST_PYTHON" };

const NONE = { with: [], environment: {}, envFile: null, profile: null, files: {} };

/** What random cases do not have. */
const WRITTEN: readonly PrecedenceCase[] = [
  {
    ...NONE,
    decorators: [
      'environment(vars={"STAGE": "prod", "LEVEL": 3})',
      'kubernetes(cpu=2, gpu=1, qos="Guaranteed", use_tmpfs=True, tmpfs_size=100, secrets=["a"], port=29500, shared_memory=64, persistent_volume_claims={"data": "/mnt/data"}, security_context={"run_as_user": 1000, "run_as_non_root": True, "allow_privilege_escalation": False}, tolerations=[{"key": "a", "toleration_seconds": 30}], image_pull_secrets=["login"], extended_resources={"vendor.com/chip": "1"})',
    ],
  },
  {
    ...NONE,
    decorators: ["resources(cpu=4, memory=9000, gpu=2)", "kubernetes(memory=100, tmpfs_size=0)"],
    environment: {
      METAFLOW_SERVICE_URL: "http://outside:8080",
      METAFLOW_DEFAULT_METADATA: "service",
      METAFLOW_DATASTORE_SYSROOT_S3: "s3://bucket/flows",
      METAFLOW_DATASTORE_SYSROOT_GS: "gs://bucket/",
      METAFLOW_CARD_S3ROOT: "s3://cards",
      METAFLOW_S3_ENDPOINT_URL: "http://minio:9000",
      METAFLOW_KUBERNETES_FETCH_EC2_METADATA: "1",
      METAFLOW_KUBERNETES_SANDBOX_INIT_SCRIPT: "echo ready",
      METAFLOW_ARGO_EVENTS_WEBHOOK_URL: "http://events:12000",
      METAFLOW_DEBUG_S3CLIENT: "1",
      METAFLOW_CONDA_DEPENDENCY_RESOLVER: "mamba",
      METAFLOW_KUBERNETES_JOB_TTL_SECONDS_AFTER_FINISHED: "60",
    },
  },
];

describe("pod spec", options, () => {
  it("is the Job that the installed Metaflow creates", async () => {
    const random = new Random(SEED);
    const cases = [...WRITTEN, ...Array.from({ length: CASES }, () => onKubernetes(random))];
    const requests = cases.map(({ decorators, files, environment, ...one }) => ({
      decorators,
      files,
      with: one.with,
      cwd: "project",
      env: environment,
      job: true,
    }));
    const { about, answers } = await askKubernetes(python ?? "", requests);
    let compared = 0;
    for (const [i, one] of cases.entries()) {
      const answer = answers[i];
      // A value that Metaflow refuses, or that its own command line cannot carry.
      if (answer?.job === undefined) {
        assert.ok(i >= WRITTEN.length, answer?.refused);
        continue;
      }
      const settings = await settingsOf(one, join(scratch, String(i)));
      const surroundings = { with: one.with, python: about.python };
      const effective = effectiveKubernetes(stepOf(one.decorators), settings, surroundings);
      assert.ok(effective);
      const pod = { flow: "PodFlow", step: "train", user: "tester", project: {} };
      const job = jobOf(effective, settings, { ...pod, fileName: "pod_flow.py", datastore: "s3" });
      assert.deepEqual(sorted(job), sorted(answer.job), JSON.stringify(one));
      compared++;
    }
    assert.ok(compared > cases.length / 2, `only ${compared} of ${cases.length} made a Job`);
  });
});

describe("pod spec of a @parallel step", options, () => {
  it("is the JobSet that the installed Metaflow creates", async () => {
    const members = 4;
    const decorators = ['kubernetes(cpu=8, port=29500, secrets=["b"], shared_memory=64)'];
    const environment = { METAFLOW_KUBERNETES_SECRETS: "a" };
    for (const one of [decorators, ["kubernetes", "resources(gpu=1)"]]) {
      const request = { decorators: one, with: [], files: {}, cwd: "project", env: environment };
      const { about, answers } = await askKubernetes(python ?? "", [
        { ...request, job: true, members },
      ]);
      const [answer] = answers;
      assert.ok(answer?.job, answer?.refused);
      const folder = join(scratch, `gang ${one.length}`);
      const settings = await settingsOf({ ...NONE, decorators: one, environment }, folder);
      const effective = effectiveKubernetes(stepOf(one), settings, { python: about.python });
      assert.ok(effective);
      const pod = { flow: "PodFlow", step: "train", user: "tester", project: {} };
      const facts = { ...pod, fileName: "pod_flow.py", datastore: "s3" };
      const set = jobSetOf(effective, settings, facts, members);
      assert.deepEqual(sorted(set), sorted(answer.job));
    }
  });
});

function onKubernetes(random: Random): PrecedenceCase {
  const one = precedenceCase(random);
  const decorated = one.decorators.some((source) => source.startsWith("kubernetes"));
  const decorators = decorated ? one.decorators : [...one.decorators, "kubernetes"];
  // The env file is part of the process's environment there.
  return { ...one, decorators, envFile: null, profile: null };
}

/**
 * The command is Metaflow's own, and so is the name of a JobSet; the order of variables means nothing,
 * that of a JobSet's secrets is that of a Python set. Null is nothing, but for the value of a label.
 */
function sorted(job: unknown): unknown {
  const isSet = JSON.stringify(job).includes('"JobSet"');
  const text = JSON.stringify(job, (key, value: unknown) => {
    if (key === "command") return COMMAND;
    const list = key === "env" || (isSet && key === "envFrom");
    if (list && Array.isArray(value))
      return value
        .map((one) => [JSON.stringify(one), one as unknown] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, one]) => one);
    return isSet && value === null ? undefined : value;
  });
  return JSON.parse(text.replaceAll(/\bjs-[0-9a-f]{6}\b/gu, "<name>"));
}
