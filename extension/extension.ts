import type * as vscode from "vscode";
import { createCluster, type Cluster } from "./cluster/cluster";
import { ClusterChoice } from "./cluster/clusterChoice";
import { clusterCommands } from "./cluster/clusterCommands";
import { registerCommands } from "./commands";
import { configurationCommands, registerConfiguration } from "./configuration/configuration";
import { deployCommands } from "./deploy/deploy";
import { Disposables } from "./disposable";
import { flowCommands } from "./flows/flowCommands";
import { createFlows } from "./flows/flows";
import { registerLanguage } from "./language/language";
import { logOwner } from "./log";
import { cardsCommands } from "./panels/cardsCommands";
import { CardsPanels } from "./panels/cardsPanels";
import { DagPanels } from "./panels/dagPanels";
import { runCommands } from "./runs/runCommands";
import { createRuns } from "./runs/runs";
import { setupCommands } from "./runs/setupCommands";
import { WhereChoice } from "./runs/whereChoice";
import { whereCommands } from "./runs/whereCommands";

/** What in-host tests look at; not an interface for other extensions. */
export interface Testable {
  readonly flows: ReturnType<typeof createFlows>;
  readonly runs: ReturnType<typeof createRuns>;
  readonly panels: DagPanels;
  readonly where: WhereChoice;
  readonly cluster: Cluster;
  readonly configuration: ReturnType<typeof registerConfiguration>;
}

/** Wires the rooms together; nothing is searched, started or fetched here. */
export function activate(context: vscode.ExtensionContext): Testable {
  const owner = new Disposables();
  context.subscriptions.push(owner, logOwner);
  const extension = context.extensionUri;
  const where = owner.add(new WhereChoice(context.workspaceState));
  const clusters = owner.add(new ClusterChoice(context.workspaceState));
  const flows = createFlows(context, where, owner);
  const runs = createRuns(context, flows, { where, clusters }, owner);
  const { store, index, diagnostics, pick } = flows;
  registerLanguage(store, index, owner);
  const configuration = registerConfiguration(flows, owner);
  const cluster = createCluster(clusters, runs.service, owner);
  const panels = owner.add(
    new DagPanels({ extension, store, index, diagnostics, pick, runs: runs.service }),
  );
  const { service, launcher, terminals, logs, storage } = runs;
  const cards = owner.add(
    new CardsPanels({ extension, pick, storage, runs: service, interpreter: flows.interpreter }),
  );
  owner.add(
    registerCommands({
      ...cardsCommands({ pick, storage, runs: service, panels: cards }),
      ...flowCommands({ extension, pick, index, panels }),
      ...runCommands({ pick, runs: service, launcher, terminals, logs, panels }),
      ...whereCommands({ pick, where, clusters, runs, extension }),
      ...configurationCommands(configuration),
      ...clusterCommands({ ...cluster, pick, index, runs: runs.service }),
      ...deployCommands(
        { state: context.workspaceState, flows, storage, clusters, cluster, panels },
        owner,
      ),
      ...setupCommands({ pick, storage: runs.storage, interpreter: flows.interpreter }),
    }),
  );
  // Open documents are read once the activation is over.
  setImmediate(() => {
    store.announceAll();
  });
  return { flows, runs, panels, where, configuration, cluster };
}
