import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { findEndpoint } from "../../../runtime/docker/endpoint";

describe("findEndpoint", () => {
  let home: string;
  before(async () => {
    home = await mkdtemp(join(tmpdir(), "flowlens-endpoint-"));
    const context = join(home, ".docker/contexts/meta", hash("colima"));
    await mkdir(context, { recursive: true });
    const meta = { Name: "colima", Endpoints: { docker: { Host: "unix:///colima.sock" } } };
    await writeFile(join(context, "meta.json"), JSON.stringify(meta));
    await writeFile(join(home, ".docker/config.json"), '{"currentContext":"colima"}');
  });
  after(() => rm(home, { recursive: true }));

  const hash = (name: string) => createHash("sha256").update(name).digest("hex");
  const found = (env: NodeJS.ProcessEnv) => findEndpoint(env, home);

  it("DOCKER_HOST wins over contexts", () => {
    const endpoint = found({ DOCKER_HOST: "unix:///my.sock", DOCKER_CONTEXT: "colima" });
    assert.deepEqual(endpoint, { name: "unix:///my.sock", options: { socketPath: "/my.sock" } });
  });

  it("the context in use, of the variable or of the file", () => {
    const colima = { name: "unix:///colima.sock", options: { socketPath: "/colima.sock" } };
    assert.deepEqual(found({}), colima);
    assert.deepEqual(found({ DOCKER_CONTEXT: "colima" }), colima);
    const missing = found({ DOCKER_CONTEXT: "gone" });
    assert.match("sentence" in missing ? missing.sentence : "", /context gone is not there/);
  });

  it("TCP on this machine, with its certificates", () => {
    assert.deepEqual(found({ DOCKER_HOST: "tcp://127.0.0.1:2375" }), {
      name: "tcp://127.0.0.1:2375",
      options: { protocol: "http", host: "127.0.0.1", port: 2375 },
    });
    assert.deepEqual(found({ DOCKER_HOST: "tcp://localhost", DOCKER_TLS_VERIFY: "1" }), {
      name: "tcp://localhost",
      options: { protocol: "https", host: "localhost", port: 2376 },
    });
  });

  it("an engine of another machine does not see the files", () => {
    for (const host of ["ssh://me@build", "tcp://10.0.0.7:2375", "npipe:////./pipe/docker"]) {
      const endpoint = found({ DOCKER_HOST: host });
      assert.match("sentence" in endpoint ? endpoint.sentence : "", /on another machine/);
    }
  });

  it("without any of these, the first socket that is there", async () => {
    const other = await mkdtemp(join(tmpdir(), "flowlens-endpoint-"));
    await mkdir(join(other, "podman"));
    await writeFile(join(other, "podman/podman.sock"), "");
    const endpoint = findEndpoint({ XDG_RUNTIME_DIR: other }, other);
    // A machine with an engine of its own has that socket first.
    const known = ["/var/run/docker.sock", join(other, "podman/podman.sock")];
    assert.ok("options" in endpoint && "socketPath" in endpoint.options);
    assert.ok(known.includes(endpoint.options.socketPath));
    await rm(other, { recursive: true });
  });
});
