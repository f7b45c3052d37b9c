import { connect, createServer, type AddressInfo, type Socket } from "node:net";

/** A TCP proxy that can break what goes through it. */
export class FlakyProxy {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly server = createServer((near) => {
    const far = connect(this.target, "127.0.0.1");
    const pair = [near, far] as const;
    this.pairs.add(pair);
    const end = (): void => {
      this.pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on("error", end).on("close", end);
    near.pipe(far);
    far.pipe(near);
  });

  constructor(private readonly target: number) {}

  /** Resolves to its port. */
  async start(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return (this.server.address() as AddressInfo).port;
  }

  get connections(): number {
    return this.pairs.size;
  }

  /** Cuts all connections. */
  drop(): void {
    for (const [near] of this.pairs) near.resetAndDestroy();
  }

  /** Today's connections stay open and say nothing more; new ones work. */
  freeze(): void {
    for (const [near, far] of this.pairs) {
      far.unpipe(near);
      far.resume();
    }
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.drop();
    await closed;
  }
}
