/** A piece of a run's output; `step` and `task` null: the runner's own lines. */
export interface OutputPiece {
  readonly step: string | null;
  readonly task: string | null;
  readonly text: string;
}

/** How many characters of one run are kept in memory; the run's log file has them all. */
const largest = 8_000_000;

/** What a run printed, in order. Old pieces give way when there is too much. */
export class RunOutput {
  private pieces: OutputPiece[] = [];
  private size = 0;
  private cut = false;

  /** `logFile`: where all of it is. */
  constructor(
    private readonly logFile: string,
    private readonly limit: number = largest,
  ) {}

  add(piece: OutputPiece): void {
    this.pieces.push(piece);
    this.size += piece.text.length;
    if (this.size > this.limit) this.trim();
  }

  /** Everything, or just what a step or one of its tasks printed. */
  text(step?: string, task?: string): string {
    const wanted = this.pieces.filter(
      (piece) =>
        (step === undefined || piece.step === step) && (task === undefined || piece.task === task),
    );
    const start = this.cut ? `… earlier output is in ${this.logFile}\n` : "";
    return start + wanted.map(({ text }) => text).join("");
  }

  /** Drops the oldest third, so that the next thousands of lines cost nothing. */
  private trim(): void {
    const goal = (this.limit * 2) / 3;
    let drop = 0;
    while (this.size > goal && drop < this.pieces.length - 1) {
      this.size -= this.pieces[drop]?.text.length ?? 0;
      drop++;
    }
    this.pieces = this.pieces.slice(drop);
    this.cut = true;
  }
}

/** One task's lines without what Metaflow repeats in each: the day and the task's own name. */
export function taskText(text: string): string {
  return text.replace(/^(?:\d{4}-\d\d-\d\d )?(\d\d:\d\d:\d\d\.\d+) \[[^\]\n]*\] /gm, "$1 ");
}
