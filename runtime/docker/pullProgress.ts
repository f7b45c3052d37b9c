/** Adds up what the engine tells of an image's layers while it is pulled. */
export class PullProgress {
  private readonly layers = new Map<string, { done: number; total: number }>();
  private rest = "";
  /** What ended the pull, in the engine's words: a pull that has begun is answered with 200 all the same. */
  failure: string | null = null;

  /** A piece of the answer to `POST /images/create`: JSON, a message a line. */
  read(text: string): void {
    const lines = (this.rest + text).split("\n");
    this.rest = lines.pop() ?? "";
    for (const line of lines) this.readLine(line);
  }

  /** Podman ends its last line with nothing. */
  end(): void {
    this.readLine(this.rest);
    this.rest = "";
  }

  private readLine(line: string): void {
    if (line.trim() === "") return;
    try {
      this.take(JSON.parse(line));
    } catch {
      // What is no message says nothing of the pull.
    }
  }

  /** One message: `{status, id, progressDetail: {current, total}}`, or `{error}`. */
  take(message: unknown): void {
    const { id, status, progressDetail, error } = (message ?? {}) as {
      id?: string;
      status?: string;
      progressDetail?: { current?: number; total?: number };
      error?: string;
    };
    if (typeof error === "string") this.failure = error;
    if (id === undefined) return;
    const known = this.layers.get(id);
    if (status === "Downloading") {
      const total = progressDetail?.total ?? known?.total ?? 0;
      this.layers.set(id, { done: progressDetail?.current ?? 0, total });
    } else if (known !== undefined && status !== "Waiting") {
      this.layers.set(id, { ...known, done: known.total });
    }
  }

  /** `12 of 60 MB`, or words while nothing is known. */
  text(): string {
    const all = [...this.layers.values()];
    const total = all.reduce((sum, layer) => sum + layer.total, 0);
    if (total === 0) return "waiting for the registry";
    const done = all.reduce((sum, layer) => sum + layer.done, 0);
    return done >= total ? "unpacking" : `${megabytes(done)} of ${megabytes(total)} MB`;
  }
}

function megabytes(bytes: number): string {
  const size = bytes / 1e6;
  return size >= 10 ? String(Math.round(size)) : size.toFixed(1);
}
