import * as vscode from "vscode";
import { stepsWithCards } from "../../runtime/metaflow/cards";
import type { KeptCards } from "../../webview/protocolCards";
import type { Handlers } from "../contributions";
import type { FlowPick } from "../flows/flowPick";
import { Problem } from "../problem";
import type { Run } from "../runs/run";
import type { RunService } from "../runs/runService";
import type { RunStorage } from "../runs/runStorage";
import { isRunNode, type RunNode } from "../runs/runTree";
import type { CardsPanels } from "./cardsPanels";
import { cardsPlace } from "./cardsPlace";

interface CardsCommandServices {
  readonly pick: FlowPick;
  readonly storage: RunStorage;
  readonly runs: RunService;
  readonly panels: CardsPanels;
}

/** *Show cards* of a lens, a node, the palette, or a row of the view Runs. */
export function cardsCommands(
  services: CardsCommandServices,
): Pick<Handlers, "flowlens.showCards"> {
  const { pick, panels } = services;
  return {
    "flowlens.showCards": async (subject) => {
      if (isRunNode(subject)) await panels.show(await ofRun(services, subject));
      else await panels.show({ ...(await pick.step(subject)), chosen: null, card: null });
    },
  };
}

async function ofRun(services: CardsCommandServices, node: RunNode): Promise<KeptCards> {
  await services.runs.restore();
  const run = services.runs.get(node.key);
  if (run === undefined) throw new Problem("This run is not in the list any more.");
  const { uri, flow } = run.facts.plan;
  const step = "step" in node ? node.step : await stepOfRun(services, run);
  const { runId, steps } = run.state;
  const tasks = steps.find(({ name }) => name === step)?.tasks ?? [];
  const taskId = "task" in node ? node.task : tasks[0]?.id;
  const chosen = runId === null || taskId === undefined ? null : { runId, taskId };
  return { uri, flow, step, chosen, card: null };
}

/** The step of a run that left cards; asks when several did. */
async function stepOfRun({ storage }: CardsCommandServices, run: Run): Promise<string> {
  const { plan } = run.facts;
  const { runId, steps } = run.state;
  if (plan.step !== null) return plan.step;
  const { folders } = await cardsPlace(plan, storage);
  const found = runId === null ? [] : await stepsWithCards(folders, plan.flow, runId);
  const names = steps.map(({ name }) => name).filter((name) => found.includes(name));
  const [only] = names;
  if (only === undefined)
    throw new Problem("No step of this run has left a card: add @card to one and run it again.");
  if (names.length === 1) return only;
  const step = await vscode.window.showQuickPick(names, {
    title: `Cards of ${plan.flow}`,
    placeHolder: "Of which step?",
  });
  if (step === undefined) throw new vscode.CancellationError();
  return step;
}
