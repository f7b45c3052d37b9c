// A real node for a control plane of the test bed: kubelet, containerd, pods with addresses. As root.
import { mkdirSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../command.mjs";
import { withLock } from "../install.mjs";
import { freePort, keepProcesses, waitFor } from "../processes.mjs";
import { sharedCache } from "../versions.mjs";
import { FIRST_SERVICE } from "./controlPlane.mjs";
import { ensureImages, pauseImage } from "./images.mjs";
import { clearNode, makeCgroup, rememberSettings } from "./nodeRemains.mjs";
import { ensureNodePrograms } from "./nodePrograms.mjs";

/** One at a time on a machine: a name, a network and a folder that a next one finds and clears. */
const BRIDGE = "flowlens0";
const CGROUP = "flowlens-test";
const FOLDER = join(tmpdir(), "flowlens-node");
const SUBNET = "10.244.77.0/24";
/** This machine for pods, and for itself: the same endpoint holds for both. */
export const nodeAddress = "10.244.77.1";
const NAME = "node-1";

/**
 * Adds a node to `cluster` that runs pods (6 to 15 seconds). It has the images of images.mjs and no
 * registry; there is no cluster DNS, and the service `kubernetes` is the only one that pods reach.
 *
 * Resolves to `{ name, address, importImage(archive), stop() }`. Rejects with a sentence when the
 * machine can't: not root, or no program.
 */
export async function startNode(cluster) {
  const { programs, archives } = await ensureNode();
  const release = await takeMachine();
  const remains = { folder: FOLDER, bridge: BRIDGE, cgroup: CGROUP };
  await clearNode(remains);
  await makeFolder();
  const restoreSettings = rememberSettings();
  const processes = keepProcesses(join(FOLDER, "logs"));
  const ctr = (...args) =>
    run(programs.ctr, ["--address", socket, "--namespace", "k8s.io", ...args]);
  const importImage = (archive) => ctr("images", "import", archive);
  let service = null;

  const stop = async () => {
    await removePods(cluster).catch(() => undefined);
    await processes.endAll("SIGKILL");
    service?.close();
    await clearNode(remains);
    restoreSettings();
    release();
  };
  try {
    await makeBridge();
    service = await forwardService(Number(new URL(cluster.server).port));
    startContainerd(processes, programs);
    await waitFor("The start of containerd", () => ctr("version"), { milliseconds: 30_000 });
    for (const archive of archives) await importImage(archive);
    makeCgroup(CGROUP);
    await startKubelet(processes, cluster, programs);
    const hasEnded = () => processes.pid("kubelet") === null;
    const settled = async () => hasEnded() || (await isReady(cluster.api));
    await waitFor("The node's readiness", settled, { milliseconds: 90_000 });
    if (hasEnded()) throw new Error("the kubelet ended");
  } catch (error) {
    const said = ["containerd", "kubelet"].map((name) => processes.said(name)).join("\n");
    await stop();
    throw new Error(`The node does not run: ${error.message}\n${said}`, { cause: error });
  }
  return { name: NAME, address: nodeAddress, importImage, stop };
}

/** Waits until no other node runs on this machine. Resolves to what lets the next one start. */
function takeMachine() {
  return new Promise((resolve, reject) => {
    const whole = () => new Promise((release) => resolve(release));
    withLock(join(sharedCache, "node.lock"), whole).catch(reject);
  });
}

/** What a node needs on this machine, made when it is not there. Rejects with a sentence. */
export async function ensureNode(options) {
  if (process.getuid?.() !== 0) throw new Error("a Kubernetes node can only be run by root");
  const programs = await ensureNodePrograms(options);
  return { programs, archives: await ensureImages(programs) };
}

/** Why no node can be run on this machine, in a sentence; empty when one can. */
export const whyNoNode = (options) =>
  ensureNode(options).then(
    () => "",
    (error) => error.message,
  );

/** In memory: images are thousands of files that are written, and removed again, for a few tests. */
async function makeFolder() {
  mkdirSync(FOLDER, { recursive: true, mode: 0o711 });
  await run("mount", ["-t", "tmpfs", "-o", "size=4g,mode=711", "flowlens-node", FOLDER]);
  mkdirSync(join(FOLDER, "run"), { mode: 0o711 });
}

const socket = join(FOLDER, "run/containerd.sock");

async function makeBridge() {
  const ip = (...args) => run("ip", args);
  await ip("link", "add", BRIDGE, "type", "bridge");
  await ip("addr", "add", `${nodeAddress}/24`, "dev", BRIDGE);
  // Pods ask the service `kubernetes` at its own address: it is one of this machine's.
  await ip("addr", "add", `${FIRST_SERVICE}/32`, "dev", BRIDGE);
  await ip("link", "set", BRIDGE, "up");
}

/** In place of kube-proxy, whose rules in the machine's packet filter would outlive a crash. */
function forwardService(port) {
  const server = createServer((pod) => {
    const api = connect(port, "127.0.0.1");
    const end = () => {
      pod.destroy();
      api.destroy();
    };
    for (const one of [pod, api]) one.on("error", end).on("close", end);
    pod.pipe(api).pipe(pod);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(443, FIRST_SERVICE, () => {
      server.unref();
      resolve(server);
    });
  });
}

function startContainerd(processes, programs) {
  const network = {
    cniVersion: "0.4.0",
    name: BRIDGE,
    plugins: [
      {
        type: "bridge",
        bridge: BRIDGE,
        ipam: {
          type: "host-local",
          dataDir: join(FOLDER, "addresses"),
          ranges: [[{ subnet: SUBNET, rangeStart: "10.244.77.10", gateway: nodeAddress }]],
          routes: [{ dst: "0.0.0.0/0" }],
        },
      },
    ],
  };
  mkdirSync(join(FOLDER, "network"));
  writeFileSync(join(FOLDER, "network/10-bridge.conflist"), JSON.stringify(network));
  const file = join(FOLDER, "containerd.toml");
  writeFileSync(file, containerdSettings(programs));
  processes.start("containerd", programs.containerd, ["--config", file], {
    PATH: `${programs.shims}:${process.env.PATH}`,
  });
}

/** An older containerd may not set a pod's OOM score below its own, and fails when it may not. */
const containerdSettings = ({ runc, cni }) => `version = 2
root = "${FOLDER}/containerd"
state = "${FOLDER}/run/containerd"
[grpc]
address = "${socket}"
[ttrpc]
address = "${socket}.ttrpc"
[plugins."io.containerd.internal.v1.opt"]
path = "${FOLDER}/opt"
[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "${pauseImage}"
restrict_oom_score_adj = true
netns_mounts_under_state_dir = true
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
runtime_type = "io.containerd.runc.v2"
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
SystemdCgroup = false
BinaryName = "${runc}"
[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "${cni}"
conf_dir = "${FOLDER}/network"
`;

async function startKubelet(processes, cluster, programs) {
  const settings = {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(cluster.pki, "ca.crt") },
    },
    authorization: { mode: "Webhook" },
    address: nodeAddress,
    port: await freePort(),
    healthzPort: 0,
    containerRuntimeEndpoint: `unix://${socket}`,
    cgroupDriver: "cgroupfs",
    cgroupRoot: `/${CGROUP}`,
    enforceNodeAllocatable: ["pods"],
    failSwapOn: false,
    // Nobody listens there; without it each pod gets a warning that it has no DNS.
    clusterDNS: ["10.96.0.10"],
    clusterDomain: "cluster.local",
    podLogsDir: join(FOLDER, "podlogs"),
    volumePluginDir: join(FOLDER, "plugins"),
    staticPodPath: "",
    makeIPTablesUtilChains: false,
    // The machine's disk and memory are not this test's business.
    evictionHard: {
      "memory.available": "100Mi",
      "nodefs.available": "1%",
      "imagefs.available": "1%",
    },
    imageGCHighThresholdPercent: 100,
    localStorageCapacityIsolation: true,
    syncFrequency: "10s",
  };
  const file = join(FOLDER, "kubelet.json");
  writeFileSync(file, JSON.stringify(settings));
  processes.start("kubelet", join(cluster.programs.kubernetes, "kubelet"), [
    ...["--config", file, "--kubeconfig", cluster.kubeconfig],
    ...["--root-dir", join(FOLDER, "kubelet"), "--cert-dir", join(FOLDER, "kubelet-pki")],
    ...["--hostname-override", NAME, "--node-ip", nodeAddress],
  ]);
}

async function isReady(api) {
  const { status } = await api.get(`/api/v1/nodes/${NAME}`);
  return status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True");
}

/** The kubelet takes a pod down more tidily than we can. */
async function removePods({ api }) {
  const { items } = await api.get("/api/v1/pods");
  const now = { gracePeriodSeconds: 0, propagationPolicy: "Background" };
  const pods = items.filter(({ spec }) => spec.nodeName === NAME);
  for (const { metadata } of (await api.get("/apis/batch/v1/jobs")).items) {
    await api.remove({ apiVersion: "batch/v1", kind: "Job", metadata }, now);
  }
  for (const { metadata } of pods) {
    await api.remove({ apiVersion: "v1", kind: "Pod", metadata }, now).catch(() => undefined);
  }
}
