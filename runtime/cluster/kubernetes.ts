import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { fields, items, text, type Json } from "../core/cluster/json";
import { accessOf, type Access } from "./access";
import { Failure, unanswered, type Asked } from "./clusterError";
import type {
  CallOptions,
  ConnectOptions,
  Connection,
  KubeList,
  ListOptions,
  LogOptions,
  ObjectRef,
  Resource,
  Right,
  WatchEvent,
  WatchOptions,
} from "./connection";
import { contextKubeconfig } from "./kubeconfigFiles";
import { groupOf, pathOf, singular } from "./resources";
import { open, send, type ApiRequest } from "./transport";
import { versionOf, watchEvents } from "./watchStream";

export { shownYaml } from "./shownYaml";
export { watchCluster } from "./watch";

/**
 * Reads the kubeconfig and prepares the connection to one context; nothing is sent yet. Rejects
 * with a ClusterError when the kubeconfig can't be used. Load this module by `import()`: it is a
 * bundle of its own.
 */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const own = await contextKubeconfig(options.environment, options.home, options.context);
  if ("sentence" in own) throw new Failure("kubeconfig", own.sentence);
  return new ApiConnection(options.context, accessOf(own.kubeconfig, options));
}

/** For an answer that is computed at once; the whole of a list takes longer than its beginning. */
const CALL_LIMIT = 15_000;
const FIRST_ANSWER = 10_000;
const LIST_LIMIT = 60_000;
const PAGE = "500";

/** No right to see a pod is an answer, too. */
function unlessForbidden(error: unknown): void {
  if (!(error instanceof Failure && error.trouble === "forbidden")) throw error;
}

class ApiConnection implements Connection {
  readonly server: string;

  constructor(
    readonly context: string,
    private readonly access: Access,
  ) {
    this.server = access.server.origin;
  }

  async list(
    resource: Resource,
    namespace: string | null,
    options: ListOptions = {},
  ): Promise<KubeList> {
    const { limit = LIST_LIMIT, begins = Math.min(limit, FIRST_ANSWER) } = options;
    const found: Json[] = [];
    let next = "";
    for (;;) {
      const query = { limit: PAGE, continue: next, labelSelector: options.labels ?? "" };
      // A silent server is known by the first page; one that has answered may take its time.
      const request = {
        ...this.request("list", resource, resource, namespace, options),
        ...{ query, limit: next === "" ? begins : limit, bodyLimit: limit },
      };
      const page = this.read(await send(this.access, request), request);
      found.push(...items(page["items"]).map(fields));
      next = text(fields(page["metadata"])["continue"]) ?? "";
      if (next === "") return { items: found, version: versionOf(page) ?? "" };
    }
  }

  async *watch(
    resource: Resource,
    namespace: string,
    options: WatchOptions,
  ): AsyncGenerator<WatchEvent> {
    const request = this.request("watch", resource, resource, namespace, options);
    const response = await open(this.access, {
      ...request,
      path: pathOf(resource, namespace),
      query: {
        ...{ watch: "1", allowWatchBookmarks: "true", resourceVersion: options.version },
        ...{ timeoutSeconds: String(options.seconds), labelSelector: options.labels ?? "" },
      },
    });
    options.onOpen?.();
    yield* watchEvents(response, request.asked, options.idleLimit);
  }

  async *podLog(options: LogOptions): AsyncGenerator<string> {
    const { namespace, pod, container = "", follow, previous, tail } = options;
    const what = `log of pod ${pod}`;
    const request = this.request("read the", "pods", what, namespace, options);
    const asked = {
      ...request,
      path: `${pathOf("pods", namespace, pod)}/log`,
      query: {
        container,
        follow: follow === true ? "true" : "",
        previous: previous === true ? "true" : "",
        tailLines: tail === undefined ? "" : String(tail),
      },
    };
    const there = { resource: "pods", namespace, name: pod } as const;
    const response = await (follow === true
      ? this.openQuiet(asked, there)
      : open(this.access, asked));
    response.setEncoding("utf8");
    try {
      for await (const part of response as AsyncIterable<string>) yield part;
    } catch (error) {
      throw unanswered(error, request.asked);
    } finally {
      response.destroy();
    }
  }

