import { homedir } from "node:os";
import * as vscode from "vscode";
import type { PrivateKubeconfig } from "../../runtime/cluster/privateKubeconfig";
import { readRefusal, type NextStep } from "../../runtime/core/deploy/refusal";
import { withoutToken } from "../../runtime/core/deploy/tokens";
import { argoArguments, type DeployCommand } from "../../runtime/deploy/deployment";
import {
  runMetaflow,
  type MetaflowCommand,
  type MetaflowResult,
} from "../../runtime/deploy/metaflowProcess";
import { scratchMetaflowHome } from "../../runtime/deploy/scratchHome";
import type { ClusterChoice } from "../cluster/clusterChoice";
import { log } from "../log";
import { Problem, type Remedy } from "../problem";
import { chooseProfile } from "../runs/environment";
import type { CommandPlace } from "./deployPlace";
import { installPackages } from "../runs/installMetaflow";

/**
 * The environment and place of one command. Its private kubeconfig has the cluster shown as the
 * current one, and is gone when the command has ended.
 */
export async function withCommand<T>(
  place: CommandPlace,
  command: DeployCommand,
  act: (command: MetaflowCommand) => Promise<T>,
): Promise<T> {
  const { python, cwd, env } = place;
  const args = argoArguments(place.request, command);
  const minutes = command.kind === "preview" || command.kind === "create" ? 15 : 3;
  const whole = { python, args, cwd, env, limit: minutes * 60_000 };
  const kubeconfig = await kubeconfigOf(place);
  try {
    if (command.kind === "preview") return await previewed(whole, kubeconfig, act);
    if ("sentence" in kubeconfig) throw new Problem(kubeconfig.sentence);
    return await act({ ...whole, env: { ...env, KUBECONFIG: kubeconfig.path } });
  } finally {
    if ("dispose" in kubeconfig) kubeconfig.dispose();
  }
}

async function kubeconfigOf({
  cluster,
}: Pick<CommandPlace, "cluster">): Promise<PrivateKubeconfig | { readonly sentence: string }> {
  if ("sentence" in cluster) return cluster;
  const { writePrivateKubeconfig } = await import("../../runtime/cluster/kubeconfig.js");
  const { context, environment } = cluster;
  return writePrivateKubeconfig({ environment, home: homedir(), context });
}

/**
 * Metaflow 2.19 asks no cluster for a preview, so it needs none; older versions look for the
 * production token there, and would keep a new one.
 */
async function previewed<T>(
  command: MetaflowCommand,
  kubeconfig: PrivateKubeconfig | { readonly sentence: string },
  act: (command: MetaflowCommand) => Promise<T>,
): Promise<T> {
  const { env } = command;
  const home = await scratchMetaflowHome(env, env["HOME"] ?? homedir(), { tokens: true });
  const cluster = "path" in kubeconfig ? { KUBECONFIG: kubeconfig.path } : {};
  try {
    return await act({ ...command, env: { ...env, ...cluster, ...home.variables } });
  } finally {
    home.dispose();
  }
}

/** Runs it; a cancelled one throws a cancellation, a refused one its Problem. */
export async function runOrRefuse(
  command: MetaflowCommand,
  signal: AbortSignal,
  remedies: (next: NextStep) => Remedy | null,
  onOutput?: (text: string) => void,
): Promise<MetaflowResult> {
  const result = await started(command, signal, onOutput);
  if (result.ended === "cancelled") throw new vscode.CancellationError();
  if (result.ended === "limit") {
    const minutes = Math.round(command.limit / 60_000);
    throw new Problem(
      `Metaflow did not finish within ${minutes} minutes and was ended: check that its datastore can be reached.`,
    );
  }
  if (result.code === 0) return result;
  log().info(`Metaflow ended with code ${String(result.code)}:\n${lastLines(result.output)}`);
  const { sentence, next } = readRefusal(result.output);
  const remedy = next === null ? null : remedies(next);
  throw new Problem(sentence, [...(remedy === null ? [] : [remedy]), showLog]);
}

async function started(
  command: MetaflowCommand,
  signal: AbortSignal,
  onOutput: ((text: string) => void) | undefined,
): Promise<MetaflowResult> {
  try {
    return await runMetaflow(command, signal, onOutput);
  } catch (cause) {
    throw new Problem(`${command.python} could not be started.`, [showLog], { cause });
  }
}

function lastLines(output: string): string {
  return output.trimEnd().split("\n").slice(-40).map(withoutToken).join("\n");
}

const showLog: Remedy = {
  title: "Show Log",
  run: () => {
    log().show();
  },
};

/** The buttons that are the same for every command; `again` repeats it. */
export function commonRemedy(
  next: NextStep,
  place: CommandPlace,
  clusters: ClusterChoice,
  again: () => unknown,
): Remedy | null {
  switch (next.do) {
    case "install":
      return {
        title: `Install ${next.packages.join(", ")}`,
        run: async () => {
          await installPackages(place.python, next.packages);
          await again();
        },
      };
    case "set-environment":
      return chooseProfile;
    case "choose-cluster":
      return chooseContext(clusters, place.file, again);
    case "authorize":
    case "rename":
    case "correct-address":
    case "deploy":
      return null;
  }
}

/** Lets the user pick another context of the kubeconfig. */
export function chooseContext(
  clusters: ClusterChoice,
  file: vscode.Uri,
  again: () => unknown,
): Remedy {
  const run = async (): Promise<void> => {
    const options = { title: "Context of the cluster", placeHolder: "Which cluster?" };
    const context = await vscode.window.showQuickPick(await clusters.contexts(file), options);
    if (context === undefined) return;
    await clusters.setContext(context, file);
    await again();
  };
  return { title: "Choose Context…", run };
}

/** Shows a cancellable progress notification while `act` runs. */
export async function withCancel<T>(
  title: string,
  act: (signal: AbortSignal, report: (message: string) => void) => Promise<T>,
): Promise<T> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress({ location, title, cancellable: true }, (progress, token) => {
    const control = new AbortController();
    token.onCancellationRequested(() => {
      control.abort();
    });
    return act(control.signal, (message) => {
      progress.report({ message });
    });
  });
}
