/** Adds up what the engine tells of an image's layers while it is pulled. */
export class PullProgress {
  private readonly layers = new Map<string, { done: number; total: number }>();

  /** One message of `POST /images/create`: `{status, id, progressDetail: {current, total}}`. */
  take(message: unknown): void {
    const { id, status, progressDetail } = (message ?? {}) as {
      id?: string;
      status?: string;
      progressDetail?: { current?: number; total?: number };
    };
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
