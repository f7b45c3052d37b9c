// A real Kubernetes control plane for tests: etcd, API server, controllers and scheduler, without
// root and without a network. Pods are scheduled when there are nodes (fakeNode) and run on none.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { isAlive, run } from "../command.mjs";
import { apiClient } from "./api.mjs";
import { makeCertificates } from "./certificates.mjs";
import { kubeconfig, readCredentials } from "./kubeconfig.mjs";
import { endLeftover, freePort, keepProcesses, waitFor } from "../processes.mjs";
import { ensurePrograms } from "./programs.mjs";

const SERVERS = ["etcd", "apiserver", "controllers", "scheduler"];
const SERVICES = "10.96.0.0/16";
/** The address of the service `kubernetes`, by which pods find the API server. */
export const FIRST_SERVICE = "10.96.0.1";

/**
 * Starts a control plane (3 to 8 seconds); `stop()` ends it.
 *
 * Options: `folder` (logs, keys; a scratch folder by default, removed at the end); `apiServer`: more
 * arguments of the API server.
 *
 * Resolves to
 * - `kubeconfig`: path of an administrator's; `kubeconfigFor({ token, namespace, server })` writes
 *   another one and resolves to its path: without rights by default (403), `token: "wrong"` is 401;
 * - `server`: URL; `api`: see apiClient; `kubectl(args)`: its output; `env`: to use it by default;
 * - `killApiServer()`, `startApiServer()`, `restartApiServer()`: the second resolves when it is
 *   ready. A watch from before a restart gets 410 when anything has changed meanwhile;
 * - `namespace(name)`: makes one that pods can be created in; `processes`, `folder`, `pki`, `stop()`.
 */
export async function startControlPlane(options = {}) {
  const programs = await ensurePrograms();
  const folder = options.folder ?? scratchFolder();
  await endLeftover(join(folder, "logs"), SERVERS);
  for (const name of ["etcd", "pki"]) rmSync(join(folder, name), { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });

  const plan = await planOf(folder, programs, options);
  const processes = keepProcesses(join(folder, "logs"));
  const api = apiClient(plan.server, readCredentials(plan.pki));
  const startApiServer = async () => {
    if (processes.pid("apiserver") === null) startServer(processes, plan);
    await ready(processes, "apiserver", async () => (await api.text("/readyz")) === "ok");
  };
  const stop = async () => {
    api.close();
    await processes.endAll("SIGKILL");
    if (!options.folder) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    startEtcd(processes, plan);
    await startApiServer();
    startControllers(processes, plan);
    await ready(processes, "controllers", () => api.get("/api/v1/namespaces/default"));
    await usable(api, "default");
  } catch (error) {
    await stop();
    throw error;
  }
  const killApiServer = () => processes.end("apiserver", "SIGKILL");
  return {
    ...{ folder, processes, api, stop, startApiServer, killApiServer },
    ...{ kubeconfig: plan.kubeconfig, server: plan.server, pki: plan.pki, programs },
    env: { KUBECONFIG: plan.kubeconfig },
    kubeconfigFor: (wanted = {}) => otherKubeconfig(plan, wanted),
    kubectl: (args) => kubectl(plan, args),
    restartApiServer: async () => {
      await killApiServer();
      await startApiServer();
    },
    namespace: async (name) => {
      await api.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
      await usable(api, name);
      return name;
    },
  };
}

const SCRATCH = "flowlens-cluster-";

