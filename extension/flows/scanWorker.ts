import { parentPort, workerData } from "node:worker_threads";
import { scanFiles, scanFolder, type ScanFolder, type ScannedFile } from "./scan";

/** What a scan is asked to do. `paths` null: everything below the folders. */
export interface ScanOrder {
  readonly folders: readonly ScanFolder[];
  readonly paths: readonly string[] | null;
}

/** Results are sent in batches, so that a large workspace fills the view while it is read. */
const batchEvery = 40;

function* files(order: ScanOrder): Generator<ScannedFile> {
  if (order.paths !== null) yield* scanFiles(order.folders, order.paths);
  else for (const folder of order.folders) yield* scanFolder(folder);
}

/** Runs in a thread of its own: however large the workspace, the editor's host never waits for it. */
function work(order: ScanOrder): void {
  let batch: ScannedFile[] = [];
  let sent = performance.now();
  const send = (): void => {
    parentPort?.postMessage(batch);
    batch = [];
    sent = performance.now();
  };
  for (const file of files(order)) {
    batch.push(file);
    if (performance.now() - sent > batchEvery) send();
  }
  if (batch.length > 0) send();
}

work(workerData as ScanOrder);
