import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, it } from "node:test";
import type { RunEvent } from "../../../runtime/core/run";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";
import { createKubernetesRunner } from "../../../runtime/runners/kubernetes";
import type { RunRequest } from "../../../runtime/runners/runner";
import { FakeCluster, marked, trouble } from "./fakeCluster";

let root = "";
let cluster = new FakeCluster();
const contexts: string[] = [];
const runner = createKubernetesRunner((options) => {
  contexts.push(options.context);
  return Promise.resolve(cluster.connection);
});

/** A Python with everything, that runs `script` in place of Metaflow. */
async function python(name: string, script: string, packages = ["kubernetes", "boto3"]) {
  const folder = join(root, name);
  const site = join(folder, "lib", "python3.11", "site-packages");
  for (const each of packages)
    await mkdir(join(site, `${each}-1.0.dist-info`), { recursive: true });
  await mkdir(site, { recursive: true });
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "pyvenv.cfg"), "version = 3.11.2\n");
  const program = join(folder, "bin", "python3");
  await writeFile(program, `#!/bin/sh\n${script}\n`);
  await chmod(program, 0o755);
  return program;
}

const said = [
  `echo "2026-01-01 00:00:00.000 Workflow starting (run-id 7):"`,
  `echo "args: $*"`,
  `echo "namespace: $METAFLOW_KUBERNETES_NAMESPACE"`,
  `echo "kubeconfig: $KUBECONFIG"`,
  `cat "$KUBECONFIG"; echo`,
].join("\n");

let whole = "";
let failing = "";
let bare = "";
let endless = "";
before(async () => {
  root = await mkdtemp(join(tmpdir(), "flowlens kubernetes "));
  await writeFile(join(root, "flow.py"), "");
  const context = (name: string) => ({ name, context: { cluster: "c", user: "u" } });
  await writeFile(
    join(root, "kubeconfig"),
    JSON.stringify({
      "current-context": "prod",
      contexts: [context("prod"), context("dev")],
      clusters: [{ name: "c", cluster: { server: "https://127.0.0.1:1" } }],
      users: [{ name: "u", user: { token: "secret" } }],
    }),
  );
  whole = await python("whole", `${said}\necho "2026-01-01 00:00:01.000 Done!"`);
  failing = await python("failing", `${said}\nexit 1`);
  bare = await python("bare", "exit 1", []);
  endless = await python("endless", `${said}\nexec sleep 60`);
});
after(() => rm(root, { recursive: true }));
beforeEach(() => {
  cluster = new FakeCluster();
  contexts.length = 0;
});

let count = 0;
const request = (change: Partial<RunRequest> = {}): RunRequest => ({
  key: `k${count++}`,
  kind: "run",
  file: join(root, "flow.py"),
  flow: "F",
  step: null,
  pathspec: null,
  stepDecorators: [],
  runnable: true,
  neededEnvironment: null,
  parameters: [],
  options: defaultOptions,
  cwd: root,
  python: whole,
  metaflowVersion: "2.19.39",
  environment: {
    METAFLOW_USER: "ada",
    HOME: root,
    KUBECONFIG: join(root, "kubeconfig"),
    METAFLOW_DATASTORE_SYSROOT_S3: "s3://bucket/m",
  },
  logFile: join(root, `log${count}`),
  ignoreKubernetes: true,
  packageFolder: "/package",
  where: "kubernetes",
  cluster: { context: "dev", namespace: "ml", stepNamespaces: [] },
  ...change,
});
const spin = (change: Partial<RunRequest> = {}) =>
  request({ kind: "spin", step: "fit", pathspec: "1/fit/2", ...change });
const inEnvironment = (change: Readonly<Record<string, string>>) => ({
  environment: { ...request().environment, ...change },
});

async function stops(asked: RunRequest): Promise<readonly string[]> {
  const obstacles = await runner.check(asked);
  return obstacles.filter(({ severity }) => severity === "stop").map(({ id }) => id);
}

async function sentenceOf(asked: RunRequest): Promise<string> {
  return (await runner.check(asked)).find(({ severity }) => severity === "stop")?.sentence ?? "";
}

