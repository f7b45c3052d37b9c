import { storedVersion, type StoredRun } from "../../../extension/runs/storedRun";
import type { RunState, RunStatus } from "../../../runtime/core/run";

/** A run as it is kept: `key` also names its log in `folder`. */
export function storedRun(key: string, status: RunStatus, folder = "/logs"): StoredRun {
  const flow = "F";
  const kind = "run";
  const state: RunState = {
    ...{ key, flow, kind, status, runId: "7", startedAt: 1, reason: null },
    endedAt: status === "running" ? null : 2,
    steps: [],
  };
  return {
    version: storedVersion,
    plan: { kind, uri: "file:///f.py", flow, step: null, pathspec: null, parameters: [] },
    record: {
      ...{ key, kind, flow, file: "/f.py", step: null, pid: 4_194_305, processStart: "never" },
      ...{ startedAt: 1, logFile: `${folder}/${key}.log`, datastoreRoot: `${folder}/.metaflow` },
    },
    shape: [["start", { kind: "end", next: [], closedBy: null }]],
    command: ["python", "f.py", "run"],
    notices: [],
    state,
  };
}
