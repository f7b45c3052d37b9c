import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** How dockerode reaches an engine. */
export interface Endpoint {
  /** As the user would name it, for sentences: `unix:///var/run/docker.sock`. */
  readonly name: string;
  readonly options:
    | { readonly socketPath: string }
    | {
        readonly protocol: "http" | "https";
        readonly host: string;
        readonly port: number;
        readonly ca?: string;
        readonly cert?: string;
        readonly key?: string;
      };
}

/** No engine can be used; the sentence says what to do. */
export interface NoEndpoint {
  readonly sentence: string;
}

/**
 * Where the engine is, by the rules of Docker's own command line: DOCKER_HOST, else the context of
 * DOCKER_CONTEXT or of `~/.docker/config.json`; else the first socket that is there of Docker,
 * rootless Docker, Docker Desktop, Colima, Rancher Desktop and Podman. Only files are looked at.
 */
export function findEndpoint(env: NodeJS.ProcessEnv, home: string): Endpoint | NoEndpoint {
  const folder = env["DOCKER_CONFIG"] || join(home, ".docker");
  const host = env["DOCKER_HOST"];
  if (host) return endpointOf(host, tlsFolder(env, folder));
  const context = env["DOCKER_CONTEXT"] || currentContext(folder);
  if (context && context !== "default") return contextEndpoint(folder, context);
  const socket = usualSockets(env, home).find((path) => existsSync(path));
  return socket === undefined
    ? {
        sentence:
          "No Docker engine was found: install Docker or Podman and start it, or set DOCKER_HOST.",
      }
    : { name: `unix://${socket}`, options: { socketPath: socket } };
}

function usualSockets(env: NodeJS.ProcessEnv, home: string): readonly string[] {
  const runtime = env["XDG_RUNTIME_DIR"];
  return [
    "/var/run/docker.sock",
    ...(runtime ? [join(runtime, "docker.sock")] : []),
    join(home, ".docker/run/docker.sock"),
    join(home, ".docker/desktop/docker.sock"),
    join(home, ".colima/default/docker.sock"),
    join(home, ".rd/docker.sock"),
    ...(runtime ? [join(runtime, "podman/podman.sock")] : []),
    "/run/podman/podman.sock",
  ];
}

function endpointOf(host: string, tls: string | null): Endpoint | NoEndpoint {
  if (host.startsWith("unix://"))
    return { name: host, options: { socketPath: host.slice("unix://".length) } };
  const tcp = /^(?:tcp|https?):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/?$/.exec(host);
  const machine = tcp?.[1]?.replace(/^\[|\]$/g, "");
  if (machine === undefined || !isThisMachine(machine)) {
    return {
      sentence: `The Docker engine ${host} is on another machine and cannot see the flow's files: choose an engine of this machine (DOCKER_HOST or docker context use).`,
    };
  }
  const secure = tls !== null || host.startsWith("https:");
  const port = Number(tcp?.[2] ?? (secure ? 2376 : 2375));
  return {
    name: host,
    options: { protocol: secure ? "https" : "http", host: machine, port, ...certificates(tls) },
  };
}

function isThisMachine(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}

function tlsFolder(env: NodeJS.ProcessEnv, folder: string): string | null {
  const wanted = env["DOCKER_TLS_VERIFY"] || env["DOCKER_TLS"];
  return wanted ? env["DOCKER_CERT_PATH"] || folder : null;
}

function certificates(folder: string | null): Record<string, string> {
  if (folder === null) return {};
  const found = ["ca", "cert", "key"].flatMap((name) => {
    const text = readText(join(folder, `${name}.pem`));
    return text === null ? [] : [[name, text] as const];
  });
  return Object.fromEntries(found);
}

function currentContext(folder: string): string | null {
  const context = readJson(join(folder, "config.json"))?.["currentContext"];
  return typeof context === "string" ? context : null;
}

/** A context is kept in a folder that is named by its name's hash. */
function contextEndpoint(folder: string, context: string): Endpoint | NoEndpoint {
  const id = createHash("sha256").update(context).digest("hex");
  const meta = readJson(join(folder, "contexts/meta", id, "meta.json"));
  const endpoints = meta?.["Endpoints"] as { docker?: { Host?: string } } | undefined;
  const host = endpoints?.docker?.Host;
  if (typeof host !== "string" || host === "") {
    return {
      sentence: `The Docker context ${context} is not there: choose another with docker context use.`,
    };
  }
  const tls = join(folder, "contexts/tls", id, "docker");
  return endpointOf(host, existsSync(tls) ? tls : null);
}

function readJson(path: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof value === "object" && value !== null ? { ...value } : null;
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
