import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** The checkout, seen from out/test/cluster/live. */
export const root = resolve(__dirname, "../../../..");

/** An object of the API, as JSON. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name?: string;
    readonly namespace?: string;
    readonly generateName?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

interface KubeList {
  readonly items: readonly KubeObject[];
}

/** Calls to the API server; refusals reject with its message and `status`. */
interface Api {
  readonly text: (path: string) => Promise<string>;
  readonly get: (path: string) => Promise<KubeObject & KubeList>;
  readonly create: (...objects: readonly KubeObject[]) => Promise<KubeObject>;
  readonly apply: (...objects: readonly KubeObject[]) => Promise<KubeObject>;
  readonly patch: (object: KubeObject, change: object, part?: string) => Promise<KubeObject>;
  readonly remove: (object: KubeObject) => Promise<void>;
}

/** Who a kubeconfig is for (nobody with rights by default) and where it points. */
interface OtherUser {
  readonly token?: string;
  readonly namespace?: string;
  readonly server?: string;
}

type Server = "etcd" | "apiserver" | "controllers" | "scheduler";

export interface ControlPlane {
  readonly kubeconfig: string;
  readonly server: string;
  readonly folder: string;
  readonly api: Api;
  readonly env: Readonly<Record<string, string>>;
  readonly processes: {
    readonly pid: (name: Server) => number | null;
    readonly said: (name: Server) => string;
  };
  readonly kubeconfigFor: (user?: OtherUser) => Promise<string>;
  readonly kubectl: (args: readonly string[]) => Promise<string>;
  readonly namespace: (name: string) => Promise<string>;
  readonly killApiServer: () => Promise<void>;
  readonly startApiServer: () => Promise<void>;
  readonly restartApiServer: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

interface ControlPlaneOptions {
  readonly folder?: string;
  /** More arguments of the API server. */
  readonly apiServer?: readonly string[];
}

/** What differs from a plain task; see test/bed/kubernetes/objects.mjs. */
export interface JobOptions {
  readonly namespace?: string;
  readonly flow?: string;
  readonly run?: string;
  readonly step?: string;
  readonly task?: string;
  readonly attempt?: number;
  readonly image?: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly limits?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly deadline?: number;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly pod?: object;
  readonly container?: object;
}

interface NodeOptions {
  readonly cpu?: string;
  readonly memory?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { key: string; value?: string; effect: string }[];
}

interface Objects {
  readonly metaflowJob: (options: JobOptions) => KubeObject;
  readonly fakeNode: (api: Api, name: string, options?: NodeOptions) => Promise<KubeObject>;
  readonly quota: (
    api: Api,
    namespace: string,
    hard: Readonly<Record<string, string>>,
  ) => Promise<KubeObject>;
  readonly claim: (namespace: string, name: string, storageClass?: string) => KubeObject;
  readonly storageClass: (name: string, bindingMode?: string) => KubeObject;
  readonly secret: (
    namespace: string,
    name: string,
    data: Readonly<Record<string, string>>,
  ) => KubeObject;
}

export interface S3 {
  readonly endpoint: string;
  readonly bucket: string;
  /** Puts Metaflow's datastore there. */
  readonly env: Readonly<Record<string, string>>;
  /** A Python with Metaflow and what it needs for Kubernetes. */
  readonly python: string;
  readonly stop: () => Promise<void>;
}

/** A control plane with a node that runs pods, and S3 that both reach. */
export interface Cluster extends ControlPlane {
  readonly s3: S3;
}

interface Images {
  /** Runs Metaflow's tasks offline. */
  readonly taskImage: string;
  /** Without bash and Python. */
  readonly busyboxImage: string;
}

interface Registry {
  readonly host: string;
  readonly stop: () => Promise<void>;
}

/** Why no node runs here, for `skip`; false when one does. */
export const noNode = process.env["FLOWLENS_TEST_NO_NODE"] || false;

/** The bed's modules run without being compiled. */
async function bed<T>(name: string): Promise<T> {
  return (await import(pathToFileURL(join(root, "test/bed", name)).href)) as T;
}

/** A control plane of its own, without nodes; `stop` it. Some 5 seconds. */
export async function startControlPlane(options?: ControlPlaneOptions): Promise<ControlPlane> {
  const module = await bed<{
    startControlPlane: (options?: ControlPlaneOptions) => Promise<ControlPlane>;
  }>("kubernetes/controlPlane.mjs");
  return module.startControlPlane(options);
}

/** What tests put on a cluster. */
export const loadObjects = (): Promise<Objects> => bed<Objects>("kubernetes/objects.mjs");

/** Resolves to the first result of `check` that is true; rejects with `what` when time is up. */
export async function waitFor<T>(
  what: string,
  check: () => Promise<T | null | undefined | false> | T | null | undefined | false,
  options?: { readonly milliseconds?: number; readonly every?: number },
): Promise<T> {
  const module = await bed<{ waitFor: typeof waitFor }>("processes.mjs");
  return module.waitFor(what, check, options);
}

/** A whole cluster; one at a time on a machine, as root. Its `env` sends Metaflow's tasks there. */
export async function startCluster(): Promise<Cluster> {
  const module = await bed<{ startCluster: () => Promise<Cluster> }>("kubernetes/cluster.mjs");
  return module.startCluster();
}

/** An S3 server with a bucket. */
export async function startS3(): Promise<S3> {
  return (await bed<{ startS3: () => Promise<S3> }>("s3.mjs")).startS3();
}

/** Makes the cluster know Argo's kinds. */
export async function installArgoCrds(cluster: ControlPlane): Promise<void> {
  const module = await bed<{ installArgoCrds: (cluster: ControlPlane) => Promise<void> }>(
    "kubernetes/argo.mjs",
  );
  await module.installArgoCrds(cluster);
}

/** A registry that has `/missing/…` not, wants a login for `/private/…`, and limits `/limited/…`. */
export async function startRegistry(): Promise<Registry> {
  const module = await bed<{ startRegistry: () => Promise<Registry> }>("kubernetes/registry.mjs");
  return module.startRegistry();
}

/** The names of the images that a node has. */
export const loadImages = (): Promise<Images> => bed<Images>("kubernetes/images.mjs");
