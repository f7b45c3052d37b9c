// The programs of a Kubernetes control plane, built once for a machine.
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { installOnce } from "../install.mjs";
import { etcd, kubernetes, sharedCache } from "../versions.mjs";
import { buildGo, goModule } from "./go.mjs";

const NAMES = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
  "kubectl",
];

/**
 * The folder with Kubernetes' programs by their names, and the path of etcd. They are built when
 * they are not there and `build` says so (a quarter of an hour on two cores). Rejects with a sentence.
 */
export async function ensurePrograms({ build = Boolean(process.env.CI) } = {}) {
  const parts = [
    ["etcd", etcd, buildEtcd],
    ["kubernetes", kubernetes, buildKubernetes],
  ];
  const folders = [];
  for (const part of parts) folders.push(await ensurePart(part, build));
  return { etcd: join(folders[0], "etcd"), kubernetes: folders[1] };
}

/** The folder of a part that takes minutes to build: `[name, version, build(folder)]`. */
export async function ensurePart([name, version, make], build) {
  if (process.platform !== "linux") throw new Error(`${name} for the tests runs on Linux only.`);
  const installed = existsSync(join(sharedCache, `${name}-${version}`, ".installed"));
  if (!installed && !build) {
    throw new Error(`${name} ${version} is not built yet: npm run setup:cluster`);
  }
  try {
    return await installOnce(name, version, make, sharedCache);
  } catch (error) {
    throw new Error(`${name} ${version} could not be built: ${error.message}.`, { cause: error });
  }
}

async function buildEtcd(folder) {
  await buildGo({
    program: join(folder, "etcd"),
    goMod: `module etcd\ngo 1.24\nrequire go.etcd.io/etcd/server/v3 v${etcd}\n`,
    packageName: "go.etcd.io/etcd/server/v3",
    minutes: 10,
  });
}

async function buildKubernetes(folder) {
  const source = await goModule("k8s.io/kubernetes", kubernetes);
  await buildGo({
    program: join(folder, "kube"),
    goMod: kubernetesModule(readFileSync(join(source, "go.mod"), "utf8")),
    goSum: readFileSync(join(source, "go.sum"), "utf8"),
    source: "kube.go",
    ldflags: versionFlags(),
    minutes: 25,
  });
  for (const name of NAMES) symlinkSync("kube", join(folder, name));
}

/**
 * A go.mod that requires Kubernetes with the versions it pins itself. Its own libraries are folders
 * of its repository there (`./staging`, which no module carries); as modules they are v0.x.y.
 */
function kubernetesModule(text) {
  const staging = `v0.${kubernetes.split(".").slice(1).join(".")}`;
  const lines = (pattern) => text.match(pattern) ?? [];
  const requires = lines(/^require \([^)]*\)/gm).map((block) =>
    block.replace(/^(\s*k8s\.io\/[\w-]+) v0\.0\.0(?=\s)/gm, `$1 ${staging}`),
  );
  const replaces = lines(/^\s*k8s\.io\/[\w-]+(?= => \.\/staging\/)/gm).map(
    (name) => `\t${name.trim()} => ${name.trim()} ${staging}`,
  );
  return [
    "module kube",
    ...lines(/^go .*$/gm),
    ...lines(/^godebug .*$/gm),
    `require k8s.io/kubernetes v${kubernetes}`,
    ...requires,
    `replace (\n${replaces.join("\n")}\n)`,
    "",
  ].join("\n");
}

/** Without them the server says it is v0.0.0, and clients choose their behaviour by that. */
function versionFlags() {
  const [major, minor] = kubernetes.split(".");
  const values = {
    gitVersion: `v${kubernetes}`,
    gitMajor: major,
    gitMinor: minor,
    gitCommit: "0".repeat(40),
    gitTreeState: "clean",
    buildDate: "2026-01-01T00:00:00Z",
  };
  return ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((path) =>
    Object.entries(values).map(([name, value]) => `-X ${path}.${name}=${value}`),
  );
}
