import type { IncomingMessage } from "node:http";
import { fields, text, whole } from "../core/cluster/json";
import { answered, Failure, unanswered, type Asked } from "./clusterError";
import type { WatchEvent } from "./connection";

/**
 * The events of a watch as the API server sends them, one JSON text a line. Ends when the server
 * ends it between two lines. Rejects when nothing comes for `idleLimit` milliseconds, when the
 * connection drops, and on the server's ERROR event (410: the version is no longer kept).
 *
 * Not client-node's own Watch (1.4.0): its limit for the connection is overwritten and never ends
 * it, a half-open connection is never noticed, an ERROR event looks like any other, a line that
 * can't be read is passed over (a change is lost), and a refusal loses what the server said.
 */
export async function* watchEvents(
  response: IncomingMessage,
  asked: Asked,
  idleLimit: number,
): AsyncGenerator<WatchEvent> {
  let parts: string[] = [];
  try {
    for await (const chunk of pieces(response, asked, idleLimit)) {
      const lines = chunk.split("\n");
      const last = lines.pop() ?? "";
      for (const line of lines) {
        parts.push(line);
        const event = readEvent(parts.join(""), asked);
        parts = [];
        if (event !== null) yield event;
      }
      parts.push(last);
    }
  } catch (error) {
    throw unanswered(error, asked);
  } finally {
    response.destroy();
  }
  if (parts.join("").trim() !== "") {
    throw new Failure("unreachable", `The connection to the cluster at ${asked.server} broke.`);
  }
}

/** The text of an answer as it comes; rejects when nothing comes for so many milliseconds. */
async function* pieces(
  response: IncomingMessage,
  asked: Asked,
  idleLimit: number,
): AsyncGenerator<string> {
  response.setEncoding("utf8");
  const timer = setTimeout(() => {
    response.destroy(
      new Failure(
        "timeout",
        `The cluster at ${asked.server} fell silent: it is connected to anew.`,
        `nothing said for ${idleLimit} ms`,
      ),
    );
  }, idleLimit);
  try {
    for await (const chunk of response as AsyncIterable<string>) {
      timer.refresh();
      yield chunk;
    }
  } finally {
    clearTimeout(timer);
  }
}

function readEvent(line: string, asked: Asked): WatchEvent | null {
  if (line.trim() === "") return null;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Failure("unreachable", `The connection to the cluster at ${asked.server} broke.`);
  }
  const { type, object } = fields(value);
  if (type === "ERROR") {
    const status = fields(object);
    throw answered(whole(status["code"]) ?? 500, JSON.stringify(status), asked, undefined);
  }
  const isKnown = type === "ADDED" || type === "MODIFIED" || type === "DELETED";
  if (!isKnown && type !== "BOOKMARK") return null;
  return { type, object: fields(object) };
}

/** The version of an object or bookmark: a watch can begin after it. */
export function versionOf(object: unknown): string | null {
  return text(fields(fields(object)["metadata"])["resourceVersion"]);
}
