// A Debian with Python as a file tree, made once for a machine: the ground of all test images.
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "./command.mjs";
import { withLock } from "./install.mjs";
import { step } from "./progress.mjs";
import { sharedCache } from "./versions.mjs";

const SUITE = "bookworm";

/** Python's version in the tree, as image tags have it. */
export const basePython = "3.11";

/**
 * The path of a tar with the root file system: bash, Python 3.11 as `python3` and `python`,
 * certificates. Built by debootstrap (two minutes, as root) when it is not there and `build` says
 * so. Rejects with a sentence.
 */
export async function ensureBaseImage({ build: wanted = true } = {}) {
  const file = join(sharedCache, `debian-python-${SUITE}.tar`);
  await withLock(`${file}.lock`, async () => {
    if (existsSync(file)) return;
    if (!wanted) throw new Error("the base image is not built yet: npm run setup:docker");
    if (process.getuid?.() !== 0)
      throw new Error("The base image of the tests can only be built by root.");
    await step("Building the base image of the tests", () => build(file));
  });
  return file;
}

async function build(file) {
  const scratch = mkdtempSync(join(tmpdir(), "flowlens-base-"));
  const root = join(scratch, "root");
  try {
    const include = "--include=python3,ca-certificates";
    try {
      await run("debootstrap", ["--variant=minbase", include, SUITE, root, ...debianMirror()]);
    } catch (error) {
      throw new Error(`debootstrap could not make a Debian: ${error.message}`, { cause: error });
    }
    for (const folder of [
      "var/cache/apt",
      "var/lib/apt/lists",
      "usr/share/doc",
      "usr/share/locale",
    ])
      rmSync(join(root, folder), { recursive: true, force: true });
    symlinkSync("python3", join(root, "usr/bin/python"));
    const left = `${file}.${process.pid}`;
    await run("tar", ["-C", root, "--one-file-system", "-cf", left, "."]);
    renameSync(left, file);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The mirror that this machine itself uses; none when it is no Debian: debootstrap knows one. */
function debianMirror() {
  const folder = "/etc/apt/sources.list.d";
  const files = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  for (const file of ["/etc/apt/sources.list", ...files]) {
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const found = /^(?:deb\s(?:\[.*?\]\s*)?|URIs:\s*)(https?:\S+\/debian\/?)(?:\s|$)/m.exec(text);
    if (found) return [found[1]];
  }
  return [];
}
