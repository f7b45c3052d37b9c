// `npm run test:cluster`: Metaflow and Argo on a whole real cluster, seen through the command line of
// this extension. Writes docs/cluster-report.md; fails when anything is not as expected. As root.
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { allowArgo, ensureArgo, ensureArgoCrds, startArgo } from "../bed/kubernetes/argo.mjs";
import { startCluster } from "../bed/kubernetes/cluster.mjs";
import { ensureNode } from "../bed/kubernetes/node.mjs";
import { metaflowJob } from "../bed/kubernetes/objects.mjs";
import { ensurePrograms } from "../bed/kubernetes/programs.mjs";
import { startRegistry } from "../bed/kubernetes/registry.mjs";
import { run } from "../bed/command.mjs";
import { ensurePackages } from "../bed/packages.mjs";
import { say, step } from "../bed/progress.mjs";
import { waitFor } from "../bed/processes.mjs";
import { root } from "../bed/versions.mjs";
import { reportText } from "./reportText.mjs";
import { scenarios } from "./scenarios.mjs";

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(130));
const flow = join(root, "examples/foreach_flow.py");
const cli = process.env.FLOWLENS_TEST_CLI || join(root, "dist/cli.js");
const folder = mkdtempSync(join(tmpdir(), "flowlens-report-"));
const stops = [() => rmSync(folder, { recursive: true, force: true })];
try {
  await prepare();
  const report = await measure();
  writeFileSync(join(root, "docs/cluster-report.md"), reportText(report));
  await run("npx", ["prettier", "--write", "docs/cluster-report.md"], { cwd: root });
  const wrong = [...report.causes, ...report.runs].filter(({ isRight }) => !isRight);
  for (const { what } of wrong) say(`✗ ${what}`);
  const right = report.causes.length + report.runs.length - wrong.length;
  say(`${right} passed, ${wrong.length} failed`);
  process.exitCode = wrong.length > 0 ? 1 : 0;
} catch (error) {
  say(error.message);
  process.exitCode = 1;
} finally {
  for (const stop of stops.reverse()) await stop();
}

async function prepare() {
  const build = { build: true };
  await ensurePackages();
  await ensurePrograms(build);
  await ensureArgoCrds(build);
  await ensureArgo(build);
  await ensureNode(build);
  if (!process.env.FLOWLENS_TEST_CLI) {
    await step("Building", () => run(process.execPath, ["esbuild.mjs"], { cwd: root }));
  }
  cpSync(flow, join(folder, "foreach_flow.py"));
}

async function measure() {
  const registry = await startRegistry();
  stops.push(registry.stop);
  const start = Date.now();
  const cluster = await step("Starting the cluster", startCluster);
  stops.push(cluster.stop);
  const starting = Date.now() - start;
  await step("Starting Argo Workflows", () => startArgo(cluster));
  const causes = [];
  for (const one of scenarios(registry.host)) causes.push(await tryCause(cluster, one));
  const runs = [await tryRun(cluster), await tryArgo(cluster)];
  const { items } = await cluster.api.get("/api/v1/nodes");
  const machine = { processors: availableParallelism(), load: loadavg()[1] };
  return { date: new Date(), machine, starting, causes, runs, node: items[0].status.nodeInfo };
}

/** Task attempts in a namespace, as `flowlens pods` tells them. */
async function tasksIn({ env }, namespace) {
  const args = [cli, "pods", "--namespace", namespace, "--format", "json"];
  return JSON.parse(await run(process.execPath, args, { env: { ...process.env, ...env } }))
    .workloads;
}

/** A task that goes wrong: how long after its creation the cause is said. */
async function tryCause(cluster, { name, what, expected, job, prepare: before }) {
  const namespace = await cluster.namespace(name);
  await before?.(cluster, namespace);
  await cluster.api.create(metaflowJob({ ...job, namespace }));
  const start = Date.now();
  const found = await waitFor(
    `The cause of ${name}`,
    async () => (await tasksIn(cluster, namespace)).find(({ cause }) => cause !== null),
    { milliseconds: 120_000, every: 50 },
  ).catch((error) => ({ cause: null, reason: error.message }));
  const isRight = found.cause === expected;
  say(`${isRight ? "✓" : "✗"} ${what}: ${found.cause}`);
  return { what, expected, ...found, isRight, milliseconds: Date.now() - start };
}

async function metaflow(cluster, namespace, args) {
  const env = { ...process.env, ...cluster.env, METAFLOW_KUBERNETES_NAMESPACE: namespace };
  return run(cluster.s3.python, ["foreach_flow.py", ...args], { cwd: folder, env });
}

async function tryRun(cluster) {
  const namespace = await cluster.namespace("metaflow");
  const what = "Metaflow: `run --with kubernetes` of a flow with a foreach";
  return timed(cluster, namespace, what, () =>
    metaflow(cluster, namespace, ["run", "--with", "kubernetes"]),
  );
}

async function tryArgo(cluster) {
  const namespace = await cluster.namespace("deployed");
  await allowArgo(cluster, namespace);
  const what = "Argo Workflows: the same flow deployed, triggered and run to its end";
  return timed(cluster, namespace, what, async () => {
    await metaflow(cluster, namespace, ["--with", "kubernetes", "argo-workflows", "create"]);
    await metaflow(cluster, namespace, ["argo-workflows", "trigger"]);
    const path = `/apis/argoproj.io/v1alpha1/namespaces/${namespace}/workflows`;
    const phase = await waitFor(
      "The Workflow",
      async () => {
        if (cluster.processes.pid("argo") === null) return cluster.processes.said("argo");
        const phase = (await cluster.api.get(path)).items[0]?.status?.phase;
        return /Succeeded|Failed|Error/.test(phase) && phase;
      },
      { milliseconds: 10 * 60_000, every: 500 },
    );
    if (phase !== "Succeeded") throw new Error(`The Workflow ended: ${phase}`);
  });
}

/** A run to its end: its seconds, and whether each of its tasks is shown as succeeded. */
async function timed(cluster, namespace, what, work) {
  const start = Date.now();
  try {
    await step(what, work);
    const tasks = await tasksIn(cluster, namespace);
    const isRight = tasks.length > 3 && tasks.every(({ state }) => state === "succeeded");
    return { what, milliseconds: Date.now() - start, tasks: tasks.length, isRight };
  } catch (error) {
    say(error.message);
    return { what, milliseconds: Date.now() - start, tasks: 0, isRight: false };
  }
}
