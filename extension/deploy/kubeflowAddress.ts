import * as vscode from "vscode";
import type { NextStep } from "../../runtime/core/deploy/refusal";
import type { KubeflowServer } from "../../runtime/deploy/kubeflowServer";
import type { Remedy } from "../problem";
import { chooseProfile } from "../runs/environment";
import type { DeployPlace, DeployServices } from "./deployPlace";
import type { DeployStorage } from "./deployStorage";
import { commonRemedy } from "./metaflowRun";

/** The address of the server as configured, else as last typed, else as typed now; null: not at all. */
export async function kubeflowAddress(
  place: DeployPlace,
  { deployStorage }: DeployServices,
): Promise<string | null> {
  const known = configured(place) ?? deployStorage.kubeflowUrl;
  return known === "" ? askAddress(deployStorage) : known;
}

/** The same for what can't be done without one: no answer is a cancellation. */
export async function neededAddress(place: DeployPlace, services: DeployServices): Promise<string> {
  const url = await kubeflowAddress(place, services);
  if (url === null) throw new vscode.CancellationError();
  return url;
}

function configured({ configuration }: DeployPlace): string | null {
  const url = configuration.get("METAFLOW_KUBEFLOW_PIPELINES_URL") ?? "";
  return url === "" ? null : url;
}

/** What the user types is kept for the workspace. */
async function askAddress(storage: DeployStorage): Promise<string | null> {
  const typed = await vscode.window.showInputBox({
    title: "Address of Kubeflow Pipelines",
    prompt: "METAFLOW_KUBEFLOW_PIPELINES_URL is not set: where is its API?",
    placeHolder: "http://localhost:8080",
    value: storage.kubeflowUrl,
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^https?:\/\/[^\s/]+\S*$/.test(text.trim()) ? null : "It begins with http:// or https://.",
  });
  if (typed === undefined) return null;
  await storage.setKubeflowUrl(typed.trim());
  return typed.trim();
}

/** The server, and the Python of the deployment to ask it. */
export function kubeflowServer(
  { python, cwd, env }: DeployPlace,
  { storage }: DeployServices,
  url: string,
): KubeflowServer {
  return { url, python, packageFolder: storage.packageFolder, cwd, env };
}

/** The buttons of every command of Kubeflow's deployer; `again` repeats it. */
export function kubeflowRemedy(
  next: NextStep,
  place: DeployPlace,
  services: DeployServices,
  again: () => Promise<void>,
): Remedy | null {
  switch (next.do) {
    case "correct-address":
      if (configured(place) !== null) return chooseProfile;
      return {
        title: "Change Address…",
        run: async () => {
          if ((await askAddress(services.deployStorage)) !== null) await again();
        },
      };
    case "deploy":
      return {
        title: "Deploy…",
        run: () => vscode.commands.executeCommand("flowlens.deployToKubeflow", place.target),
      };
    default:
      return commonRemedy(next, place, services.clusters, again);
  }
}

/** A page of Kubeflow's own interface, which is at the API's address. */
export function kubeflowPage(url: string, path: string): string {
  return `${url.replace(/\/+$/, "")}/#/${path}`;
}
