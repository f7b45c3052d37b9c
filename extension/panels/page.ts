import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { Transport } from "../../webview/rpc";

/** The only folder a panel may load files from. */
export function pageFolder(extension: vscode.Uri): vscode.Uri {
  return vscode.Uri.joinPath(extension, "dist", "webview");
}

/** A page that runs one script and one style sheet of ours, and nothing else. */
export function pageHtml(webview: vscode.Webview, extension: vscode.Uri, name: string): string {
  const nonce = randomBytes(18).toString("base64");
  const file = (ending: string): string =>
    webview
      .asWebviewUri(vscode.Uri.joinPath(pageFolder(extension), `${name}.${ending}`))
      .toString();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
  ].join("; ");
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${file("css")}" />
    <title>Flowlens</title>
  </head>
  <body>
    <script nonce="${nonce}" src="${file("js")}"></script>
  </body>
</html>`;
}

/** Messages to and from a panel's page. */
export function pageTransport(webview: vscode.Webview): Transport {
  return {
    send: (message) => {
      void webview.postMessage(message);
    },
    receive: (listener) => {
      const subscription = webview.onDidReceiveMessage(listener);
      return () => {
        subscription.dispose();
      };
    },
  };
}
