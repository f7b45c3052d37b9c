// A small Kubernetes API server that tells what recordings of real clusters hold: lists and watches
// of pods, Jobs, events and Workflows, single objects, logs. For the symptoms that need a kubelet.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const kinds = {
  pods: ["Pod", "v1"],
  jobs: ["Job", "batch/v1"],
  events: ["Event", "v1"],
  workflows: ["Workflow", "argoproj.io/v1alpha1"],
};

/**
 * Starts it. `log`: what a container printed, by pod name or for all. Resolves to `url`, `namespaces`,
 * `put(kind, object)`, `remove(kind, namespace, name)`, `drop()` (breaks all watches), `answer(status)`
 * (every call fails with it; null: as usual), `stop()`.
 */
export async function startReplayApi({ log = () => "" } = {}) {
  const objects = new Map();
  const watches = new Set();
  const namespaces = new Set(["default"]);
  let version = 100;
  let refusal = null;

  const keyOf = (kind, namespace, name) => `${kind}/${namespace}/${name}`;
  const journal = [];
  const tell = (kind, type, object) => {
    journal.push({ at: version, kind, type, object });
    for (const watch of watches)
      if (
        watch.kind === kind &&
        watch.namespace === object.metadata.namespace &&
        watch.wants(object)
      )
        watch.response.write(`${JSON.stringify({ type, object })}\n`);
  };
  const put = (kind, given) => {
    const [name, apiVersion] = kinds[kind];
    const metadata = { ...given.metadata, resourceVersion: String(++version) };
    const object = { ...given, kind: name, apiVersion, metadata };
    const key = keyOf(kind, metadata.namespace, metadata.name);
    const type = objects.has(key) ? "MODIFIED" : "ADDED";
    namespaces.add(metadata.namespace);
    objects.set(key, { kind, object });
    tell(kind, type, object);
  };
  const remove = (kind, namespace, name) => {
    const key = keyOf(kind, namespace, name);
    const known = objects.get(key);
    objects.delete(key);
    version++;
    if (known) tell(kind, "DELETED", known.object);
  };

  const answer = (response, status, body) => {
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  };
  const refuse = (response, code, message) =>
    answer(response, code, { kind: "Status", status: "Failure", code, message });
  const list = (response, kind, namespace, wants) => {
    const items = [...objects.values()]
      .filter((one) => one.kind === kind && one.object.metadata.namespace === namespace)
      .map(({ object }) => object)
      .filter(wants);
    const metadata = { resourceVersion: String(version) };
    answer(response, 200, { kind: `${kinds[kind][0]}List`, metadata, items });
  };
  const watch = (response, kind, namespace, wants, since) => {
    const one = { kind, namespace, wants, response };
    watches.add(one);
    response.on("close", () => watches.delete(one));
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    for (const { at, type, object, ...about } of journal)
      if (
        at > since &&
        about.kind === kind &&
        object.metadata.namespace === namespace &&
        wants(object)
      )
        response.write(`${JSON.stringify({ type, object })}\n`);
  };

  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://localhost");
    if (refusal !== null) return refuse(response, refusal, "refused by the test");
    if (pathname === "/api/v1/namespaces") {
      const items = [...namespaces].map((name) => ({ metadata: { name } }));
      return answer(response, 200, { kind: "NamespaceList", metadata: {}, items });
    }
    const [, namespace, kind, name, part] =
      /\/namespaces\/([^/]+)\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(pathname) ?? [];
    if (!(kind in kinds)) return refuse(response, 404, `no ${pathname} here`);
    if (part === "log") {
      response.writeHead(200, { "content-type": "text/plain" });
      return response.end(log(name, searchParams));
    }
    if (name !== undefined) {
      const known = objects.get(keyOf(kind, namespace, name));
      return known ? answer(response, 200, known.object) : refuse(response, 404, `no ${name}`);
    }
    const [label, value] = (searchParams.get("labelSelector") ?? "").split("=");
    const wants = (object) => label === "" || object.metadata.labels?.[label] === value;
    return searchParams.has("watch")
      ? watch(response, kind, namespace, wants, Number(searchParams.get("resourceVersion")))
      : list(response, kind, namespace, wants);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

  const drop = () => {
    for (const { response } of watches) response.destroy();
  };
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    put,
    remove,
    drop,
    answer: (status) => {
      refusal = status;
      if (status !== null) drop();
    },
    stop: async () => {
      drop();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A kubeconfig's text for it (JSON is YAML too). */
export const kubeconfigFor = (url, { context = "replay", namespace = "metaflow" } = {}) =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": context,
    contexts: [
      { name: context, context: { cluster: "replay", user: "replay", namespace } },
      {
        name: `${context}-2`,
        context: { cluster: "replay", user: "replay", namespace: "default" },
      },
    ],
    clusters: [{ name: "replay", cluster: { server: url } }],
    users: [{ name: "replay", user: { token: "replayed" } }],
  });

/**
 * The objects at the end of a recording (deleted ones as they last were), as if all of it had
 * happened until now in `namespace`: pairs of kind and object for `put`. `flow` names another flow;
 * objects that are no tasks of Metaflow become tasks of it, each a step by its own name.
 */
export function replayed(file, { namespace, flow, run, ago = 5, until = Infinity }) {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const last = new Map();
  for (const line of lines.slice(0, until)) {
    const { kind: named, object } = JSON.parse(line);
    const kind = Object.keys(kinds).find(
      (one) => one === named || kinds[one][0] === (object.kind ?? named),
    );
    if (kind !== undefined) last.set(`${kind}/${object.metadata.name}`, [kind, object]);
  }
  const text = JSON.stringify([...last.values()]);
  const times = [...text.matchAll(STAMP)].map(([, time]) => Date.parse(time));
  // A deadline or a lease lies ahead: what happened last is what an object or event was told of.
  const shift =
    Date.now() - ago * 1000 - Math.max(...times.filter((time) => time < Date.now() + 1e13));
  const now = text.replace(STAMP, (all, time) =>
    all.replace(time, new Date(Date.parse(time) + shift).toISOString()),
  );
  return JSON.parse(now).map(([kind, object]) => [
    kind,
    owned(kind, object, { namespace, flow, run }),
  ]);
}

const STAMP = /"(20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)"/g;

function owned(kind, object, { namespace, flow, run }) {
  const metadata = { ...object.metadata, namespace };
  if (kind === "events") {
    return {
      ...object,
      metadata,
      involvedObject: { ...object.involvedObject, namespace },
    };
  }
  const { annotations = {}, labels = {}, name } = metadata;
  const step = name.replaceAll("-", "_");
  return {
    ...object,
    metadata: {
      ...metadata,
      labels: { ...labels, "app.kubernetes.io/part-of": "metaflow" },
      annotations: {
        ...{ "metaflow/step_name": step, "metaflow/task_id": "1", "metaflow/attempt": "0" },
        ...annotations,
        "metaflow/flow_name": flow,
        "metaflow/run_id": run,
      },
    },
  };
}
