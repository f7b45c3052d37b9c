// A small client of the API server, for what tests set up and look at: a call is some milliseconds,
// kubectl's start alone is a fifth of a second.
import { Agent, request } from "node:https";

/**
 * Calls to the API server at `server` with the client certificate of `credentials`
 * (`{ ca, cert, key }`). Failures reject with the server's message and its `status`.
 */
export function apiClient(server, credentials) {
  const agent = new Agent({ ...credentials, keepAlive: true });
  const call = (method, path, body, type) => send(agent, new URL(path, server), method, body, type);
  return {
    /** The text of a path that is no object: `/readyz`, a log. */
    text: async (path) => (await call("GET", path)).body,
    get: async (path) => JSON.parse((await call("GET", path)).body),
    /** Creates objects, in order; resolves to the last as the server has it. */
    create: (...objects) =>
      inOrder(objects, async (object) =>
        JSON.parse((await call("POST", collectionOf(object), object)).body),
      ),
    /** Creates or changes objects to be so (server-side apply). */
    apply: (...objects) =>
      inOrder(objects, async (object) => {
        const path = `${pathOf(object)}?fieldManager=flowlens-test&force=true`;
        return JSON.parse((await call("PATCH", path, object, "application/apply-patch+yaml")).body);
      }),
    /** `object` is what `create` gave, or its kind and names; `part` for instance `status`. */
    patch: async (object, change, part = "") => {
      const path = part ? `${pathOf(object)}/${part}` : pathOf(object);
      return JSON.parse((await call("PATCH", path, change, "application/merge-patch+json")).body);
    },
    remove: async (object, options = { propagationPolicy: "Background" }) => {
      await call("DELETE", pathOf(object), options);
    },
    close: () => agent.destroy(),
  };
}

async function inOrder(objects, work) {
  let last;
  for (const object of objects) last = await work(object);
  return last;
}

function send(agent, url, method, body, type = "application/json") {
  return new Promise((resolve, reject) => {
    const text = body && JSON.stringify(body);
    // A DELETE's body has no length of its own accord, and the server would not read it.
    const headers = text ? { "content-type": type, "content-length": Buffer.byteLength(text) } : {};
    const sent = request(url, { agent, method, headers, timeout: 15_000 }, (response) => {
      let answer = "";
      response.setEncoding("utf8").on("data", (piece) => (answer += piece));
      response.on("error", reject);
      response.on("end", () => {
        if (response.statusCode < 300) resolve({ status: response.statusCode, body: answer });
        else reject(refusal(response.statusCode, answer));
      });
    });
    sent.on("timeout", () => sent.destroy(new Error(`${method} ${url.pathname} had no answer`)));
    sent.on("error", reject);
    sent.end(text);
  });
}

function refusal(status, text) {
  let message = text;
  try {
    message = JSON.parse(text).message ?? text;
  } catch {
    // Not every refusal is an object.
  }
  return Object.assign(new Error(`${status}: ${message}`), { status });
}

const CLUSTER_WIDE =
  /^(Namespace|Node|PersistentVolume|StorageClass|PriorityClass|ClusterRole|ClusterRoleBinding|CustomResourceDefinition)$/;

function collectionOf({ apiVersion, kind, metadata }) {
  const group = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const scope = CLUSTER_WIDE.test(kind) ? "" : `/namespaces/${metadata.namespace ?? "default"}`;
  return `${group}${scope}/${plural(kind.toLowerCase())}`;
}

const pathOf = (object) => `${collectionOf(object)}/${object.metadata.name}`;

const plural = (kind) => (kind.endsWith("s") ? `${kind}es` : kind.replace(/y$/, "ie").concat("s"));
