import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect, serve, type Handlers, type Transport } from "../../../webview/rpc";

/** Two ends that hand each other copies, as `postMessage` does. */
function wire(): { host: Transport; page: Transport; sent: unknown[] } {
  const ears = { host: new Set<(m: unknown) => void>(), page: new Set<(m: unknown) => void>() };
  const sent: unknown[] = [];
  const end = (own: "host" | "page", other: "host" | "page"): Transport => ({
    send: (message) => {
      if (own === "host") sent.push(message);
      for (const ear of ears[other]) ear(structuredClone(message));
    },
    receive: (listener) => {
      ears[own].add(listener);
      return () => ears[own].delete(listener);
    },
  });
  return { host: end("host", "page"), page: end("page", "host"), sent };
}

const idle: Handlers = {
  ready: () => null,
  openStep: () => true,
  openLine: () => true,
  runStep: () => null,
  runFlow: () => null,
  cancelRun: () => null,
  showLog: () => null,
  showCards: () => null,
  showPods: () => null,
  chooseRun: () => null,
  chooseFlow: () => null,
  createSample: () => null,
  openFlow: () => null,
};

describe("rpc", () => {
  it("answers a request with the handler's result", async () => {
    const { host, page } = wire();
    const steps: string[] = [];
    serve({ ...idle, openStep: ({ step }) => steps.push(step) > 0 }, host);
    assert.equal(await connect(page).ask("openStep", { step: "fit" }), true);
    assert.deepEqual(steps, ["fit"]);
  });

  it("keeps answers apart when they come back in another order", async () => {
    const { host, page } = wire();
    const slow = async ({ step }: { step: string }): Promise<boolean> => {
      await new Promise((done) => setTimeout(done, step === "slow" ? 20 : 0));
      return step === "slow";
    };
    serve({ ...idle, openStep: slow }, host);
    const client = connect(page);
    const answers = ["slow", "quick"].map((step) => client.ask("openStep", { step }));
    assert.deepEqual(await Promise.all(answers), [true, false]);
  });

  it("turns a throwing handler into one failure", async () => {
    const { host, page, sent } = wire();
    const fail = (): never => {
      throw new Error("No flow is open.");
    };
    serve({ ...idle, runFlow: fail }, host);
    await assert.rejects(connect(page).ask("runFlow", null), /No flow is open/);
    assert.equal(sent.length, 1);
  });

  it("refuses unknown methods and misshapen parameters without handling them", async () => {
    const { host, page, sent } = wire();
    let handled = 0;
    serve({ ...idle, openLine: () => ++handled > 0 }, host);
    for (const [method, params] of [
      ["constructor", null],
      ["openLine", { line: "7" }],
      ["openLine", { line: 0 }],
      ["openLine", null],
    ])
      page.send({ type: "ask", id: 1, method, params });
    page.send({ type: "ask", id: "1", method: "openLine", params: { line: 1 } });
    page.send("ask");
    page.send(null);
    await new Promise((done) => setTimeout(done, 5));
    assert.equal(handled, 0);
    assert.equal(sent.length, 4);
    assert.ok(sent.every((message) => !(message as { ok: boolean }).ok));
  });

  it("hands events to their listeners and drops misshapen ones", () => {
    const { host, page } = wire();
    const server = serve(idle, host);
    const client = connect(page);
    const heard: (string | null)[] = [];
    client.on("selected", ({ step }) => heard.push(step));
    server.tell("selected", { step: "a" });
    host.send({ type: "event", event: "selected", data: { step: 3 } });
    host.send({ type: "event", event: "unheard-of", data: null });
    server.tell("selected", { step: null });
    assert.deepEqual(heard, ["a", null]);
  });

  it("fails what is pending when the page is disposed, and what is asked after", async () => {
    const { host, page } = wire();
    serve({ ...idle, ready: () => new Promise(() => undefined) }, host);
    const client = connect(page);
    const asked = client.ask("ready", null);
    client.dispose();
    await assert.rejects(asked, /closed/);
    await assert.rejects(client.ask("ready", null), /closed/);
  });

  it("sends nothing after the host is disposed", async () => {
    const { host, page, sent } = wire();
    let finish: (value: null) => void = () => undefined;
    const server = serve({ ...idle, ready: () => new Promise((done) => (finish = done)) }, host);
    void connect(page).ask("ready", null);
    server.dispose();
    finish(null);
    server.tell("selected", { step: null });
    await new Promise((done) => setTimeout(done, 5));
    assert.deepEqual(sent, []);
  });
});
