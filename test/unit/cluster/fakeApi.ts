import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  isClusterError,
  type ClusterError,
  type Connection,
} from "../../../runtime/cluster/connection";
import { connect } from "../../../runtime/cluster/kubernetes";

type Objects = Record<string, unknown>;
type Type = "ADDED" | "MODIFIED" | "DELETED";

interface Watcher {
  readonly resource: string;
  readonly response: ServerResponse;
}

/** What the tests say instead of the server's own answer; true when they did. */
type Override = (url: URL, request: IncomingMessage, response: ServerResponse) => boolean;

/** An API server that keeps objects, their history and its watches in memory, and misbehaves on demand. */
export class FakeApi {
  /** `list pods`, `watch jobs from 7`, in their order. */
  readonly asked: string[] = [];
  override: Override = () => false;
  pageSize = Number.POSITIVE_INFINITY;
  private readonly objects = new Map<string, Map<string, Objects>>();
  private history: { version: number; resource: string; line: string }[] = [];
  private version = 10;
  private compacted = 0;
  private watchers: Watcher[] = [];
  private readonly sockets = new Set<Socket>();
  private server = this.make();
  private port = 0;
  private readonly folder = mkdtempSync(join(tmpdir(), "flowlens-test-"));

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get open(): number {
    return this.sockets.size;
  }

  /** Listens, on the same port each time. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, "127.0.0.1", resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.drop();
    await closed;
    this.server = this.make();
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** A connection by a kubeconfig with that user. */
  async connect(user: object = { token: "hush-hush" }, allowExec = true): Promise<Connection> {
    const KUBECONFIG = join(this.folder, "config");
    writeFileSync(KUBECONFIG, JSON.stringify(kubeconfig(this.url, user)));
    const environment = { KUBECONFIG, PATH: process.env["PATH"] };
    return connect({ environment, home: this.folder, context: "fake", allowExec });
  }

  /** Ends all connections without a word. */
  drop(): void {
    for (const socket of this.sockets) socket.destroy();
    this.watchers = [];
  }

  /** The server ends its watches in order. */
  endWatches(): void {
    for (const { response } of this.watchers) response.end();
    this.watchers = [];
  }

  /** Versions up to now are no longer kept. */
  compact(): void {
    this.compacted = this.version;
    this.history = [];
  }

  put(resource: string, type: Type, object: Objects): void {
    this.version++;
    const metadata = { ...(object["metadata"] as Objects), resourceVersion: String(this.version) };
    const whole = { ...object, metadata };
    const own = this.objects.get(resource) ?? new Map<string, Objects>();
    this.objects.set(resource, own);
    const name = String(metadata["name" as never]);
    if (type === "DELETED") own.delete(name);
    else own.set(name, whole);
    const line = `${JSON.stringify({ type, object: whole })}\n`;
    this.history.push({ version: this.version, resource, line });
    this.say(resource, line);
  }

  bookmark(resource: string): void {
    const metadata = { resourceVersion: String(this.version) };
    this.say(resource, `${JSON.stringify({ type: "BOOKMARK", object: { metadata } })}\n`);
  }

  /** Sends text to the watches of a resource as it is. */
  say(resource: string, text: string | Buffer): void {
    for (const one of this.watchers) if (one.resource === resource) one.response.write(text);
  }

  private make(): ReturnType<typeof createServer> {
    const server = createServer((request, response) => {
      this.answer(request, response);
    });
    server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      socket.on("close", () => this.sockets.delete(socket));
    });
    return server;
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? "", this.url);
    const resource = url.pathname.split("/").at(-1) ?? "";
    const from = url.searchParams.get("resourceVersion");
    const isWatch = url.searchParams.get("watch") === "1";
    this.asked.push(isWatch ? `watch ${resource} from ${from ?? ""}` : `list ${resource}`);
    if (this.override(url, request, response)) return;
    if (resource === "workflows" && !this.objects.has("workflows")) {
      status(response, 404, "the server could not find the requested resource");
    } else if (isWatch) this.watch(resource, Number(from), response);
    else this.list(resource, url, response);
  }

  private list(resource: string, url: URL, response: ServerResponse): void {
    const all = [...(this.objects.get(resource)?.values() ?? [])];
    const at = Number(url.searchParams.get("continue") ?? 0);
    const end = at + this.pageSize;
    const metadata = {
      resourceVersion: String(this.version),
      ...(end < all.length ? { continue: String(end) } : {}),
    };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ kind: "List", metadata, items: all.slice(at, end) }));
  }

  private watch(resource: string, from: number, response: ServerResponse): void {
    if (from < this.compacted) {
      status(response, 410, "too old resource version");
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    this.watchers.push({ resource, response });
    for (const one of this.history) {
      if (one.resource === resource && one.version > from) response.write(one.line);
    }
  }
}

export function status(response: ServerResponse, code: number, message: string): void {
  response.writeHead(code, { "content-type": "application/json" });
  response.end(JSON.stringify({ kind: "Status", status: "Failure", code, message }));
}

/** A kubeconfig of one context, `fake`. */
export function kubeconfig(server: string, user: object, cluster: object = {}): object {
  return {
    "current-context": "fake",
    contexts: [{ name: "fake", context: { cluster: "fake", user: "fake" } }],
    clusters: [{ name: "fake", cluster: { server, ...cluster } }],
    users: [{ name: "fake", user }],
  };
}

/** A task's pod; `waits` is its container's reason to wait. */
export function pod(name: string, waits?: string): Objects {
  const state = { waiting: { reason: waits, message: "unauthorized: ünïcode" } };
  return {
    metadata: {
      ...{ name, namespace: "ml", uid: `uid-${name}`, creationTimestamp: "2026-01-02T03:04:05Z" },
      labels: { "app.kubernetes.io/part-of": "metaflow" },
      annotations: { "metaflow/flow_name": "Flow", "metaflow/step_name": "train" },
    },
    spec: { containers: [{ name: "train", image: "acme/train:1" }] },
    status: {
      phase: "Pending",
      containerStatuses: waits === undefined ? [] : [{ name: "train", state }],
    },
  };
}

export function podEvent(name: string, about: string, message: string, kind = "Pod"): Objects {
  return {
    metadata: { name, namespace: "ml", uid: `uid-${name}` },
    involvedObject: { kind, name: about, namespace: "ml" },
    ...{ type: "Warning", reason: "Failed", message, count: 1 },
    ...{ firstTimestamp: "2026-01-02T03:04:06Z", lastTimestamp: "2026-01-02T03:04:06Z" },
  };
}

/** The error of work that must fail; it must never tell the token. */
export async function failure(work: Promise<unknown>): Promise<ClusterError> {
  try {
    await work;
  } catch (error) {
    assert.ok(isClusterError(error), String(error));
    assert.doesNotMatch(JSON.stringify([error, error.message, error.stack]), /hush/);
    return error;
  }
  throw new Error("it did not fail");
}