/** A new folder. Those of owners that were killed are removed meanwhile: etcd's is 64 MB. */
function scratchFolder() {
  for (const name of readdirSync(tmpdir())) {
    const owner = new RegExp(`^${SCRATCH}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    rmSync(join(tmpdir(), name), { recursive: true, force: true });
  }
  return mkdtempSync(join(tmpdir(), `${SCRATCH}${process.pid}-`));
}

async function planOf(folder, programs, { apiServer = [] }) {
  const pki = join(folder, "pki");
  makeCertificates(pki, ["127.0.0.1", FIRST_SERVICE]);
  const [port, etcdPort, peerPort] = [await freePort(), await freePort(), await freePort()];
  const server = `https://127.0.0.1:${port}`;
  const outsider = randomBytes(16).toString("hex");
  writeFileSync(join(pki, "tokens.csv"), `${outsider},outsider,outsider\n`, { mode: 0o600 });
  const file = join(folder, "kubeconfig");
  writeFileSync(file, kubeconfig(pki, { server }), { mode: 0o600 });
  const ports = { port, etcdPort, peerPort };
  return { folder, programs, kubeconfig: file, pki, server, apiServer, outsider, ...ports };
}

function startEtcd(processes, { folder, programs, etcdPort, peerPort }) {
  const peers = `http://127.0.0.1:${peerPort}`;
  const clients = `http://127.0.0.1:${etcdPort}`;
  processes.start("etcd", programs.etcd, [
    ...["--name", "test", "--data-dir", join(folder, "etcd"), "--log-level", "warn"],
    ...["--listen-client-urls", clients, "--advertise-client-urls", clients],
    ...["--listen-peer-urls", peers, "--initial-advertise-peer-urls", peers],
    ...["--initial-cluster", `test=${peers}`],
    // Alone and thrown away afterwards: neither the disk nor an election needs to be waited for.
    ...["--unsafe-no-fsync", "--heartbeat-interval", "20", "--election-timeout", "200"],
  ]);
}

function startServer(processes, { programs, pki, port, etcdPort, apiServer }) {
  processes.start("apiserver", join(programs.kubernetes, "kube-apiserver"), [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    `--secure-port=${port}`,
    "--bind-address=127.0.0.1",
    "--advertise-address=127.0.0.1",
    // The service's endpoint may not be a loopback address: pods come by a way of their own (node.mjs).
    "--endpoint-reconciler-type=none",
    `--tls-cert-file=${pki}/apiserver.crt`,
    `--tls-private-key-file=${pki}/apiserver.key`,
    `--client-ca-file=${pki}/ca.crt`,
    `--token-auth-file=${pki}/tokens.csv`,
    `--kubelet-client-certificate=${pki}/admin.crt`,
    `--kubelet-client-key=${pki}/admin.key`,
    "--kubelet-preferred-address-types=InternalIP",
    `--service-account-key-file=${pki}/accounts.pub`,
    `--service-account-signing-key-file=${pki}/accounts.key`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-cluster-ip-range=${SERVICES}`,
    "--authorization-mode=Node,RBAC",
    "--allow-privileged=true",
    "--profiling=false",
    ...apiServer,
  ]);
}

function startControllers(processes, { programs, pki, kubeconfig: file }) {
  const common = [
    `--kubeconfig=${file}`,
    "--leader-elect=false",
    "--secure-port=0",
    "--kube-api-qps=200",
    "--kube-api-burst=400",
  ];
  processes.start("controllers", join(programs.kubernetes, "kube-controller-manager"), [
    ...common,
    `--service-account-private-key-file=${pki}/accounts.key`,
    `--root-ca-file=${pki}/ca.crt`,
    "--use-service-account-credentials=true",
    // Fake nodes send no heartbeat: they stay ready for as long as a test lasts.
    "--node-monitor-grace-period=1h",
    "--node-monitor-period=1s",
  ]);
  processes.start("scheduler", join(programs.kubernetes, "kube-scheduler"), common);
}

/** Waits for a server; when it has ended instead, its log says why. */
async function ready(processes, name, check) {
  await waitFor(
    `The start of the ${name}`,
    async () => {
      if (processes.pid(name) === null) return "ended";
      return (await check()) ? "ready" : false;
    },
    { milliseconds: 90_000, every: 50 },
  ).then((outcome) => {
    if (outcome === "ended") throw new Error(`The ${name} ended:\n${processes.said(name)}`);
  });
}

/** Pods are refused until the namespace has its service account. */
const usable = (api, namespace) =>
  waitFor(
    `The service account of ${namespace}`,
    () => api.get(`/api/v1/namespaces/${namespace}/serviceaccounts/default`),
    { every: 50 },
  );

async function otherKubeconfig({ folder, pki, server, outsider }, wanted) {
  const name = `kubeconfig-${randomBytes(4).toString("hex")}`;
  const file = join(folder, name);
  writeFileSync(file, kubeconfig(pki, { server, token: outsider, ...wanted }), { mode: 0o600 });
  return file;
}

function kubectl({ programs, kubeconfig: file }, args) {
  return run(join(programs.kubernetes, "kubectl"), ["--kubeconfig", file, ...args], {
    timeout: 60_000,
  });
}
