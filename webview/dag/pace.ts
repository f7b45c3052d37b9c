/** A state shown stays at least this long, so a shorter one in between is never drawn. */
const PACE = 150;

/** Passes on the latest of a burst of values, at once if it has been quiet, else when it is due. */
export class Pace<T> {
  private latest: { readonly value: T } | null = null;
  private timer: number | undefined;
  private lastAt = -PACE;

  constructor(private readonly show: (value: T) => void) {}

  /** `urgent` values are not held back: the user asked for another thing, not for the next state. */
  push(value: T, urgent: boolean): void {
    this.latest = { value };
    const wait = this.lastAt + PACE - performance.now();
    if (urgent || wait <= 0) {
      window.clearTimeout(this.timer);
      this.flush();
    } else this.timer ??= window.setTimeout(this.flush, wait);
  }

  private readonly flush = (): void => {
    this.timer = undefined;
    const { latest } = this;
    this.latest = null;
    this.lastAt = performance.now();
    if (latest) this.show(latest.value);
  };
}
