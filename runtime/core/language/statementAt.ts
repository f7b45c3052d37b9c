import { scanLines } from "../python/lines";

/** Whether a statement begins at an offset: not so in docstrings and inside other statements. */
export function isStatement(text: string, offset: number): boolean {
  const { lines } = scanLines(text);
  let low = 0;
  let high = lines.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((lines[middle]?.code ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return lines[low]?.code === offset;
}
