import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, beforeEach, describe, it } from "node:test";
import type { AddressInfo } from "node:net";
import { connect } from "../../../runtime/cluster/kubernetes";
import { failure, FakeApi, kubeconfig, status } from "./fakeApi";
import { until } from "./watching";

const scratch = mkdtempSync(join(tmpdir(), "flowlens-test-"));
let api: FakeApi;

after(() => {
  rmSync(scratch, { recursive: true });
});
beforeEach(async () => {
  api = new FakeApi();
  await api.start();
});
afterEach(() => api.close());

const jobs = { resource: "jobs", namespace: "ml", name: "t-1" } as const;

describe("a connection's calls", () => {
  it("get an object, and as YAML without managedFields", async () => {
    api.override = (url, _request, response) => {
      assert.equal(url.pathname, "/apis/batch/v1/namespaces/ml/jobs/t-1");
      response.end(JSON.stringify({ kind: "Job", metadata: { name: "t-1", managedFields: [1] } }));
      return true;
    };
    const connection = await api.connect();
    assert.equal((await connection.get(jobs))["kind"], "Job");
    assert.equal(await connection.getYaml(jobs), "kind: Job\nmetadata:\n  name: t-1\n");
  });

  it("send the token, ask for rights, change and delete", async () => {
    const bodies: unknown[] = [];
    api.override = (url, request, response) => {
      assert.equal(request.headers.authorization, "Bearer hush-hush");
      let text = "";
      request.on("data", (part) => (text += String(part)));
      request.on("end", () => {
        bodies.push([request.method, url.pathname, JSON.parse(text)]);
        response.end(JSON.stringify({ status: { allowed: true } }));
      });
      return true;
    };
    const connection = await api.connect();
    assert.equal(await connection.can({ verb: "create", resource: "jobs", namespace: "ml" }), true);
    await connection.patch(jobs, { spec: { parallelism: 0 } });
    await connection.remove(jobs);
    const path = "/apis/batch/v1/namespaces/ml/jobs/t-1";
    assert.deepEqual(bodies.slice(1), [
      ["PATCH", path, { spec: { parallelism: 0 } }],
      [
        "DELETE",
        path,
        { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background" },
      ],
    ]);
    assert.match(JSON.stringify(bodies[0]), /"verb":"create","resource":"jobs".*"group":"batch"/);
  });

  it("follow a log as it comes", async () => {
    api.override = (url, _request, response) => {
      assert.equal(url.search, "?container=train&follow=true&tailLines=5");
      response.write("one\ntw");
      setTimeout(() => response.end("o\n"), 20);
      return true;
    };
    const connection = await api.connect();
    const options = { namespace: "ml", pod: "p", container: "train", follow: true, tail: 5 };
    let text = "";
    for await (const part of connection.podLog(options)) text += part;
    assert.equal(text, "one\ntwo\n");
  });

  it("follow a container that prints nothing for longer than an answer may take", async () => {
    let asked = 0;
    api.override = (url, _request, response) => {
      if (url.pathname.endsWith("/log")) setTimeout(() => response.end("at last\n"), 250);
      else if (++asked === 1) status(response, 403, "no right to see pods");
      else response.end("{}");
      return true;
    };
    const connection = await api.connect();
    const options = { namespace: "ml", pod: "p", follow: true, limit: 50 };
    let text = "";
    for await (const part of connection.podLog(options)) text += part;
    assert.equal(text, "at last\n");
    assert.ok(asked >= 2, "it was looked whether the pod is still there");
  });

  it("wait longer for the whole of a list than for its beginning", async () => {
    api.override = (url, _request, response) => {
      const isFirst = !url.searchParams.has("continue");
      response.write(isFirst ? '{"metadata":{"continue":"2"},' : "{");
      setTimeout(() => response.end(`"items":[{"page":${isFirst ? 1 : 2}}]}`), 200);
      return true;
    };
    const { items } = await (await api.connect()).list("pods", "ml", { begins: 100 });
    assert.deepEqual(items, [{ page: 1 }, { page: 2 }]);
  });

  it("take what is gone for deleted", async () => {
    api.override = (_url, _request, response) => {
      status(response, 404, "not found");
      return true;
    };
    await (await api.connect()).remove(jobs);
  });
});

describe("a call that fails says what to do", () => {
  const answers: [number, RegExp, string][] = [
    [401, /does not accept your credentials: log in to it again/, "credentials"],
    [403, /^You have no right to get job t-1 in namespace ml: ask for a role/, "forbidden"],
    [404, /^There is no job t-1 in namespace ml\.$/, "not-found"],
    [500, /^The cluster could not get job t-1 in namespace ml: etcd is down$/, "refused"],
  ];
  for (const [code, sentence, trouble] of answers) {
    it(String(code), async () => {
      api.override = (_url, _request, response) => {
        status(response, code, "etcd is down");
        return true;
      };
      const failed = await failure((await api.connect()).get(jobs));
      assert.match(failed.message, sentence);
      assert.equal(failed.trouble, trouble);
    });
  }

  it("no answer in time", async () => {
    api.override = () => true;
    const connection = await api.connect();
    const failed = await failure(connection.get(jobs, { limit: 60 }));
    assert.match(failed.message, /did not answer within/);
    assert.equal(failed.trouble, "timeout");
  });

  it("a list that does not begin", async () => {
    api.override = () => true;
    const connection = await api.connect();
    const failed = await failure(connection.list("pods", "ml", { begins: 60 }));
    assert.match(failed.message, /did not answer within/);
  });

  it("a log of a pod that went, or of a cluster that fell silent, before anything was printed", async () => {
    const follow = async (): Promise<void> => {
      const options = { namespace: "ml", pod: "p", follow: true, limit: 40 };
      const pieces = (await api.connect()).podLog(options);
      for await (const piece of pieces) assert.fail(piece);
    };
    api.override = (url, _request, response) => {
      if (!url.pathname.endsWith("/log")) status(response, 404, "no such pod");
      return true;
    };
    assert.match((await failure(follow())).message, /^There is no pod p in namespace ml\.$/);
    api.override = () => true;
    assert.match((await failure(follow())).message, /did not answer within/);
    await until(() => api.open === 0);
  });

  it("an answer that stops in the middle", async () => {
    api.override = (_url, _request, response) => {
      response.write('{"kind":');
      return true;
    };
    const failed = await failure((await api.connect()).get(jobs, { limit: 60 }));
    assert.equal(failed.trouble, "timeout");
  });

  it("cancelled", async () => {
    api.override = () => true;
    const control = new AbortController();
    const call = failure((await api.connect()).get(jobs, { signal: control.signal }));
    control.abort();
    assert.equal((await call).trouble, "cancelled");
  });

  it("no Kubernetes there", async () => {
    api.override = (_url, _request, response) => {
      response.end("<html>hello</html>");
      return true;
    };
    assert.match((await failure((await api.connect()).get(jobs))).message, /no Kubernetes API/);
  });

  it("no TLS there", async () => {
    const server = createServer((socket) => socket.end("SSH-2.0\r\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const connection = await to(`https://127.0.0.1:${port}`, { token: "hush" });
    assert.match((await failure(connection.get(jobs))).message, /it does not speak TLS/);
    server.close();
  });

  it("files that are not there, a broken certificate, no such host", async () => {
    const told = async (user: object, server = "https://127.0.0.1:1"): Promise<string> =>
      (await failure((await to(server, user)).get(jobs))).message;
    assert.match(await told({ tokenFile: "/no/token" }), /names \/no\/token, which can't be read/);
    const files = { "client-certificate": "/no/crt", "client-key": "/no/key" };
    assert.match(await told(files), /names \/no\/crt, which can't be read \(ENOENT\)/);
    const data = { "client-certificate-data": "aHVzaA==", "client-key-data": "aHVzaA==" };
    assert.match(await told(data), /certificate or key of context fake .* can't be used/);
    assert.match(await told({}), /connection refused/);
    assert.match(await told({}, "https://no-such-host.invalid"), /host name is not known/);
  });

  it("a kubeconfig that can't be used", async () => {
    const gcp = { "auth-provider": { name: "gcp", config: { "cmd-path": "/bin/false" } } };
    assert.match((await failure(api.connect(gcp))).message, /gcloud container clusters/);
    assert.match((await failure(to("", {}))).message, /no usable server address/);
    const missing = connect({ environment: {}, home: "/no", context: "a", allowExec: false });
    assert.match((await failure(missing)).message, /There is no kubeconfig at/);
  });
});

async function to(server: string, user: object): ReturnType<typeof connect> {
  const KUBECONFIG = join(scratch, "config");
  writeFileSync(KUBECONFIG, JSON.stringify(kubeconfig(server, user)));
  const environment = { KUBECONFIG, PATH: process.env["PATH"] };
  return connect({ environment, home: scratch, context: "fake", allowExec: true });
}
