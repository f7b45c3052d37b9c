import * as vscode from "vscode";
import type { Obstacle, ObstacleAction, RunRequest } from "../../runtime/runners/runner";
import type { ClusterChoice } from "../cluster/clusterChoice";
import { pickContext } from "../cluster/clusterPick";
import { Problem, type Remedy } from "../problem";
import { chooseProfile } from "./environment";
import { chooseInterpreter, installMetaflow, installPackages } from "./installMetaflow";
import type { Interpreter } from "./interpreter";
import type { RunPlan } from "./runPlan";
import type { RunStorage } from "./runStorage";

/** What the buttons change. */
interface Services {
  readonly interpreter: Interpreter;
  readonly storage: RunStorage;
  readonly clusters: ClusterChoice;
}

/** The problem that an obstacle is to the user, with the button that takes it away. */
export function obstacleProblem(
  obstacle: Obstacle,
  plan: RunPlan,
  request: RunRequest,
  services: Services,
): Problem {
  const { sentence, action } = obstacle;
  if (action === null) return new Problem(sentence);
  const remedy = remedies(obstacle, plan, request, services)[action];
  return new Problem(sentence, [remedy]);
}

function remedies(
  { packages = [] }: Obstacle,
  plan: RunPlan,
  { neededEnvironment: environment, options, python }: RunRequest,
  { interpreter, storage, clusters }: Services,
): Record<ObstacleAction, Remedy> {
  const file = vscode.Uri.parse(plan.uri);
  const again = (change: Partial<RunPlan> = {}): Thenable<unknown> =>
    clickAgain({ ...plan, ...change });
  return {
    "choose-interpreter": chooseInterpreter,
    "install-metaflow": {
      title: "Install Metaflow",
      run: () => installMetaflow(interpreter, file),
    },
    "install-packages": {
      title: "Install",
      run: async () => {
        await installPackages(python ?? "python3", packages);
        await again();
      },
    },
    "run-flow-first": {
      title: "Run Flow First",
      run: () => again({ kind: "run", step: null }),
    },
    "use-environment": {
      title: `Use Environment ${environment ?? ""}`,
      run: async () => {
        await storage.setOptions(plan, { ...options, environment });
        await again();
      },
    },
    "choose-datastore": {
      title: "Choose Datastore",
      run: async () => {
        const datastore = await choose(["s3", "azure", "gs"], `Datastore of ${plan.flow}`);
        await storage.setOptions(plan, { ...options, datastore });
        await again();
      },
    },
    "choose-env-file": chooseProfile,
    "choose-cluster": chooseContext(clusters, file, again),
    "open-settings": {
      title: "Open Settings",
      run: () => vscode.commands.executeCommand("workbench.action.openSettings", "flowlens"),
    },
  };
}

/** Why there is no cluster to run on, with the button that chooses one where there are any. */
export async function noCluster(
  sentence: string,
  clusters: ClusterChoice,
  file: vscode.Uri,
): Promise<Problem> {
  const contexts = await clusters.contexts(file).catch(() => []);
  const remedy = chooseContext(clusters, file, () => undefined);
  return new Problem(sentence, contexts.length === 0 ? [] : [remedy]);
}

function chooseContext(clusters: ClusterChoice, file: vscode.Uri, then: () => unknown): Remedy {
  return {
    title: "Choose Context",
    run: async () => {
      await pickContext(clusters, file);
      await then();
    },
  };
}

async function choose(names: readonly string[], title: string): Promise<string> {
  const chosen = await vscode.window.showQuickPick(names, { title });
  if (chosen === undefined) throw new vscode.CancellationError();
  return chosen;
}

/** What a button under an obstacle does once the obstacle is gone; it shows the run's terminal. */
function clickAgain({ uri, flow, step, where }: RunPlan): Thenable<unknown> {
  const target = { uri, flow, where };
  return step === null
    ? vscode.commands.executeCommand("flowlens.runFlow", target)
    : vscode.commands.executeCommand("flowlens.runStep", { ...target, step });
}
