import type { HostEvents, HostRequests } from "./protocol";

/**
 * Requests and events over any pair of `postMessage`-like functions. Free of the DOM and of the
 * editor, so both ends and their tests share it.
 */

/** One direction each way. `receive` returns a function that stops listening. */
export interface Transport {
  readonly send: (message: unknown) => void;
  readonly receive: (listener: (message: unknown) => void) => () => void;
}

type Method = keyof HostRequests;
type EventName = keyof HostEvents;
type Params<M extends Method> = HostRequests[M]["params"];
type Result<M extends Method> = HostRequests[M]["result"];

/** What the host does for each request. A handler that throws answers with a failure. */
export type Handlers = {
  readonly [M in Method]: (params: Params<M>) => Result<M> | Promise<Result<M>>;
};

/** The host's end. */
export interface Server {
  /** Tells the page; after `dispose` it does nothing. */
  readonly tell: <E extends EventName>(event: E, data: HostEvents[E]) => void;
  readonly dispose: () => void;
}

/** The page's end. */
export interface Client {
  /** Rejects with the handler's message, or when the connection is disposed before the answer. */
  readonly ask: <M extends Method>(method: M, params: Params<M>) => Promise<Result<M>>;
  readonly on: <E extends EventName>(event: E, listener: (data: HostEvents[E]) => void) => void;
  readonly dispose: () => void;
}

type Shape = (value: unknown) => boolean;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isNull: Shape = (value) => value === null;
const isText: Shape = (value) => typeof value === "string";
const isTextOrNull: Shape = (value) => value === null || typeof value === "string";
const isFlag: Shape = (value) => typeof value === "boolean";
const isLine: Shape = (value) => Number.isInteger(value) && (value as number) >= 1;

/** An object with these fields; others are let through, so that either end may be the newer one. */
const object =
  (fields: Readonly<Record<string, Shape>>): Shape =>
  (value) =>
    isRecord(value) && Object.entries(fields).every(([name, fits]) => fits(value[name]));
const nullable =
  (shape: Shape): Shape =>
  (value) =>
    value === null || shape(value);
const listOf =
  (shape: Shape): Shape =>
  (value) =>
    Array.isArray(value) && value.every(shape);

const requestShapes: { readonly [M in Method]: Shape } = {
  ready: isNull,
  openStep: object({ step: isText }),
  openLine: object({ line: isLine }),
  runStep: object({ step: isText }),
  runFlow: isNull,
  cancelRun: object({ key: isText }),
  showLog: object({ step: isTextOrNull }),
  showPods: object({ step: isText }),
  showCards: object({ step: isText }),
  chooseRun: object({ key: isTextOrNull }),
  chooseFlow: object({ flow: isText }),
  createSample: isNull,
  openFlow: isNull,
};

const eventShapes: { readonly [E in EventName]: Shape } = {
  view: object({
    uri: isText,
    dag: nullable(object({ flow: isText, nodes: Array.isArray, edges: Array.isArray })),
    stale: nullable(object({ line: isLine, message: isText })),
    flows: listOf(isText),
    selected: isTextOrNull,
    canRun: isFlag,
  }),
  selected: object({ step: isTextOrNull }),
  run: nullable(object({ key: isText, flow: isText, status: isText, steps: Array.isArray })),
  runs: listOf(
    object({
      ...{ key: isText, label: isText, description: isText },
      place: object({ where: isText, step: isTextOrNull }),
    }),
  ),
  settings: object({ direction: isText, reduceMotion: isFlag }),
};

const has = <T extends object>(table: T, name: unknown): name is keyof T =>
  typeof name === "string" && Object.hasOwn(table, name);

/**
 * Answers every well-formed request exactly once. A message that is not a request of ours is
 * ignored; an unknown method or misshapen parameters are answered with a failure, never handled.
 */
export function serve(handlers: Handlers, transport: Transport): Server {
  let open = true;
  const send = (message: unknown): void => {
    if (open) transport.send(message);
  };
  const answer = async (id: number, method: unknown, params: unknown): Promise<void> => {
    try {
      if (!has(requestShapes, method)) throw new Error("The panel asked for something unknown.");
      if (!requestShapes[method](params))
        throw new Error(`The panel's request “${method}” is malformed.`);
      // The shape was checked above; the compiler cannot follow the link from method to params.
      const handle = handlers[method] as (params: unknown) => unknown;
      const result = await handle(params);
      send({ type: "answer", id, ok: true, result: result ?? null });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      send({ type: "answer", id, ok: false, reason });
    }
  };
  const stop = transport.receive((message) => {
    if (!open || !isRecord(message) || message["type"] !== "ask") return;
    const id = message["id"];
    if (typeof id === "number") void answer(id, message["method"], message["params"]);
  });
  return {
    tell: (event, data) => {
      send({ type: "event", event, data });
    },
    dispose: () => {
      open = false;
      stop();
    },
  };
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The page's end: asks, and hears events. Misshapen messages and late answers are dropped. */
export function connect(transport: Transport): Client {
  const pending = new Map<number, Pending>();
  const listeners = new Map<EventName, ((data: unknown) => void)[]>();
  let last = 0;
  let open = true;

  const settle = (message: Record<string, unknown>): void => {
    const id = message["id"];
    if (typeof id !== "number") return;
    const waiting = pending.get(id);
    pending.delete(id);
    if (message["ok"] === true) waiting?.resolve(message["result"]);
    else waiting?.reject(new Error(String(message["reason"])));
  };
  const hear = (name: unknown, data: unknown): void => {
    if (!has(eventShapes, name) || !eventShapes[name](data)) return;
    for (const listener of listeners.get(name) ?? []) listener(data);
  };
  const stop = transport.receive((message) => {
    if (!isRecord(message)) return;
    if (message["type"] === "answer") settle(message);
    else if (message["type"] === "event") hear(message["event"], message["data"]);
  });

  return {
    ask: <M extends Method>(method: M, params: Params<M>) =>
      new Promise<Result<M>>((resolve, reject) => {
        if (!open) {
          reject(new Error("The panel is closed."));
          return;
        }
        const id = ++last;
        pending.set(id, { resolve: resolve as Pending["resolve"], reject });
        transport.send({ type: "ask", id, method, params });
      }),
    on: (event, listener) => {
      const known = listeners.get(event) ?? [];
      listeners.set(event, [...known, listener as (data: unknown) => void]);
    },
    dispose: () => {
      open = false;
      stop();
      for (const { reject } of pending.values()) reject(new Error("The panel was closed."));
      pending.clear();
    },
  };
}