describe("what a run on Kubernetes needs", () => {
  it("is all there: it says where the run happens, and that is all", async () => {
    const obstacles = await runner.check(request());
    assert.deepEqual(
      obstacles.map(({ severity, id }) => `${severity} ${id}`),
      ["notice datastore/remote", "notice kubernetes/where"],
    );
    assert.equal(obstacles[1]?.sentence, "Its tasks are pods in namespace ml of context dev.");
    assert.deepEqual(await stops(spin()), []);
  });

  it("is a datastore that pods reach; nothing is asked of the cluster before", async () => {
    const none = request(inEnvironment({ METAFLOW_DATASTORE_SYSROOT_S3: "" }));
    assert.deepEqual(await stops(none), ["kubernetes/no-datastore"]);
    const two = { METAFLOW_DATASTORE_SYSROOT_GS: "gs://b/m" };
    assert.deepEqual(await stops(request(inEnvironment(two))), ["kubernetes/datastore"]);
    const local = request({ options: { ...defaultOptions, datastore: "local" } });
    assert.deepEqual(await stops(local), ["kubernetes/datastore"]);
    assert.deepEqual(contexts, []);
  });

  it("is the packages that Metaflow imports there", async () => {
    const [obstacle] = (await runner.check(request({ python: bare }))).filter(
      ({ severity }) => severity === "stop",
    );
    assert.equal(obstacle?.id, "kubernetes/packages");
    assert.deepEqual(obstacle.packages, ["kubernetes", "boto3"]);
    assert.match(
      obstacle.sentence,
      /^Metaflow needs kubernetes and boto3 .* install them there\.$/,
    );
  });

  it("is the right to create Jobs, in every namespace that steps name", async () => {
    cluster.namespaces = trouble("forbidden", "no");
    cluster.denied = ["create jobs gpu", "list pods gpu"];
    const gpu = { context: "dev", namespace: "ml", stepNamespaces: ["gpu"] };
    assert.equal(
      await sentenceOf(request({ cluster: gpu })),
      "You have no right to create Jobs or list pods in namespace gpu of context dev: ask for a role that allows it, or choose another namespace.",
    );
    assert.deepEqual(await stops(request()), []);
    cluster.denied = ["delete jobs ml"];
    assert.deepEqual(await stops(request()), []);
    assert.ok((await runner.check(request())).some(({ id }) => id === "kubernetes/cleanup"));
  });

  it("is a namespace that exists, and a cluster that answers", async () => {
    cluster.namespaces = ["default"];
    assert.deepEqual(await stops(request()), ["kubernetes/namespace"]);
    cluster.namespaces = trouble("unreachable", "The cluster cannot be reached.");
    assert.deepEqual(await stops(request()), ["kubernetes/unreachable"]);
    assert.equal(await sentenceOf(request()), "The cluster cannot be reached.");
  });

  it("is, for @parallel steps, a cluster that knows JobSets", async () => {
    const gang = { context: "dev", namespace: "ml", stepNamespaces: [], parallel: true };
    const ids = async () => (await runner.check(request({ cluster: gang }))).map(({ id }) => id);
    assert.ok((await ids()).includes("kubernetes/jobsets"));
    assert.deepEqual(await stops(request({ cluster: gang })), []);
    cluster.jobsets = [];
    assert.ok(!(await ids()).includes("kubernetes/jobsets"));
  });

  it("is, for one step, an earlier run in the same datastore", async () => {
    assert.deepEqual(await stops(spin({ pathspec: null })), ["kubernetes/no-run"]);
    assert.deepEqual(await stops(spin({ metaflowVersion: "2.18.0" })), ["kubernetes/too-old"]);
    assert.deepEqual(await stops(spin({ stepDecorators: ["parallel"] })), ["kubernetes/parallel"]);
    // What `spin` leaves out, a real task has.
    const ids = (await runner.check(spin({ stepDecorators: ["retry"] }))).map(({ id }) => id);
    assert.ok(!ids.includes("spin/ignored"));
  });
});

async function eventsOf(
  asked: RunRequest,
  signal = new AbortController().signal,
  watch: (event: RunEvent) => unknown = () => null,
): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of runner.start(asked, signal)) {
    events.push(event);
    await watch(event);
  }
  return events;
}

