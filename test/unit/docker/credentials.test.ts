import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { registryAuth } from "../../../runtime/docker/credentials";

const folder = mkdtempSync(join(tmpdir(), "flowlens-docker-config-"));
const env = { DOCKER_CONFIG: folder };
const base64 = (text: string): string => Buffer.from(text).toString("base64");

before(() => {
  const auths = {
    "registry.example.com": { auth: base64("ada:se:cret") },
    "team.azurecr.io": { auth: base64("00000000:"), identitytoken: "token" },
  };
  writeFileSync(join(folder, "config.json"), JSON.stringify({ auths }));
});
after(() => {
  rmSync(folder, { recursive: true });
});

describe("what docker login keeps", () => {
  it("is a name and a password", async () => {
    const serveraddress = "registry.example.com";
    const auth = await registryAuth(`${serveraddress}/acme/train:1`, env);
    assert.deepEqual(auth, { username: "ada", password: "se:cret", serveraddress });
  });

  it("is an identity token, without a password beside it", async () => {
    const auth = await registryAuth("team.azurecr.io/acme/train:1", env);
    const serveraddress = "team.azurecr.io";
    const nobody = { username: "", password: "" };
    assert.deepEqual(auth, { ...nobody, identitytoken: "token", serveraddress });
  });

  it("is nothing for a registry without a login", async () => {
    assert.equal(await registryAuth("other.example.com/x", env), null);
  });
});
