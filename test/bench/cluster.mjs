// On a real control plane: from the creation of a task's Job until the reason why it waits is said.
import { fakeNode, metaflowJob, quota } from "../bed/kubernetes/objects.mjs";
import { startControlPlane } from "../bed/kubernetes/controlPlane.mjs";
import { ensurePrograms } from "../bed/kubernetes/programs.mjs";
import { say } from "../bed/progress.mjs";
import { load } from "./load.mjs";
import { timeAsync } from "./measure.mjs";

const ROUNDS = 5;
const LIMIT = 30_000;

const claimed = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };

/** What goes wrong, with the cause that is to be said. */
const TROUBLES = [
  { name: "cpu", what: "no node has the CPU", cause: "unschedulable/cpu", job: { cpu: "900" } },
  { name: "quota", what: "a quota is used up", cause: "quota/exceeded", job: {} },
  {
    ...{ name: "claim", what: "a claim is missing", cause: "volume/missing-claim" },
    job: { pod: claimed },
  },
];

/** Nothing where the programs are not built: that takes a quarter of an hour. */
export async function clusterRows() {
  try {
    await ensurePrograms({ build: false });
  } catch (error) {
    say(`cluster is left out: ${error.message}`);
    return [];
  }
  const runtime = await load(`
    export { connect } from "./runtime/cluster/kubernetes";
    export { watchCluster } from "./runtime/cluster/watch";
    export { advanceAll, emptyCluster } from "./runtime/core/cluster/state";
    export { workloads } from "./runtime/core/cluster/workloads";
  `);
  const cluster = await startControlPlane();
  try {
    await fakeNode(cluster.api, "small");
    const rows = [];
    for (const trouble of TROUBLES) rows.push(await measured(runtime, cluster, trouble));
    return rows;
  } finally {
    await cluster.stop();
  }
}

/** One namespace that is watched, with one Job after the other. */
async function measured(runtime, cluster, { name, what, cause, job }) {
  const namespace = await cluster.namespace(name);
  if (name === "quota") await quota(cluster.api, namespace, { pods: "0" });
  const watch = await watched(runtime, cluster, namespace);
  try {
    const said = await timeAsync(ROUNDS, async (round) => {
      const task = String(round + 1);
      const start = performance.now();
      await cluster.api.create(metaflowJob({ ...job, namespace, task }));
      const found = await watch.causeOf(task);
      if (found !== cause) throw new Error(`${found} instead of ${cause}`);
      return performance.now() - start;
    });
    return {
      what: `Job to its cause: ${what}`,
      ...{ budget: null, measured: said, unit: "ms", note: cause },
    };
  } finally {
    watch.stop();
  }
}

/** The namespace as the Cluster view follows it; resolves once it is listed. */
async function watched(
  { connect, watchCluster, advanceAll, emptyCluster, workloads },
  cluster,
  namespace,
) {
  const environment = { KUBECONFIG: cluster.kubeconfig };
  const context = "flowlens-test";
  const connection = await connect({ environment, home: "/", context, allowExec: false });
  const control = new AbortController();
  let state = emptyCluster;
  let look = () => undefined;
  const causeOf = (task) =>
    soon(`the cause of ${namespace}`, (resolve) => {
      look = () => {
        const found = workloads(state).find((one) => one.task === task);
        if (found?.cause) resolve(found.cause);
      };
      look();
    });
  await soon(`watching ${namespace}`, (resolve) => {
    void watchCluster({
      ...{ connection, namespace, signal: control.signal },
      onChange: (changes) => {
        state = advanceAll(state, changes);
        look();
      },
      onStatus: ({ kind }) => {
        if (kind === "live") resolve();
      },
    });
  });
  return { causeOf, stop: () => control.abort() };
}

/** What `start` resolves, or an error after half a minute. */
async function soon(what, start) {
  let timer;
  try {
    return await new Promise((resolve, reject) => {
      timer = setTimeout(
        () => reject(new Error(`${what} took more than ${LIMIT / 1000} s`)),
        LIMIT,
      );
      start(resolve);
    });
  } finally {
    clearTimeout(timer);
  }
}