const logOf = (asked: RunRequest) => readFile(asked.logFile, "utf8");
const kubeconfigIn = (log: string) => /^kubeconfig: (.*)$/m.exec(log)?.[1] ?? "";

describe("a run on Kubernetes", () => {
  it("gets the datastore, the namespace and a kubeconfig of its own", async () => {
    const asked = request();
    let mode = 0;
    const events = await eventsOf(asked, undefined, async () => {
      const path = kubeconfigIn(await logOf(asked));
      if (existsSync(path)) mode = (await stat(path)).mode & 0o777;
    });
    const log = await logOf(asked);
    assert.match(log, /args: -u .*flow\.py --no-pylint --datastore s3 --with kubernetes run$/m);
    assert.match(log, /^namespace: ml$/m);
    assert.match(log, /"current-context":"dev"/);
    assert.equal(mode, 0o600);
    assert.deepEqual(events.at(-1)?.type, "exited");
    assert.equal(existsSync(kubeconfigIn(log)), false, "the kubeconfig is removed");
    assert.deepEqual(contexts, [], "nothing is asked of the cluster after a run that went well");
  });

  it("of one step runs our program with the task that feeds it", async () => {
    const asked = spin();
    const line = "-u /package/programs/one_task.py 1/fit/2";
    assert.ok((await runner.arguments?.(asked))?.join(" ").startsWith(line));
    await eventsOf(asked);
    assert.ok((await logOf(asked)).includes(`args: ${line} ${asked.file} --no-pylint`));
  });

  it("takes the options of --with kubernetes that are there already", async () => {
    const options = { ...defaultOptions, with: ["kubernetes:cpu=2"] };
    const args = await runner.arguments?.(request({ options }));
    assert.equal(args?.filter((each) => each === "--with").length, 1);
  });

  it("that failed leaves no pod", async () => {
    cluster.jobs = [marked("t-1", "F", "7")];
    const asked = request({ python: failing });
    const events = await eventsOf(asked);
    assert.deepEqual(cluster.removed, ["jobs t-1"]);
    assert.deepEqual(contexts, ["dev"]);
    assert.equal(events.at(-1)?.type, "exited");
    assert.equal(existsSync(kubeconfigIn(await logOf(asked))), false);
  });

  it("that is cancelled leaves no pod; what cannot be removed is said, also later", async () => {
    cluster.onList = () => {
      throw trouble("forbidden", "You have no right to list jobs.");
    };
    const controller = new AbortController();
    const asked = request({ python: endless });
    const events = await eventsOf(asked, controller.signal, (event) => {
      if (event.type === "run-id") controller.abort();
    });
    const sentence =
      "[flowlens] Pods of this run may be left in context dev, namespace ml. You have no right to list jobs.\n";
    assert.ok(events.some((event) => event.type === "output" && event.text === sentence));
    assert.ok((await logOf(asked)).endsWith(sentence));
    assert.equal(events.at(-1)?.type, "exited");
  });

  it("is found again by its record, with its kubeconfig, which stays while it runs", async () => {
    const asked = request({ python: endless });
    const controller = new AbortController();
    for await (const event of runner.start(asked, controller.signal)) {
      if (event.type !== "started") continue;
      const record = await runner.record?.(asked, event);
      assert.ok(record?.cluster !== undefined);
      assert.equal(record.where, "kubernetes");
      assert.ok(existsSync(record.cluster.kubeconfig));
      cluster.jobs = [marked("t-1", "F", "7")];
      const again = new AbortController();
      const types: string[] = [];
      for await (const later of runner.follow(record, again.signal)) {
        types.push(later.type);
        if (later.type === "run-id") again.abort();
      }
      assert.deepEqual(cluster.removed, ["jobs t-1"]);
      assert.equal(existsSync(record.cluster.kubeconfig), false);
      assert.equal(types.at(-1), "exited");
      // Read once more, as a window does that shows an old log: nothing is asked of the cluster.
      contexts.length = 0;
      const shown = runner.follow(record, new AbortController().signal, { ended: true });
      for await (const old of shown) types.push(old.type);
      assert.deepEqual(contexts, []);
      break;
    }
  });
});
