/**
 * One walk over all folders. It takes a while, and files that are read again or deleted meanwhile
 * overtake it: what it says of them is older than what is known.
 */
export class FullScan {
  private readonly seen = new Set<string>();
  private readonly overtaken = new Set<string>();

  /** A file was read again or deleted since the walk began. */
  overtake(key: string): void {
    this.overtaken.add(key);
  }

  /** The walk found a file: whether what it read is still the newest. */
  takes(key: string): boolean {
    this.seen.add(key);
    return !this.overtaken.has(key);
  }

  /** After the walk: whether a file that is known is not there any more. */
  misses(key: string): boolean {
    return !this.seen.has(key) && !this.overtaken.has(key);
  }
}
