/**
 * A pod's log as its task printed it. Metaflow 2.19 (mflog) puts `[MFLOG|0|TIME|SOURCE|ID]` before
 * a line, and `[![MFLOG|…` where the line before had no end: of that only the time of day stays.
 */
export function plainLog(log: string): string {
  return log
    .replace(/(?:\[!)?\[MFLOG\|[^|\n]*\|([^|\n]*)\|[^|\n]*\|[^\]\n]*\]/g, (_all, time: string) => {
      const clock = /T(\d\d:\d\d:\d\d)/.exec(time)?.[1];
      return clock === undefined ? "" : `${clock} `;
    })
    .replace(/\r\n/g, "\n");
}
