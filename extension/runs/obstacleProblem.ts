import * as vscode from "vscode";
import type { Obstacle, ObstacleAction, RunRequest } from "../../runtime/runners/runner";
import { Problem, type Remedy } from "../problem";
import { chooseInterpreter, installMetaflow } from "./installMetaflow";
import type { Interpreter } from "./interpreter";
import type { RunPlan } from "./runPlan";
import type { RunStorage } from "./runStorage";

/** The problem that an obstacle is to the user, with the button that takes it away. */
export function obstacleProblem(
  { sentence, action }: Obstacle,
  plan: RunPlan,
  request: RunRequest,
  services: { readonly interpreter: Interpreter; readonly storage: RunStorage },
): Problem {
  const { neededEnvironment: environment, options } = request;
  const remedies: Record<ObstacleAction, Remedy> = {
    "choose-interpreter": chooseInterpreter,
    "install-metaflow": {
      title: "Install Metaflow",
      run: () => installMetaflow(services.interpreter, vscode.Uri.parse(plan.uri)),
    },
    "run-flow-first": {
      title: "Run Flow First",
      run: () => clickAgain({ ...plan, kind: "run", step: null }),
    },
    "use-environment": {
      title: `Use Environment ${environment ?? ""}`,
      run: async () => {
        await services.storage.setOptions(plan, { ...options, environment });
        await clickAgain(plan);
      },
    },
    "open-settings": {
      title: "Open Settings",
      run: () => vscode.commands.executeCommand("workbench.action.openSettings", "flowlens"),
    },
  };
  return new Problem(sentence, action === null ? [] : [remedies[action]]);
}

/** What a button under an obstacle does once the obstacle is gone; it shows the run's terminal. */
function clickAgain({ uri, flow, step, where }: RunPlan): Thenable<unknown> {
  const target = { uri, flow, where };
  return step === null
    ? vscode.commands.executeCommand("flowlens.runFlow", target)
    : vscode.commands.executeCommand("flowlens.runStep", { ...target, step });
}
