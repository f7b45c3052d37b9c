import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Access, Prepared } from "./access";
import { answered, Failure, late, unanswered, type Asked } from "./clusterError";

/** One request to the API server. */
export interface ApiRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  /** Empty values are left out. */
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly asked: Asked;
  /** Milliseconds until the answer begins; infinite: the signal alone ends it. */
  readonly limit: number;
  /** Milliseconds for the rest of it, `limit` where it is not given; for `send`. */
  readonly bodyLimit?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Half-open connections are noticed by the system after a while, too. */
const KEEP_ALIVE = 15_000;

/** Far above any list page; an error page may be anything. */
const MOST_BODY = 512 * 1024 * 1024;

/** Sends the request and reads the whole answer. Rejects with a Failure. */
export async function send(access: Access, request: ApiRequest): Promise<string> {
  const response = await respond(access, request);
  const { bodyLimit = request.limit } = request;
  return within({ ...request, limit: bodyLimit }, (signal) => readBody(response, signal));
}

/**
 * Sends the request and gives the answer to be read as it comes. The limit is for its beginning;
 * `signal` ends the rest as well.
 */
export async function open(access: Access, request: ApiRequest): Promise<IncomingMessage> {
  const response = await respond(access, request);
  if (request.signal !== undefined) endWith(response, request.signal);
  return response;
}

/** Credentials that were not accepted are made anew once: a token expires without notice. */
async function respond(access: Access, request: ApiRequest): Promise<IncomingMessage> {
  let response = await exchangeOnce(access, request, false);
  if (response.statusCode === 401) {
    response.resume();
    response = await exchangeOnce(access, request, true);
  }
  const status = response.statusCode ?? 0;
  if (status >= 200 && status < 300) return response;
  const body = await within(request, (signal) => readBody(response, signal));
  throw answered(status, body, request.asked, response.headers["retry-after"]);
}

/** Getting credentials has a limit of its own: a login takes longer than an answer. */
async function exchangeOnce(
  access: Access,
  request: ApiRequest,
  renew: boolean,
): Promise<IncomingMessage> {
  const options = await raced(access.current(renew), request);
  return within(request, (signal) => exchange(access, request, options, signal));
}

function exchange(
  { server }: Access,
  request: ApiRequest,
  options: Prepared,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { method, path, query = {}, body, contentType = "application/json" } = request;
  const url = new URL(server);
  url.pathname = url.pathname.replace(/\/$/, "") + path;
  for (const [name, value] of Object.entries(query)) {
    if (value !== "") url.searchParams.set(name, value);
  }
  const content = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...options.headers,
    accept: "application/json, */*",
    "user-agent": "flowlens",
    ...(content === undefined
      ? {}
      : // Node itself gives no length to the body of a DELETE.
        { "content-type": contentType, "content-length": Buffer.byteLength(content) }),
  };
  const make = server.protocol === "http:" ? httpRequest : httpsRequest;
  return new Promise((resolve, reject) => {
    const sent = make(url, { ...options, method, headers, signal });
    sent.on("socket", (socket) => socket.setKeepAlive(true, KEEP_ALIVE));
    sent.on("response", resolve);
    sent.on("error", reject);
    sent.end(content);
  });
}

async function readBody(response: IncomingMessage, signal: AbortSignal): Promise<string> {
  endWith(response, signal);
  response.setEncoding("utf8");
  const parts: string[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<string>) {
    size += part.length;
    if (size > MOST_BODY) throw new Failure("refused", "The cluster's answer is too long.");
    parts.push(part);
  }
  return parts.join("");
}

function endWith(response: IncomingMessage, signal: AbortSignal): void {
  const end = (): void => {
    response.destroy(new Failure("cancelled", "Cancelled."));
  };
  if (signal.aborted) end();
  signal.addEventListener("abort", end, { once: true });
  response.once("close", () => {
    signal.removeEventListener("abort", end);
  });
}

/** Runs the work with a signal that also ends by the limit, and makes a Failure of what it throws. */
async function within<T>(
  request: ApiRequest,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const control = new AbortController();
  const timeUp = (): void => {
    control.abort();
  };
  const timer = Number.isFinite(request.limit) ? setTimeout(timeUp, request.limit) : undefined;
  const end = (): void => {
    control.abort();
  };
  request.signal?.addEventListener("abort", end, { once: true });
  if (request.signal?.aborted === true) end();
  try {
    return await work(control.signal);
  } catch (error) {
    if (request.signal?.aborted === true) throw new Failure("cancelled", "Cancelled.");
    throw control.signal.aborted
      ? late(request.asked, request.limit)
      : unanswered(error, request.asked);
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener("abort", end);
  }
}

/** A credential program can't be taken back, but need not be waited for. */
function raced<T>(work: Promise<T>, { signal, asked }: ApiRequest): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      reject(new Failure("cancelled", "Cancelled."));
    };
    if (signal?.aborted === true) end();
    signal?.addEventListener("abort", end, { once: true });
    work
      .then(resolve, (error: unknown) => {
        reject(unanswered(error, asked));
      })
      .finally(() => signal?.removeEventListener("abort", end));
  });
}
