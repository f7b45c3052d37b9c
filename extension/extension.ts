import type * as vscode from "vscode";
import { registerCommands } from "./commands";
import { registerConfiguration } from "./configuration/configuration";
import { Disposables } from "./disposable";
import { flowCommands } from "./flows/flowCommands";
import { createFlows } from "./flows/flows";
import { registerLanguage } from "./language/language";
import { logOwner } from "./log";
import { DagPanels } from "./panels/dagPanels";
import { runCommands } from "./runs/runCommands";
import { createRuns } from "./runs/runs";
import { setupCommands } from "./runs/setupCommands";

/** What in-host tests look at; not an interface for other extensions. */
export interface Testable {
  readonly flows: ReturnType<typeof createFlows>;
  readonly runs: ReturnType<typeof createRuns>;
  readonly panels: DagPanels;
}

/** Wires the rooms together; nothing is searched, started or fetched here. */
export function activate(context: vscode.ExtensionContext): Testable {
  const owner = new Disposables();
  context.subscriptions.push(owner, logOwner);
  const extension = context.extensionUri;
  const flows = createFlows(context, owner);
  const runs = createRuns(context, flows, owner);
  const { store, index, diagnostics, pick } = flows;
  registerLanguage(store, owner);
  registerConfiguration(owner);
  const panels = owner.add(
    new DagPanels({ extension, store, index, diagnostics, pick, runs: runs.service }),
  );
  const { service, launcher, terminals, logs } = runs;
  owner.add(
    registerCommands({
      ...flowCommands({ extension, pick, index, panels }),
      ...runCommands({ pick, runs: service, launcher, terminals, logs, panels }),
      ...setupCommands({ pick, storage: runs.storage, interpreter: flows.interpreter }),
    }),
  );
  // Open documents are read once the activation is over.
  setImmediate(() => {
    store.announceAll();
  });
  return { flows, runs, panels };
}
