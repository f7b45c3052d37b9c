// What a node needs besides the kubelet: containerd, runc, CNI plugins and busybox, from Debian's
// packages, unpacked and not installed, so that nothing on the machine changes.
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { run } from "../command.mjs";
import { buildGo } from "./go.mjs";
import { ensurePart } from "./programs.mjs";

const PACKAGES = ["containerd", "runc", "containernetworking-plugins", "busybox-static"];

/** Resolves to their paths: `{ containerd, ctr, runc, cni, busybox, pause }`, `cni` a folder. */
export async function ensureNodePrograms({ build = Boolean(process.env.CI) } = {}) {
  const folder = await ensurePart(["kubernetes-node", debian(), unpack], build);
  const root = join(folder, "root");
  return {
    containerd: join(root, "usr/bin/containerd"),
    ctr: join(root, "usr/bin/ctr"),
    shims: join(root, "usr/bin"),
    runc: join(root, "usr/sbin/runc"),
    cni: join(root, "usr/lib/cni"),
    busybox: join(root, "bin/busybox"),
    pause: join(folder, "pause"),
  };
}

/** The packages' versions are those of the machine's own Debian. */
function debian() {
  const release = readFileSync("/etc/os-release", "utf8");
  const value = (name) => new RegExp(`^${name}="?([^"\\n]*)"?$`, "m").exec(release)?.[1] ?? "";
  return `${value("ID")}-${value("VERSION_ID")}`;
}

async function unpack(folder) {
  try {
    await run("apt-get", ["download", ...PACKAGES], { cwd: folder });
  } catch {
    // The lists of packages may be missing or old.
    await run("apt-get", ["update"], { timeout: 5 * 60_000 });
    await run("apt-get", ["download", ...PACKAGES], { cwd: folder });
  }
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".deb"))) {
    await run("dpkg-deb", ["-x", join(folder, file), join(folder, "root")]);
    rmSync(join(folder, file));
  }
  const goMod = "module pause\ngo 1.24\n";
  await buildGo({ program: join(folder, "pause"), goMod, source: "pause.go", minutes: 5 });
}
