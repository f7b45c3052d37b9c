import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { after, beforeEach, describe, it } from "node:test";
import { parse } from "yaml";
import { readKubeconfig, writePrivateKubeconfig } from "../../../runtime/cluster/kubeconfig";
import { loadKubeconfig } from "../../../runtime/cluster/kubeconfigFiles";

const scratch = mkdtempSync(join(tmpdir(), "flowlens-test-"));
let home = scratch;

after(() => {
  rmSync(scratch, { recursive: true });
});

beforeEach(() => {
  home = mkdtempSync(join(scratch, "home-"));
});

function write(name: string, content: string): string {
  const file = join(home, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const TEAM = `
apiVersion: v1
kind: Config
current-context: prod
contexts:
- name: dev
  context: {cluster: kind, user: ada, namespace: ml}
- name: prod
  context: {cluster: eks, user: aws}
clusters:
- name: kind
  cluster: {server: "https://127.0.0.1:6443", certificate-authority: certs/ca.crt}
- name: eks
  cluster: {server: "https://eks.example"}
users:
- name: ada
  user: {client-certificate: ada.crt, client-key: /keys/ada.key, token: hush-hush}
- name: aws
  user:
    exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: ./bin/aws, args: [eks, get-token]}
`;

async function sentence(environment: NodeJS.ProcessEnv): Promise<string> {
  const read = await readKubeconfig(environment, home);
  assert.ok("sentence" in read);
  return read.sentence;
}

describe("readKubeconfig", () => {
  it("reads ~/.kube/config: contexts in their order, the current one, credential programs", async () => {
    write(".kube/config", TEAM);
    assert.deepEqual(await readKubeconfig({}, home), {
      contexts: [
        { name: "dev", cluster: "kind", namespace: "ml", program: null },
        { name: "prod", cluster: "eks", namespace: null, program: "aws" },
      ],
      current: "prod",
    });
  });

  it("merges several files: the first to name a thing wins whole, missing ones are passed over", async () => {
    const first = write(
      "a/one",
      "contexts: [{name: dev, context: {cluster: other}}, {name: new, context: {cluster: c}}]\n",
    );
    const second = write("b/two", TEAM);
    const KUBECONFIG = [first, join(home, "none"), "", second].join(delimiter);
    const read = await readKubeconfig({ KUBECONFIG }, "/nowhere");
    assert.ok("contexts" in read);
    assert.deepEqual(
      read.contexts.map(({ name, cluster, namespace }) => [name, cluster, namespace]).sort(),
      [
        ["dev", "other", null],
        ["new", "c", null],
        ["prod", "eks", null],
      ],
    );
    assert.equal(read.current, "prod");
  });

  it("takes ~ in KUBECONFIG, and the current context of the first file that has one", async () => {
    write("one", "current-context: b\ncontexts: [{name: b, context: {}}]");
    write("two", "current-context: a\ncontexts: [{name: a, context: {}}]");
    const read = await readKubeconfig({ KUBECONFIG: `~/one${delimiter}~/two` }, home);
    assert.ok("contexts" in read);
    assert.equal(read.current, "b");
  });

  it("has no current context when the kubeconfig names one that is not there", async () => {
    write(".kube/config", "current-context: gone\ncontexts: [{name: a, context: {cluster: c}}]");
    const read = await readKubeconfig({}, home);
    assert.ok("contexts" in read);
    assert.equal(read.current, null);
  });

  it("says what to do without a kubeconfig, contexts, or readable YAML; never what is in it", async () => {
    assert.match(await sentence({}), /There is no kubeconfig at .*\.kube.config: log in/);
    assert.match(await sentence({ KUBECONFIG: "/no/such" }), /no kubeconfig at \/no\/such/);
    write(".kube/config", "apiVersion: v1\n");
    assert.match(await sentence({}), /has no contexts/);
    write(
      ".kube/config",
      "contexts: []\nusers:\n- name: a\n  user: {token: hush-hush\n  oops: [\n",
    );
    const said = await sentence({});
    assert.match(said, /not valid YAML at line \d+/);
    assert.doesNotMatch(said, /hush/);
    rmSync(join(home, ".kube"), { recursive: true });
    mkdirSync(join(home, ".kube", "config"), { recursive: true });
    assert.match(await sentence({}), /can't be read \(EISDIR\)/);
  });

  it("survives any shape of YAML", async () => {
    for (const text of [
      "",
      "[]",
      "5",
      "contexts: 3",
      "contexts: [1, {name: 2}, {}]",
      "a: *x",
      "&a [*a]",
    ]) {
      write(".kube/config", text);
      assert.ok("sentence" in (await readKubeconfig({}, home)), text);
    }
  });

  it("knows its own pod's cluster, unless KUBECONFIG says otherwise", async () => {
    write("pod/namespace", "team-a\n");
    const inside = { KUBERNETES_SERVICE_HOST: "fd00::1", KUBERNETES_SERVICE_PORT: "6443" };
    const own = await loadKubeconfig(inside, home, join(home, "pod"));
    assert.ok("contexts" in own);
    assert.equal(own.contexts.get("in-cluster")?.["namespace"], "team-a");
    assert.equal(own.clusters.get("in-cluster")?.["server"], "https://[fd00::1]:6443");
    assert.equal(own.users.get("in-cluster")?.["tokenFile"], join(home, "pod", "token"));
    assert.ok("sentence" in (await loadKubeconfig(inside, home, join(home, "none"))));
    const KUBECONFIG = write("named", TEAM);
    const named = await loadKubeconfig({ ...inside, KUBECONFIG }, home, join(home, "pod"));
    assert.ok("contexts" in named && named.current === "prod");
  });
});

describe("writePrivateKubeconfig", () => {
  it("writes that context alone, paths absolute, for the user alone, and removes it", async () => {
    write(".kube/config", TEAM);
    const made = await writePrivateKubeconfig({ environment: {}, home, context: "dev" });
    assert.ok("path" in made);
    const folder = join(home, ".kube");
    assert.equal(statSync(made.path).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(made.path)).mode & 0o777, 0o700);
    assert.deepEqual(parse(readFileSync(made.path, "utf8")), {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "dev",
      contexts: [{ name: "dev", context: { cluster: "kind", user: "ada", namespace: "ml" } }],
      clusters: [
        {
          name: "kind",
          cluster: {
            server: "https://127.0.0.1:6443",
            "certificate-authority": join(folder, "certs", "ca.crt"),
          },
        },
      ],
      users: [
        {
          name: "ada",
          user: {
            "client-certificate": join(folder, "ada.crt"),
            "client-key": "/keys/ada.key",
            token: "hush-hush",
          },
        },
      ],
    });
    made.dispose();
    made.dispose();
    assert.ok(!existsSync(dirname(made.path)));
  });

  it("makes the path of a credential program absolute", async () => {
    write(".kube/config", TEAM);
    const made = await writePrivateKubeconfig({ environment: {}, home, context: "prod" });
    assert.ok("path" in made);
    assert.ok(readFileSync(made.path, "utf8").includes(join(home, ".kube", "bin", "aws")));
    made.dispose();
  });

  it("says so when there is no such context or cluster", async () => {
    write(".kube/config", "contexts: [{name: a, context: {cluster: c}}]");
    const environment = {};
    const missing = await writePrivateKubeconfig({ environment, home, context: "b" });
    assert.deepEqual(missing, { sentence: "The kubeconfig has no context b: choose another one." });
    const broken = await writePrivateKubeconfig({ environment, home, context: "a" });
    assert.ok("sentence" in broken);
    assert.match(broken.sentence, /names the cluster "c", which it does not describe/);
  });
});
