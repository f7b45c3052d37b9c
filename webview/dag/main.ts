import { connect, type Transport } from "../rpc";
import { Commands } from "./commands";
import { listen } from "./gestures";
import { buildPage } from "./page";
import { Panel } from "./panel";
import { readSaved } from "./saved";
import "../base.css";
import "./toolbar.css";
import "./glyphs.css";
import "./nodes.css";
import "./edges.css";
import "./overlays.css";
// The last: it takes motion away.
import "./motion.css";

interface EditorApi {
  readonly postMessage: (message: unknown) => void;
  readonly getState: () => unknown;
  readonly setState: (state: unknown) => void;
}

declare const acquireVsCodeApi: () => EditorApi;

/** Messages from VS Code reach the page as `message` events of its own window. */
function editorTransport(editor: EditorApi): Transport {
  return {
    send: (message) => {
      editor.postMessage(message);
    },
    receive: (listener) => {
      const hear = (event: MessageEvent<unknown>): void => {
        listener(event.data);
      };
      window.addEventListener("message", hear);
      return () => {
        window.removeEventListener("message", hear);
      };
    },
  };
}

const editor = acquireVsCodeApi();
const client = connect(editorTransport(editor));
const saved = readSaved(editor.getState());
const panel = new Panel(buildPage(document.body), client, saved, (state) => {
  editor.setState(state);
});
listen(panel, new Commands(panel));
client.on("settings", (settings) => {
  panel.setSettings(settings);
});
client.on("view", (view) => {
  panel.setView(view);
});
client.on("runs", (runs) => {
  panel.runs = runs;
  panel.schedule();
});
client.on("run", (run) => {
  panel.setRun(run);
});
client.on("selected", ({ step }) => {
  panel.select(step, true);
});
void client.ask("ready", null);
