import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { describe, it } from "node:test";
import { registryAuth, serverOf } from "../../../runtime/docker/credentials";
import { engineFacts, saidBy } from "../../../runtime/docker/engine";
import { finished, withTag } from "../../../runtime/docker/image";
import { PullProgress } from "../../../runtime/docker/pullProgress";

const hub = "https://index.docker.io/v1/";

describe("images", () => {
  it("have a tag or a digest, the last one by default", () => {
    assert.deepEqual(
      ["python", "python:3.11", "host:5000/x", "host:5000/x:1", "x@sha256:ab"].map(withTag),
      ["python:latest", "python:3.11", "host:5000/x:latest", "host:5000/x:1", "x@sha256:ab"],
    );
  });

  it("are on Docker Hub unless they name a registry", () => {
    assert.deepEqual(
      [
        "python:3.11",
        "acme/x",
        "docker.io/acme/x",
        "ghcr.io/acme/x",
        "localhost/x",
        "h:5000/x",
      ].map(serverOf),
      [hub, hub, hub, "ghcr.io", "localhost", "h:5000"],
    );
  });

  it("are pulled with what docker login keeps", async () => {
    const folder = await mkdtemp(join(tmpdir(), "flowlens-login-"));
    const auth = Buffer.from("me:pass:word").toString("base64");
    await writeFile(join(folder, "config.json"), JSON.stringify({ auths: { "h:5000": { auth } } }));
    const env = { DOCKER_CONFIG: folder };
    assert.deepEqual(await registryAuth("h:5000/x", env), {
      username: "me",
      password: "pass:word",
      serveraddress: "h:5000",
    });
    assert.equal(await registryAuth("python:3.11", env), null);
    await writeFile(join(folder, "config.json"), JSON.stringify({ credsStore: "not-there" }));
    assert.equal(await registryAuth("h:5000/x", env), null);
    await rm(folder, { recursive: true });
  });
});

it("PullProgress adds up the layers", () => {
  const progress = new PullProgress();
  assert.equal(progress.text(), "waiting for the registry");
  const take = (id: string, status: string, current?: number, total?: number) => {
    progress.take({ id, status, progressDetail: { current, total } });
  };
  take("a", "Pulling fs layer");
  take("a", "Downloading", 1_500_000, 4_000_000);
  take("b", "Downloading", 30_000_000, 60_000_000);
  assert.equal(progress.text(), "32 of 64 MB");
  take("a", "Download complete");
  assert.equal(progress.text(), "34 of 64 MB");
  take("b", "Verifying Checksum");
  take("b", "Extracting", 1, 60_000_000);
  assert.equal(progress.text(), "unpacking");
  progress.take({ status: "Digest: sha256:…" });
  progress.take(null);
  assert.equal(progress.text(), "unpacking");
});

describe("a pull", () => {
  const read = (text: string): Promise<void> => {
    const stream = Readable.from([Buffer.from(text.slice(0, 7)), Buffer.from(text.slice(7))]);
    return finished(stream, new AbortController().signal, () => undefined);
  };

  it("ends well, whatever else the engine says", async () => {
    await read('{"status":"Pulling","id":"a"}\r\nnot json\n{"status":"Status: Downloaded"}\n');
  });

  it("has failed when a message says so, though the answer was 200", async () => {
    const docker =
      '{"status":"Downloading","id":"a"}\n{"errorDetail":{"message":"m"},"error":"write /x: no space left on device"}\n';
    await assert.rejects(read(docker), /^Error: write \/x: no space left on device$/);
    // As Podman 4.3 ends it.
    await assert.rejects(
      read('{"progressDetail":{},"error":"manifest unknown"}'),
      /manifest unknown/,
    );
  });

  it("is over when it is cancelled", async () => {
    const control = new AbortController();
    const done = finished(new PassThrough(), control.signal, () => undefined);
    control.abort();
    await assert.rejects(done, /cancelled/);
  });
});

it("engineFacts reads what engines say of themselves", () => {
  const docker = {
    NCPU: 8,
    SecurityOptions: ["name=seccomp,profile=default"],
    Runtimes: { runc: {} },
  };
  assert.deepEqual(engineFacts(docker), {
    ...{ cpus: 8, rootless: false, remapped: false, selinux: false, gpus: false },
  });
  const podman = { NCPU: 2, SecurityOptions: ["name=rootless", "name=selinux"], Runtimes: null };
  assert.deepEqual(engineFacts(podman), {
    ...{ cpus: 2, rootless: true, remapped: false, selinux: true, gpus: false },
  });
  assert.equal(engineFacts({ Runtimes: { nvidia: {} } }).gpus, true);
  assert.equal(engineFacts({}).cpus, Infinity);
});

it("saidBy takes the client's words off the engine's", () => {
  const error = new Error("(HTTP code 404) unexpected - manifest unknown - really ");
  assert.equal(saidBy(error), "manifest unknown - really");
});
