// A registry on the loopback: one image that can be pulled, as slowly as wanted, and refusals.
//   missing/x → 404, private/x → 401, limited/x → 429, python:3.11 → the base image as one layer
import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureBaseImage } from "../baseImage.mjs";

const types = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar",
};

const refusals = {
  missing: [404, "MANIFEST_UNKNOWN", "manifest unknown"],
  private: [401, "UNAUTHORIZED", "authentication required"],
  limited: [429, "TOOMANYREQUESTS", "You have reached your pull rate limit."],
};

/** `{ address, rate, stop() }`: `rate` is in bytes a second and may be changed; Infinity at first. */
export async function startRegistry() {
  const blobs = await pythonBlobs();
  const registry = { rate: Infinity };
  const server = createServer((request, response) => {
    answer(request, response, blobs, registry).catch(() => response.destroy());
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  registry.address = `127.0.0.1:${server.address().port}`;
  registry.stop = () =>
    new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  return registry;
}

async function answer(request, response, blobs, registry) {
  const [, name, kind, id] = /^\/v2\/(.+)\/(manifests|blobs)\/(.+)$/.exec(request.url) ?? [];
  const refusal = refusals[name?.split("/")[0]];
  if (refusal) return refuse(response, refusal);
  if (!name) return response.end("{}");
  const blob = kind === "manifests" ? blobs.manifest : blobs.byDigest.get(id);
  if (!blob) return refuse(response, refusals.missing);
  response.writeHead(200, {
    "Content-Type": blob.type,
    "Content-Length": blob.size,
    "Docker-Content-Digest": blob.digest,
  });
  if (request.method === "HEAD") return response.end();
  if (blob.content) return response.end(blob.content);
  return slowly(layerOf(blob.file), response, registry);
}

function refuse(response, [status, code, message]) {
  const more = status === 401 ? { "WWW-Authenticate": 'Basic realm="test"' } : {};
  response.writeHead(status, { "Content-Type": "application/json", ...more });
  response.end(JSON.stringify({ errors: [{ code, message }] }));
}

/** Longer than the tar that is imported: the engine would take a layer that it has. */
async function* layerOf(file) {
  yield* createReadStream(file);
  yield Buffer.alloc(padding);
}

const padding = 10_240;

async function slowly(file, response, registry) {
  const closed = new Promise((resolve) => response.once("close", resolve));
  for await (const chunk of file) {
    if (response.destroyed) return;
    if (!response.write(chunk)) {
      await Promise.race([new Promise((resolve) => response.once("drain", resolve)), closed]);
    }
    if (registry.rate !== Infinity) await sleep((chunk.length / registry.rate) * 1000);
  }
  response.end();
}

async function pythonBlobs() {
  const file = await ensureBaseImage();
  const hash = createHash("sha256");
  for await (const chunk of layerOf(file)) hash.update(chunk);
  const digest = `sha256:${hash.digest("hex")}`;
  const layer = { type: types.layer, size: statSync(file).size + padding, digest, file };
  const env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"];
  const config = inline(types.config, {
    architecture: process.arch === "x64" ? "amd64" : process.arch,
    os: "linux",
    config: { Env: env },
    rootfs: { type: "layers", diff_ids: [digest] },
    history: [{ created_by: "flowlens" }],
  });
  const about = ({ type, size, digest }) => ({ mediaType: type, size, digest });
  const manifest = inline(types.manifest, {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: about(config),
    layers: [about(layer)],
  });
  return { manifest, byDigest: new Map([config, layer, manifest].map((b) => [b.digest, b])) };
}

function inline(type, value) {
  const content = Buffer.from(JSON.stringify(value));
  const digest = `sha256:${createHash("sha256").update(content).digest("hex")}`;
  return { type, size: content.length, digest, content };
}
