import { homedir } from "node:os";
import * as vscode from "vscode";
import type { Card, CardTask } from "../../runtime/metaflow/cards";
import { readConfiguration } from "../../runtime/metaflow/configuration";
import { fetchCards, remoteDatastore } from "../../runtime/metaflow/remoteCards";
import { makeOwnFolder, type OwnFolder } from "../../runtime/process/ownFolder";
import { baseEnvironment, userNameToSet } from "../../runtime/runners/environment";
import type { CardsEmpty, KeptCards } from "../../webview/protocolCards";
import { describeError, log } from "../log";
import type { Interpreter } from "../runs/interpreter";
import type { RunStorage } from "../runs/runStorage";
import type { CardsPlace } from "./cardsPlace";

/** What became of fetching one task's cards. */
interface Fetched {
  readonly cards: readonly Card[];
  /** Why there are none. */
  readonly empty: CardsEmpty | null;
}

/** The cards of tasks that wrote to a remote datastore, fetched once and kept while the panel is open. */
export class RemoteCards implements vscode.Disposable {
  private readonly stop = new AbortController();
  private folder: Promise<OwnFolder> | undefined;
  private key = "";
  private fetched: Fetched | null = null;

  constructor(
    private readonly services: {
      readonly storage: RunStorage;
      readonly interpreter: Interpreter;
      /** Called when the cards have come, or will not. */
      readonly changed: () => void;
    },
  ) {}

  /**
   * What is known of a task's remote cards; fetching begins with the first question, and again
   * once the task is done. Null: the task wrote to the local datastore. In trusted workspaces only.
   */
  async find(
    kept: KeptCards,
    task: CardTask,
    place: CardsPlace,
    running: boolean,
  ): Promise<Fetched | null> {
    const environment = baseEnvironment(place, process.env);
    const options = this.services.storage.options(kept);
    const home = environment["HOME"] ?? homedir();
    const configuration = await readConfiguration(place.cwd, environment, home);
    const facts = { options, configuration };
    const datastore = await remoteDatastore(place.root, kept.flow, task, facts);
    if (datastore === null) return null;
    const key = JSON.stringify([task, datastore, running]);
    if (key !== this.key) {
      this.key = key;
      this.fetched = null;
      const user = userNameToSet(environment, configuration);
      const named = user === null ? environment : { ...environment, METAFLOW_USER: user };
      void this.fetch(key, kept, task, { ...options, datastore }, { ...place, environment: named });
    }
    return this.fetched ?? { cards: [], empty: waiting(datastore) };
  }

  /** Fetches again at the next question. */
  forget(): void {
    this.key = "";
  }

  dispose(): void {
    this.stop.abort();
    const gone = this.folder?.then((folder) => {
      folder.remove();
    });
    gone?.catch((error: unknown) => {
      log().warn(`fetched cards could not be removed: ${describeError(error)}`);
    });
  }

  private async fetch(
    key: string,
    kept: KeptCards,
    task: CardTask,
    options: ReturnType<RunStorage["options"]>,
    { cwd, environment }: { readonly cwd: string; readonly environment: NodeJS.ProcessEnv },
  ): Promise<void> {
    const file = vscode.Uri.parse(kept.uri);
    let fetched: Fetched;
    try {
      const python = await this.services.interpreter.python(file);
      if (!python.found) throw new Error("there is no Python");
      this.folder ??= makeOwnFolder("cards");
      const command = { python: python.path, file: file.fsPath, cwd, environment, options };
      const cards = await fetchCards(command, task, (await this.folder).path, this.stop.signal);
      fetched = { cards, empty: null };
    } catch (error) {
      if (this.stop.signal.aborted) return;
      log().warn(`the cards of ${task.runId}/${task.step}/${task.taskId}: ${describeError(error)}`);
      fetched = { cards: [], empty: failed(options.datastore ?? "remote") };
    }
    if (key !== this.key) return;
    this.fetched = fetched;
    this.services.changed();
  }
}

const waiting = (datastore: string): CardsEmpty => ({
  title: "Fetching the cards…",
  sentence: `Your Metaflow reads them from the ${datastore} datastore.`,
  action: null,
});

const failed = (datastore: string): CardsEmpty => ({
  title: "The cards could not be fetched",
  sentence: `Metaflow did not read them from the ${datastore} datastore: the log says why.`,
  action: { name: "refresh", title: "Try again" },
});
