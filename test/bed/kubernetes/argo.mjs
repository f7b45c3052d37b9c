// Argo Workflows on a cluster of the test bed: its kinds alone, or its controller and executor too.
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command.mjs";
import { argoWorkflows } from "../versions.mjs";
import { archive } from "./images.mjs";
import { buildGo, goModule, goSource } from "./go.mjs";
import { ensurePart } from "./programs.mjs";

const MODULE = "github.com/argoproj/argo-workflows/v3";
const KINDS = ["workflowtemplates", "workflows", "cronworkflows"];

/** The folder of the definitions of Argo's kinds (without their schemas, as Argo's own install). */
export const ensureArgoCrds = ({ build = Boolean(process.env.CI) } = {}) =>
  ensurePart(
    [
      "argo-crds",
      argoWorkflows,
      async (folder) => {
        const source = await goModule(MODULE, argoWorkflows);
        await copy(join(source, "manifests/base/crds/minimal"), folder);
      },
    ],
    build,
  );

/**
 * Makes a cluster know Argo's kinds (Workflow, WorkflowTemplate, CronWorkflow, …), so that flows can
 * be deployed to it; nothing runs them. Some 2 seconds.
 */
export async function installArgoCrds(cluster) {
  const folder = await ensureArgoCrds();
  await cluster.kubectl(["apply", "--server-side", "-k", folder]);
  const names = KINDS.map((kind) => `crd/${kind}.argoproj.io`);
  await cluster.kubectl(["wait", "--for=condition=Established", "--timeout=30s", ...names]);
}

const EXECUTOR = `docker.io/flowlens-test/argoexec:${argoWorkflows}`;

/**
 * Runs Argo on a whole cluster (cluster.mjs): its kinds, its controller, and its executor's image on
 * the node. It ends with the cluster. Workflows run in namespaces that `allowArgo` was called for.
 */
export async function startArgo(cluster) {
  const programs = await ensureArgo();
  await installArgoCrds(cluster);
  const image = await archive(
    `argoexec-${argoWorkflows}`,
    EXECUTOR,
    { cmd: ["argoexec"] },
    (root) => {
      mkdirSync(join(root, "bin"));
      mkdirSync(join(root, "tmp"));
      copyFileSync(join(programs, "argoexec"), join(root, "bin/argoexec"));
    },
  );
  await cluster.node.importImage(image);
  const namespace = await cluster.namespace("argo");
  const metadata = { namespace, name: "workflow-controller-configmap" };
  const data = { metricsConfig: "{enabled: false}", telemetryConfig: "{enabled: false}" };
  await cluster.api.create({ apiVersion: "v1", kind: "ConfigMap", metadata, data });
  cluster.processes.start(
    "argo",
    join(programs, "workflow-controller"),
    [
      ...["--kubeconfig", cluster.kubeconfig, "--namespace", namespace],
      ...["--executor-image", EXECUTOR, "--executor-image-pull-policy", "IfNotPresent"],
    ],
    { LEADER_ELECTION_DISABLE: "true" },
  );
}

/** Lets the executor of a namespace's Workflows report its results. */
export async function allowArgo({ api }, namespace) {
  const metadata = { namespace, name: "executor" };
  const rbac = "rbac.authorization.k8s.io";
  const rules = [
    { apiGroups: ["argoproj.io"], resources: ["workflowtaskresults"], verbs: ["create", "patch"] },
  ];
  await api.create(
    { apiVersion: `${rbac}/v1`, kind: "Role", metadata, rules },
    {
      apiVersion: `${rbac}/v1`,
      kind: "RoleBinding",
      metadata,
      subjects: [{ kind: "ServiceAccount", name: "default" }],
      roleRef: { apiGroup: rbac, kind: "Role", name: "executor" },
    },
  );
}

/** The folder with Argo's `workflow-controller` and `argoexec`. */
export const ensureArgo = ({ build = Boolean(process.env.CI) } = {}) =>
  ensurePart(["argo-workflows", argoWorkflows, buildArgo], build);

async function buildArgo(folder) {
  const module = await goModule(MODULE, argoWorkflows);
  const source = join(folder, "source");
  await copy(module, source);
  const missing = join(source, "workflow/executor/os-specific/signal_linux.go");
  if (!existsSync(missing)) copyFileSync(goSource("signal_linux.go"), missing);
  for (const name of ["workflow-controller", "argoexec"]) {
    await buildGo({
      program: join(folder, name),
      goMod: [
        "module argo",
        "go 1.24",
        `require ${MODULE} v${argoWorkflows}`,
        `replace ${MODULE} => ${source}`,
        "",
      ].join("\n"),
      goSum: readFileSync(join(source, "go.sum"), "utf8"),
      packageName: `${MODULE}/cmd/${name}`,
      minutes: 20,
    });
  }
  rmSync(source, { recursive: true, force: true });
}

/** Go keeps modules read-only, folders too. */
async function copy(from, to) {
  cpSync(from, to, { recursive: true });
  await run("chmod", ["-R", "u+w", to]);
}