  async get(object: ObjectRef, options: CallOptions = {}): Promise<Json> {
    const request = this.about("get", object, options);
    return this.read(await send(this.access, request), request);
  }

  async getYaml(object: ObjectRef, options: CallOptions = {}): Promise<string> {
    const whole = await this.get(object, options);
    const metadata = { ...fields(whole["metadata"]), managedFields: undefined };
    return stringify({ ...whole, metadata }, { lineWidth: 0, aliasDuplicateObjects: false });
  }

  async can({ verb, resource, namespace }: Right, options: CallOptions = {}): Promise<boolean> {
    const what = "your rights";
    const request = this.request("check", resource, what, namespace, options);
    const attributes = { verb, resource, namespace, group: groupOf(resource) };
    const answer = await send(this.access, {
      ...request,
      method: "POST",
      path: "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
      body: {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SelfSubjectAccessReview",
        spec: { resourceAttributes: attributes },
      },
    });
    return fields(this.read(answer, request)["status"])["allowed"] === true;
  }

  async patch(object: ObjectRef, change: Json, options: CallOptions = {}): Promise<void> {
    await send(this.access, {
      ...this.about("change", object, options),
      ...{ method: "PATCH", body: change, contentType: "application/merge-patch+json" },
    });
  }

  async remove(object: ObjectRef, options: CallOptions = {}): Promise<void> {
    const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background" };
    try {
      await send(this.access, {
        ...this.about("delete", object, options),
        ...{ method: "DELETE", body },
      });
    } catch (error) {
      if (!(error instanceof Failure && error.trouble === "not-found")) throw error;
    }
  }

  /**
   * The answer begins when the container first prints, which may be never: whether the pod and the
   * cluster are still there is found out by asking for the pod.
   */
  private async openQuiet(request: ApiRequest, pod: ObjectRef): Promise<IncomingMessage> {
    const { limit, signal } = request;
    const control = new AbortController();
    const both = signal === undefined ? control.signal : AbortSignal.any([control.signal, signal]);
    const opened = open(this.access, {
      ...request,
      ...{ limit: Number.POSITIVE_INFINITY, signal: both },
    });
    const waited = new AbortController();
    const still = async (): Promise<never> => {
      for (;;) {
        await sleep(limit, undefined, { signal: waited.signal, ref: false });
        await this.get(pod, { limit, signal: waited.signal }).catch(unlessForbidden);
      }
    };
    try {
      return await Promise.race([opened, still()]);
    } catch (error) {
      control.abort();
      throw error;
    } finally {
      waited.abort();
    }
  }

  private about(verb: string, object: ObjectRef, options: CallOptions): ApiRequest {
    const { resource, namespace, name } = object;
    const what = `${singular(resource)} ${name}`;
    const request = this.request(verb, resource, what, namespace, options);
    return { ...request, path: pathOf(resource, namespace, name) };
  }

  private request(
    verb: string,
    resource: Resource,
    what: string,
    namespace: string | null,
    { limit = CALL_LIMIT, signal }: CallOptions,
  ): ApiRequest {
    const asked: Asked = { verb, what, namespace, context: this.context, server: this.server };
    return { method: "GET", path: pathOf(resource, namespace), asked, limit, signal };
  }

  private read(body: string, { asked }: ApiRequest): Json {
    try {
      return fields(JSON.parse(body));
    } catch {
      throw new Failure(
        "refused",
        `What answers at ${asked.server} is no Kubernetes API server: check the kubeconfig.`,
        "an answer that is no JSON",
      );
    }
  }
}
