import { readChanges, type PodChange } from "./podChange";

/** What a recording holds, and how many of its lines could not be read. */
export interface Recording {
  readonly changes: readonly PodChange[];
  readonly damaged: number;
}

/**
 * Reads a recording: one watch event a line (`{"t", "kind", "type", "object"}`). Lines that are no
 * JSON (a recording cut off while it was written) are counted and left out.
 */
export function readRecording(content: string): Recording {
  const changes: PodChange[] = [];
  let damaged = 0;
  for (const line of content.replace(/^\uFEFF/, "").split("\n")) {
    if (line.trim() === "") continue;
    const found = readLine(line);
    if (found === null) damaged++;
    else changes.push(...found);
  }
  return { changes, damaged };
}

function readLine(line: string): PodChange[] | null {
  try {
    return readChanges(JSON.parse(line));
  } catch {
    return null;
  }
}
