import { watch } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { open } from "node:fs/promises";
import { StringDecoder } from "node:string_decoder";

/** Read at most this much at a time, so that a huge log never blocks the editor. */
const chunkSize = 256 * 1024;
/** File watching is a hint only (network folders give none): look this often in any case. */
const pollInterval = 250;

/**
 * What is and will be appended to a file, as text. Ends after `ended` has resolved and everything
 * written by then was read; also when `detached` aborts. An incomplete UTF-8 character waits for
 * its rest.
 */
export async function* tail(
  file: string,
  ended: Promise<unknown>,
  detached?: AbortSignal,
): AsyncGenerator<string> {
  const handle = await open(file, "r");
  const bell = new Bell();
  const watcher = watchQuietly(file, bell);
  const decoder = new StringDecoder("utf8");
  const buffer = Buffer.allocUnsafe(chunkSize);
  const state = { last: false };
  const onAbort = (): void => {
    bell.ring();
  };
  detached?.addEventListener("abort", onAbort);
  void ended.then(() => {
    state.last = true;
    bell.ring();
  });
  try {
    for (;;) {
      const last = state.last;
      yield* readAvailable(handle, buffer, decoder, detached);
      if (last || detached?.aborted === true) break;
      await bell.wait(pollInterval);
    }
    const rest = decoder.end();
    if (rest !== "") yield rest;
  } finally {
    detached?.removeEventListener("abort", onAbort);
    watcher?.close();
    await handle.close();
  }
}

async function* readAvailable(
  handle: FileHandle,
  buffer: Buffer,
  decoder: StringDecoder,
  detached: AbortSignal | undefined,
): AsyncGenerator<string> {
  while (detached?.aborted !== true) {
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
    if (bytesRead === 0) return;
    const text = decoder.write(buffer.subarray(0, bytesRead));
    if (text !== "") yield text;
  }
}

/** Lets one waiter sleep until it rings or the time is up; a ring before the wait is not lost. */
class Bell {
  private rung = false;
  private wake: (() => void) | null = null;

  ring(): void {
    this.rung = true;
    this.wake?.();
  }

  async wait(milliseconds: number): Promise<void> {
    if (!this.rung) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, milliseconds);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.rung = false;
    this.wake = null;
  }
}

function watchQuietly(file: string, bell: Bell): { close(): void } | null {
  try {
    const watcher = watch(file, { persistent: false }, () => {
      bell.ring();
    });
    watcher.on("error", () => {
      watcher.close();
    });
    return watcher;
  } catch {
    return null;
  }
}
