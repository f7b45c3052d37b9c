import { createSocket } from "node:dgram";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * A server that nobody may reach: it writes down what it was sent. A bare connection is not: Chromium
 * opens one when a frame is told to go somewhere, before it asks the policy, and sends nothing on it.
 */
export interface Listener {
  readonly port: number;
  /** `GET /fetch`, `upgrade /socket`, `datagram`. */
  readonly heard: readonly string[];
  readonly close: () => void;
}

export async function listen(): Promise<Listener> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    heard.push(`${request.method ?? ""} ${request.url ?? ""}`);
    response.setHeader("access-control-allow-origin", "*");
    response.end("stolen");
  });
  server.on("upgrade", (request, socket) => {
    heard.push(`upgrade ${request.url ?? ""}`);
    socket.destroy();
  });
  await new Promise<void>((ready) => {
    server.listen(0, "127.0.0.1", ready);
  });
  const { port } = server.address() as AddressInfo;
  const datagrams = createSocket("udp4", () => heard.push("datagram"));
  await new Promise<void>((ready) => {
    datagrams.bind(port, "127.0.0.1", ready);
  });
  return {
    port,
    heard,
    close: () => {
      server.close();
      datagrams.close();
    },
  };
}
