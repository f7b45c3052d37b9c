// What a node leaves on the machine: processes, mounts, a bridge, cgroups, kernel settings.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { run } from "../command.mjs";
import { waitFor } from "../processes.mjs";

/**
 * Removes all that a node with this `folder`, `bridge` and `cgroup` has left, be it after its stop or
 * because its owner was killed. What is not there is fine.
 */
export async function clearNode({ folder, bridge, cgroup }) {
  await waitFor("The end of the pods' processes", () => killAll(folder, cgroup), {
    milliseconds: 20_000,
  });
  for (const path of mountsIn(folder)) await run("umount", ["--lazy", path]).catch(() => undefined);
  await run("ip", ["link", "delete", bridge]).catch(() => undefined);
  for (const path of cgroupsOf(cgroup)) removeCgroup(path);
  removeLogLinks(folder);
  removeNetworkResults(bridge);
  await run("rm", ["-rf", folder]);
}

/** True when none is left. */
function killAll(folder, cgroup) {
  const found = new Set([...processesNaming(folder), ...cgroupsOf(cgroup).flatMap(members)]);
  for (const pid of found) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It went by itself.
    }
  }
  return found.size === 0;
}

/** containerd's shims outlive it; their arguments name its socket. */
function processesNaming(folder) {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => {
      const [program = "", ...args] = read(`/proc/${pid}/cmdline`).split("\0");
      const isOurs = /(containerd|containerd-shim[\w-]*|kubelet)$/.test(program);
      return isOurs && args.some((argument) => argument.startsWith(folder));
    })
    .map(Number);
}

/** Makes the cgroup that holds all pods: the kubelet wants to find it. */
export function makeCgroup(name) {
  for (const hierarchy of hierarchies()) {
    const path = join(hierarchy, name);
    if (!existsSync(path)) mkdirSync(path);
    // All pods together are one rival of every process outside: by default they starve beside tests.
    for (const [file, value] of [
      ["cpu.shares", "8192"],
      ["cpu.weight", "800"],
    ]) {
      if (existsSync(join(path, file))) writeFileSync(join(path, file), value);
    }
    // Under v1 a group has no processors until it is given some.
    for (const file of ["cpuset.cpus", "cpuset.mems"]) {
      if (hierarchy !== CGROUPS && existsSync(join(path, file))) {
        writeFileSync(join(path, file), read(join(hierarchy, file)));
      }
    }
  }
}

const CGROUPS = "/sys/fs/cgroup";

/** One under cgroup v2, one for each controller under v1. */
function hierarchies() {
  if (existsSync(join(CGROUPS, "cgroup.controllers"))) return [CGROUPS];
  return existsSync(CGROUPS) ? folders(CGROUPS) : [];
}

const cgroupsOf = (name) =>
  hierarchies()
    .map((path) => join(path, name))
    .filter((path) => existsSync(path));

const members = (path) => [
  ...read(join(path, "cgroup.procs")).split("\n").filter(Boolean).map(Number),
  ...folders(path).flatMap(members),
];

function removeCgroup(path) {
  for (const one of folders(path)) removeCgroup(one);
  try {
    rmdirSync(path);
  } catch {
    // A process is still ending in it; an empty cgroup does no harm.
  }
}

const folders = (path) =>
  readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(path, name));

/** The deepest first. */
const mountsIn = (folder) =>
  read("/proc/mounts")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path === folder || path.startsWith(`${folder}/`))
    .reverse();

/** The kubelet links every log there, wherever its own folder is. */
function removeLogLinks(folder) {
  const logs = "/var/log/containers";
  for (const name of existsSync(logs) ? readdirSync(logs) : []) {
    const path = join(logs, name);
    if (readlinkSync(path).startsWith(folder)) rmSync(path);
  }
}

function removeNetworkResults(bridge) {
  const results = "/var/lib/cni/results";
  for (const name of existsSync(results) ? readdirSync(results) : []) {
    if (name.startsWith(`${bridge}-`)) rmSync(join(results, name));
  }
}

/** The kubelet sets these for the whole machine. */
const SETTINGS = [
  "vm/overcommit_memory",
  "vm/panic_on_oom",
  "kernel/panic",
  "kernel/panic_on_oops",
  "kernel/keys/root_maxkeys",
  "kernel/keys/root_maxbytes",
].map((name) => join("/proc/sys", name));

/** Remembers the kernel's settings. Returns what brings them back. */
export function rememberSettings() {
  const before = SETTINGS.map((path) => [path, read(path)]);
  return () => {
    for (const [path, value] of before) {
      if (value !== "" && read(path) !== value) writeFileSync(path, value);
    }
  };
}

function read(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
