import * as vscode from "vscode";

/** Work that takes no longer than this is not announced: nothing flickers. */
const atOnce = 600;

/** Does something that can take a while: then with a notification that cancels it. */
export async function cancellable<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const { signal } = controller;
  const done = work(signal);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"late">((resolve) => {
    timer = setTimeout(resolve, atOnce, "late");
  });
  const first = await Promise.race([done.then(() => "done" as const), late]).finally(() => {
    clearTimeout(timer);
  });
  if (first === "done") return done;
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (_progress, token) =>
      Promise.race([
        done,
        new Promise<never>((_resolve, reject) => {
          token.onCancellationRequested(() => {
            controller.abort();
            reject(new vscode.CancellationError());
          });
        }),
      ]),
  );
}
