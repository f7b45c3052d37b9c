// Container images as OCI archives, made of file trees: none comes from a registry.
import { createHash } from "node:crypto";
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ensureBaseImage } from "../baseImage.mjs";
import { run } from "../command.mjs";
import { step } from "../progress.mjs";
import { ensureClusterMetaflow } from "../python.mjs";
import { clusterPackages, sharedCache } from "../versions.mjs";

export const pauseImage = "docker.io/flowlens-test/pause:1";
/** Without bash and Python, so no image for Metaflow. */
export const busyboxImage = "docker.io/flowlens-test/busybox:1";
/** Runs Metaflow's tasks offline: Debian, Python, boto3, requests. */
export const taskImage = "docker.io/flowlens-test/task:1";

const PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Paths of the archives of the three images. `programs` are those of the node. */
export async function ensureImages(programs) {
  const tasks = clusterPackages.find((name) => name.startsWith("boto3")).replace("==", "-");
  return [
    await archive("pause-1", pauseImage, { cmd: ["/pause"] }, (root) =>
      copyFileSync(programs.pause, join(root, "pause")),
    ),
    await archive("busybox-1", busyboxImage, { cmd: ["/bin/sh"] }, (root) => {
      mkdirSync(join(root, "bin"));
      copyFileSync(programs.busybox, join(root, "bin/busybox"));
      for (const name of ["sh", "sleep", "true"]) symlinkSync("busybox", join(root, "bin", name));
    }),
    // The variable stops tasks from installing boto3 themselves: they are offline.
    await archive(
      `task-${tasks}`,
      taskImage,
      { cmd: ["python"], env: ["METAFLOW_SKIP_INSTALL_DEPENDENCIES=1"] },
      fillTaskRoot,
    ),
  ];
}

async function fillTaskRoot(root) {
  await run("tar", ["-C", root, "-xf", await ensureBaseImage()]);
  const python = await ensureClusterMetaflow();
  const packages = join(root, "usr/lib/python3/dist-packages");
  const wanted = [clusterPackages.find((name) => name.startsWith("boto3")), "requests"];
  await run(python, ["-m", "pip", "install", "--quiet", "--target", packages, ...wanted]);
  // Compiled once here, not by every task.
  const paths = ["/usr/lib/python3.11", "/usr/lib/python3/dist-packages"];
  await run("chroot", [root, "python", "-m", "compileall", "-q", ...paths]).catch(() => undefined);
}

/**
 * The path of the archive of an image `name`, kept as `file` in the cache; `fill(root)` makes its
 * file tree, `config` is its `cmd` and `env`.
 */
export async function archive(file, name, config, fill) {
  const path = join(sharedCache, "images", `${file}.tar`);
  if (existsSync(path)) return path;
  mkdirSync(join(sharedCache, "images"), { recursive: true });
  const scratch = mkdtempSync(join(tmpdir(), "flowlens-image-"));
  try {
    await step(`Making the image ${name}`, async () => {
      const root = join(scratch, "root");
      mkdirSync(root);
      await fill(root);
      const unfinished = `${path}.${process.pid}`;
      await pack(scratch, root, name, config, unfinished);
      renameSync(unfinished, path);
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return path;
}

/** Writes a tree as an image of one layer, not compressed: importing it is a plain copy. */
async function pack(scratch, root, name, { cmd, env = [] }, file) {
  const image = join(scratch, "image");
  const blobs = join(image, "blobs/sha256");
  mkdirSync(blobs, { recursive: true });
  const layer = join(blobs, "layer");
  await run("tar", ["-C", root, "--owner=0", "--group=0", "--numeric-owner", "-cf", layer, "."]);
  const hash = createHash("sha256");
  await pipeline(createReadStream(layer), hash);
  const layerDigest = hash.digest("hex");
  const size = statSync(layer).size;
  renameSync(layer, join(blobs, layerDigest));
  const media = (kind) => `application/vnd.oci.image.${kind}`;
  const put = (content) => {
    const text = JSON.stringify(content);
    const digest = createHash("sha256").update(text).digest("hex");
    writeFileSync(join(blobs, digest), text);
    return { digest: `sha256:${digest}`, size: Buffer.byteLength(text) };
  };
  const config = put({
    architecture: process.arch === "arm64" ? "arm64" : "amd64",
    os: "linux",
    config: { Cmd: cmd, Env: [PATH, ...env] },
    rootfs: { type: "layers", diff_ids: [`sha256:${layerDigest}`] },
  });
  const manifest = put({
    schemaVersion: 2,
    mediaType: media("manifest.v1+json"),
    config: { mediaType: media("config.v1+json"), ...config },
    layers: [{ mediaType: media("layer.v1.tar"), digest: `sha256:${layerDigest}`, size }],
  });
  const annotations = {
    "io.containerd.image.name": name,
    "org.opencontainers.image.ref.name": name.slice(name.lastIndexOf(":") + 1),
  };
  const manifests = [{ mediaType: media("manifest.v1+json"), ...manifest, annotations }];
  writeFileSync(join(image, "index.json"), JSON.stringify({ schemaVersion: 2, manifests }));
  writeFileSync(join(image, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  await run("tar", ["-C", image, "-cf", file, "."]);
}
