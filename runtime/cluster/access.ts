import { readFile } from "node:fs/promises";
import { Agent as HttpAgent, type OutgoingHttpHeaders } from "node:http";
import type { RequestOptions } from "node:https";
import { KubeConfig } from "@kubernetes/client-node/dist/config.js";
import { fields, items, text, type Json } from "../core/cluster/json";
import { Failure } from "./clusterError";
import type { ConnectOptions } from "./connection";
import { execCredential, type Credential } from "./execCredential";
import { proxyFor } from "./proxy";

/** What all requests of a time have in common. */
export interface Prepared extends Omit<RequestOptions, "headers"> {
  headers: OutgoingHttpHeaders;
}

/** How requests to one API server are made: certificates, token, proxy. */
export interface Access {
  readonly server: URL;
  /** Good for requests made now. `renew`: the last ones were not accepted (401). */
  current(renew?: boolean): Promise<Prepared>;
}

/** A browser login may be part of it. */
const EXEC_LIMIT = 60_000;

const LOGIN_LIMIT = 20_000;

/** A token in a file is replaced from time to time; client-go reads it again each minute too. */
const FILE_TOKEN_LIFE = 60_000;

/**
 * Reads a kubeconfig of one context into what requests need. The kubeconfig is interpreted by
 * client-node (certificates, OIDC, proxies); credential programs are ours, since client-node gives
 * them neither a time limit nor a clean error.
 */
export function accessOf(kubeconfig: Json, options: ConnectOptions): Access {
  const cluster = fields(fields(items(kubeconfig["clusters"])[0])["cluster"]);
  const user = fields(fields(items(kubeconfig["users"])[0])["user"]);
  const server = serverOf(cluster, options.context);
  refuseLegacy(user, options.context);
  let known: { readonly made: Prepared; readonly until: number } | null = null;
  let pending: Promise<Prepared> | null = null;
  const make = async (): Promise<Prepared> => {
    const { user: ready, until } = await credentialsOf(user, cluster, options);
    const whole = withProxy(cluster, server, options.environment);
    const made = await inTime(requestOptions(whole, ready), options.context);
    known = { made, until };
    return made;
  };
  return {
    server,
    current: async (renew = false) => {
      if (!renew && known !== null && Date.now() < known.until) return known.made;
      // Several watches ask at once: one program is run for all of them.
      pending ??= make().finally(() => {
        pending = null;
      });
      return pending;
    },
  };
}

function serverOf(cluster: Json, context: string): URL {
  const address = text(cluster["server"]) ?? "";
  const full = /^https?:\/\//.test(address) ? address : `https://${address}`;
  if (address !== "" && URL.canParse(full)) return new URL(full);
  throw new Failure(
    "kubeconfig",
    `The cluster of context ${context} has no usable server address in the kubeconfig: correct it.`,
  );
}

/** Kubernetes dropped them in 1.26; client-node would run their program by a shell, without a limit. */
function refuseLegacy(user: Json, context: string): void {
  const name = text(fields(user["auth-provider"])["name"]);
  if (name !== "gcp" && name !== "azure") return;
  const advice =
    name === "gcp"
      ? "gcloud container clusters get-credentials"
      : "az aks get-credentials and kubelogin convert-kubeconfig";
  throw new Failure(
    "kubeconfig",
    `Context ${context} logs in by the auth-provider ${name}, which Kubernetes has removed: write it anew with ${advice}.`,
  );
}

interface Ready {
  readonly user: Json;
  readonly until: number;
}

/** The user with its token or certificate in place of the program or file they come from. */
async function credentialsOf(user: Json, cluster: Json, options: ConnectOptions): Promise<Ready> {
  const { exec, tokenFile, ...rest } = user;
  const file = text(tokenFile);
  if (file !== null) {
    const token = (await readCredentialFile(file)).trim();
    return { user: { ...rest, token }, until: Date.now() + FILE_TOKEN_LIFE };
  }
  if (exec === undefined || exec === null) {
    // OIDC tokens are renewed by client-node whenever it is asked.
    const isLasting = rest["auth-provider"] === undefined;
    return {
      user: rest,
      until: isLasting ? Number.POSITIVE_INFINITY : Date.now() + FILE_TOKEN_LIFE,
    };
  }
  const program = text(fields(exec)["command"]) ?? "";
  if (!options.allowExec) {
    throw new Failure(
      "credentials",
      `Context ${options.context} gets its credentials by running ${program}: trust this workspace first.`,
    );
  }
  const made = await execCredential({
    ...{ exec: fields(exec), cluster: clusterInfo(cluster), limit: EXEC_LIMIT },
    ...{ environment: options.environment, home: options.home, context: options.context },
  });
  return { user: withCredential(rest, made), until: made.expires ?? Number.POSITIVE_INFINITY };
}

async function readCredentialFile(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw unreadable(error, file);
  }
}

function unreadable(error: unknown, file: string): Failure {
  const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
  return new Failure(
    "kubeconfig",
    `The kubeconfig names ${file}, which can't be read (${code}): log in again, or correct it.`,
    code,
  );
}

function withCredential(user: Json, { token, certificate, key }: Credential): Json {
  const base64 = (pem: string): string => Buffer.from(pem).toString("base64");
  return {
    ...user,
    ...(token === null ? {} : { token }),
    ...(certificate === null || key === null
      ? {}
      : { "client-certificate-data": base64(certificate), "client-key-data": base64(key) }),
  };
}

/** As credential programs are told of it: only the members that their API has. */
function clusterInfo(cluster: Json): Json {
  const names = [
    "server",
    "certificate-authority-data",
    "insecure-skip-tls-verify",
    "tls-server-name",
    "proxy-url",
  ];
  const present = names.filter((name) => cluster[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, cluster[name]]));
}

function withProxy(cluster: Json, server: URL, environment: NodeJS.ProcessEnv): Json {
  const proxy = text(cluster["proxy-url"]) ?? proxyFor(server, environment);
  return { ...cluster, server: server.href, ...(proxy === null ? {} : { "proxy-url": proxy }) };
}

async function requestOptions(cluster: Json, user: Json): Promise<Prepared> {
  const config = new KubeConfig();
  const options: Prepared = { headers: {} };
  try {
    config.loadFromString(
      JSON.stringify({
        "current-context": "own",
        contexts: [{ name: "own", context: { cluster: "own", user: "own" } }],
        clusters: [{ name: "own", cluster }],
        // Without a user client-node leaves the cluster's certificates out.
        users: [{ name: "own", user }],
      }),
    );
    if (/^http:/.test(text(cluster["server"]) ?? "")) return plain(user);
    await config.applyToHTTPSOptions(options);
  } catch (error) {
    const { path } = error as NodeJS.ErrnoException;
    if (path !== undefined) throw unreadable(error, path);
    throw error;
  }
  const groups = items(user["as-groups"]).map(String);
  if (groups.length > 0) options.headers["Impersonate-Group"] = groups;
  return options;
}

/** An OIDC login service is asked over the network, by client-node without a limit. */
async function inTime<T>(work: Promise<T>, context: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(
        new Failure("credentials", `The login service of context ${context} does not answer.`),
      );
    }, LOGIN_LIMIT);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** `kubectl proxy` and test servers: client-node refuses plain HTTP, kubectl does not. */
function plain(user: Json): Prepared {
  const token = text(user["token"]);
  return {
    agent: new HttpAgent(),
    headers: token === null ? {} : { Authorization: `Bearer ${token}` },
  };
}
