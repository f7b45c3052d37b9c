/** Joins several producers into one async iteration; values keep their order of arrival. */
export class EventQueue<T> {
  private readonly values: T[] = [];
  private wake: (() => void) | null = null;
  private closed = false;

  push(...values: readonly T[]): void {
    for (const value of values) this.values.push(value);
    this.wake?.();
  }

  /** Nothing comes after this. */
  close(): void {
    this.closed = true;
    this.wake?.();
  }

  async *drain(): AsyncGenerator<T> {
    for (;;) {
      const batch = this.values.splice(0);
      yield* batch;
      if (this.values.length > 0) continue;
      if (this.closed) return;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = null;
    }
  }
}
