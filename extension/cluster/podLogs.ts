import { isClusterError, type Connection } from "../../runtime/cluster/connection";
import { plainLog } from "../../runtime/core/cluster/podLog";
import { stripAnsi } from "../../runtime/core/runnerOutput";
import { describeError, log } from "../log";

/** Of which container, and of which of its lives. */
interface LogPlace {
  readonly part: string;
  readonly namespace: string;
  readonly name: string;
  readonly container: string | null;
}

/** So many of the last lines are asked for, and so many characters are kept. */
const TAIL = 20_000;
const LONGEST = 8_000_000;
/** What is there within this time is shown at once; milliseconds. */
const MOMENT = 700;

interface Growing {
  text: string;
  ended: boolean;
  readonly control: AbortController;
}

/** The logs that are shown, by a key of the caller; each grows until its container ends. */
export class PodLogs {
  private readonly logs = new Map<string, Growing>();

  /** `grown` hears of each text that came. */
  constructor(private readonly grown: (key: string) => void) {}

  text(key: string): string | undefined {
    return this.logs.get(key)?.text;
  }

  /** Whether more of it may come. */
  isGrowing(key: string): boolean {
    return this.logs.get(key)?.ended === false;
  }

  /** Resolves with what is there within a moment; the rest is told by `grown`. */
  async follow(key: string, connection: Connection, place: LogPlace): Promise<string> {
    this.end(key);
    const growing: Growing = { text: "", ended: false, control: new AbortController() };
    this.logs.set(key, growing);
    const ended = this.read(key, growing, connection, place);
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, MOMENT))]);
    return growing.text === "" && this.logs.has(key) ? "Nothing printed yet.\n" : growing.text;
  }

  end(key: string): void {
    this.logs.get(key)?.control.abort();
    this.logs.delete(key);
  }

  dispose(): void {
    for (const key of [...this.logs.keys()]) this.end(key);
  }

  private async read(
    key: string,
    growing: Growing,
    connection: Connection,
    { namespace, name, container, part }: LogPlace,
  ): Promise<void> {
    const { signal } = growing.control;
    const add = (text: string): void => {
      if (signal.aborted) return;
      growing.text += text;
      if (growing.text.length > LONGEST) growing.text = growing.text.slice(-LONGEST * 0.7);
      this.grown(key);
    };
    try {
      const pieces = connection.podLog({
        ...{ namespace, pod: name, signal, tail: TAIL },
        ...(container === null ? {} : { container }),
        ...(part === "previous" ? { previous: true } : { follow: true }),
      });
      let rest = "";
      for await (const piece of pieces) {
        const lines = (rest + piece).split("\n");
        rest = lines.pop() ?? "";
        if (lines.length > 0) add(stripAnsi(plainLog(`${lines.join("\n")}\n`)));
      }
      if (rest !== "") add(stripAnsi(plainLog(rest)));
      if (growing.text === "") add("Nothing was printed.\n");
    } catch (error) {
      if (!signal.aborted) add(`${growing.text === "" ? "" : "\n"}${unreadable(error)}`);
    } finally {
      growing.ended = true;
    }
  }
}

/** What a document says in place of what it cannot show. */
export function unreadable(error: unknown): string {
  log().warn(`a pod's document cannot be read: ${describeError(error)}`);
  if (isClusterError(error)) return `${error.message}\n`;
  return `This cannot be shown: ${error instanceof Error ? error.message : String(error)}\n`;
}
