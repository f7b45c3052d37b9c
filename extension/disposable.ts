/** Anything that is freed by `dispose()`: VS Code's `Disposable` by shape, so this file needs no editor. */
export interface Disposable {
  dispose(): unknown;
}

/** Owns what it is given and frees it in reverse order; what is added after `dispose()` is freed at once. */
export class Disposables implements Disposable {
  private readonly items: Disposable[] = [];
  private disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.disposed) item.dispose();
    else this.items.push(item);
    return item;
  }

  dispose(): void {
    this.disposed = true;
    for (let item = this.items.pop(); item !== undefined; item = this.items.pop()) item.dispose();
  }
}

/** A function that runs once, `delay` milliseconds after its last call. */
export class Debounced implements Disposable {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly delay: number,
    private readonly action: () => void,
  ) {}

  call(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.action();
    }, this.delay);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

/** A function that runs at most once per `interval` milliseconds however often it is called; no call is lost. */
export class Throttled implements Disposable {
  private timer: NodeJS.Timeout | undefined;
  private last = -Infinity;

  constructor(
    private readonly interval: number,
    private readonly action: () => void,
  ) {}

  call(): void {
    if (this.timer !== undefined) return;
    const wait = Math.max(0, this.last + this.interval - performance.now());
    this.timer = setTimeout(() => {
      this.timer = undefined;
      this.last = performance.now();
      this.action();
    }, wait);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

/** A job that is never done twice at once: calls while it runs are answered by one more turn after it. */
export class OneAtATime {
  private running: Promise<void> | null = null;
  private next: Promise<void> | null = null;

  constructor(private readonly job: () => Promise<void>) {}

  /** Resolves when a turn that began after this call is over. */
  call(): Promise<void> {
    if (this.next !== null) return this.next;
    if (this.running === null) return this.turn();
    this.next = this.running
      .catch(() => undefined)
      .then(() => {
        this.next = null;
        return this.turn();
      });
    return this.next;
  }

  private turn(): Promise<void> {
    const turn = this.job().finally(() => {
      if (this.running === turn) this.running = null;
    });
    this.running = turn;
    return turn;
  }
}
