import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  engineSentence,
  isMissingProgram,
  pullCause,
  startCause,
} from "../../../runtime/docker/sentences";

describe("pullCause", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["manifest for acme/train:2 not found: manifest unknown: manifest unknown", "not found"],
    [
      "pull access denied for acme/train, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
      "not pulled: no access",
    ],
    ["unauthorized: authentication required", "not pulled: no access"],
    [
      "toomanyrequests: You have reached your pull rate limit.",
      "not pulled: the registry's rate limit is reached",
    ],
    [
      'Get "https://no.example/v2/": dial tcp: lookup no.example: no such host',
      "not pulled: the registry cannot be reached",
    ],
    [
      "no matching manifest for linux/arm64/v8 in the manifest list entries",
      "is not made for this machine",
    ],
    ["invalid reference format", "has an invalid name"],
    ["write /var/lib/docker/tmp/x: no space left on device", "not pulled: the disk is full"],
    [
      "x509: certificate signed by unknown authority",
      "not pulled: the registry's certificate is not trusted",
    ],
    ["something new", "cannot be pulled"],
  ];
  for (const [said, reason] of cases) {
    it(said, () => {
      const cause = pullCause("acme/train:2", said);
      assert.equal(cause.reason, `image acme/train:2 ${reason}`);
      assert.match(cause.remedy, /[.d]$|something new$/);
    });
  }
});

describe("startCause", () => {
  it("a folder that the engine does not see", () => {
    const said =
      'invalid mount config for type "bind": bind source path does not exist: /home/me/flows';
    const { reason, remedy } = startCause("a", said);
    assert.equal(reason, "the Docker engine does not see the flow's folder");
    assert.match(remedy, /^Share \/home\/me\/flows with the engine/);
  });

  it("another architecture, too little memory, and what nobody knows", () => {
    assert.match(startCause("a", "exec format error").reason, /not made for this machine/);
    assert.match(startCause("a", "Minimum memory limit allowed is 6MB").remedy, /6 MB/);
    assert.equal(startCause("a", "odd").remedy, "The engine said: odd");
  });
});

it("tells a missing program from other failures to start", () => {
  const docker =
    'failed to create shim task: OCI runtime create failed: exec: "python": executable file not found in $PATH: unknown';
  assert.equal(isMissingProgram(docker), true);
  assert.equal(isMissingProgram("stat /opt/python: no such file or directory: unknown"), true);
  for (const podman of [
    'preparing container 1f for attach: runc: runc create failed: unable to start container process: exec: "python": executable file not found in $PATH: OCI runtime attempted to invoke a command that was not found',
    "preparing container 1f for attach: crun: executable file `python` not found in $PATH: No such file or directory: OCI runtime attempted to invoke a command that was not found",
  ]) {
    assert.equal(isMissingProgram(podman), true);
  }
  assert.match(
    startCause("a:1", "statfs /home/ada/flows: no such file or directory").remedy,
    /^Share \/home\/ada\/flows with/,
  );
  assert.equal(isMissingProgram("could not select device driver"), false);
});

it("says of an engine whether it may not be used, is not running, or is silent", () => {
  const sentence = (code?: string) =>
    engineSentence("unix:///s", Object.assign(new Error("x"), code === undefined ? {} : { code }));
  assert.match(sentence("EACCES"), /group docker/);
  assert.match(sentence("ENOENT"), /is not running: start Docker/);
  assert.match(sentence("ECONNREFUSED"), /is not running: start Docker/);
  assert.match(sentence(), /does not answer/);
});
