import { connect, NoEngine } from "./engine";
import { runTask } from "./runTask";
import { sweep } from "./sweep";
import type { TaskOrder } from "./task";

/*
 * `dist/docker.js`: all that speaks to the Docker engine, as a program of its own.
 *   check       prints {"sentence": why there is no engine, or null} as JSON and sweeps
 *   sweep KEY   removes the containers of a run
 *   task ARGS   one task's container; Metaflow starts it instead of Python (docker_kubernetes.py)
 */

const aborted = 130;

async function main([verb, ...rest]: readonly string[]): Promise<number> {
  if (verb === "task") return task(rest);
  if (verb === "sweep") {
    await sweep(await connect(process.env), rest[0] ?? null);
    return 0;
  }
  if (verb === "check") {
    process.stdout.write(`${JSON.stringify({ sentence: await problem() })}\n`);
    return 0;
  }
  process.stderr.write("This program is Flowlens' own: use flowlens run --on docker.\n");
  return 2;
}

async function problem(): Promise<string | null> {
  try {
    await sweep(await connect(process.env), null);
    return null;
  } catch (error) {
    if (error instanceof NoEngine) return error.message;
    throw error;
  }
}

async function task(args: readonly string[]): Promise<number> {
  const order = JSON.parse(process.env["FLOWLENS_CONTAINER"] ?? "") as TaskOrder;
  const cancel = new AbortController();
  const stop = (): void => {
    cancel.abort();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  // Metaflow holds our standard input open: when it ends, Metaflow is gone.
  process.stdin.on("end", stop).on("error", stop).resume();
  for (const stream of [process.stdout, process.stderr]) stream.on("error", stop);
  const code = await runTask(order, args, cancel.signal);
  return cancel.signal.aborted ? aborted : code;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exit(code);
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
