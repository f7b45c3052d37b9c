import * as vscode from "vscode";
import type { ClusterSubject } from "../../runtime/core/cluster/clusterRow";
import type { Attempt } from "../../runtime/core/cluster/clusterTree";
import { mainStatus } from "../../runtime/core/cluster/evidence";
import type { Handlers } from "../contributions";
import type { FlowIndex } from "../flows/flowIndex";
import { revealPosition, type FlowPick } from "../flows/flowPick";
import type { FlowTarget } from "../flows/target";
import { Problem } from "../problem";
import type { RunService } from "../runs/runService";
import { isRunNode } from "../runs/runTree";
import { pickContext, pickNamespace } from "./clusterPick";
import type { ClusterChoice, ClusterInUse } from "./clusterChoice";
import type { ClusterSources } from "./clusterSource";
import type { ClusterView } from "./clusterView";
import type { KubectlTerminals } from "./kubectlPick";
import type { PodDocuments, PodPlace } from "./podDocuments";

/** What the commands of the view Cluster work with. */
export interface ClusterServices {
  readonly choice: ClusterChoice;
  readonly sources: ClusterSources;
  readonly view: ClusterView;
  readonly documents: PodDocuments;
  readonly pick: FlowPick;
  readonly index: FlowIndex;
  readonly runs: RunService;
}

type ClusterCommand =
  | "flowlens.chooseContext"
  | "flowlens.chooseNamespace"
  | "flowlens.refreshCluster"
  | "flowlens.showPodLog"
  | "flowlens.showPreviousPodLog"
  | "flowlens.showPodYaml"
  | "flowlens.kubectl"
  | "flowlens.goToPodStep"
  | "flowlens.copyRemedy"
  | "flowlens.copyPodName"
  | "flowlens.copyEventMessage"
  | "flowlens.showPods";

/** The commands of the view Cluster. */
export function clusterCommands(services: ClusterServices): Pick<Handlers, ClusterCommand> {
  const { choice, sources, view, documents } = services;
  const show = (subject: unknown, part: PodPlace["part"]): Promise<void> =>
    documents.show(placeOf(services, subject, part));
  const terminals: KubectlTerminals = new Map();
  return {
    "flowlens.chooseContext": () => pickContext(choice, view.scope),
    "flowlens.chooseNamespace": () => pickNamespace(choice, sources, view.scope),
    "flowlens.refreshCluster": () => view.retry(),
    "flowlens.showPodLog": (subject) => show(subject, "log"),
    "flowlens.showPreviousPodLog": (subject) => show(subject, "previous"),
    "flowlens.showPodYaml": (subject) => show(subject, "yaml"),
    "flowlens.kubectl": async (subject) => {
      const { pickKubectl } = await import("./kubectlPick.js");
      pickKubectl(attemptOf(services, subject), clusterOf(view), terminals);
    },
    "flowlens.goToPodStep": (subject) => goToStep(services, subject),
    "flowlens.copyRemedy": async (subject) => {
      const { reason, remedy, option } = attemptOf(services, subject).workload;
      const { optionText } = await import("./podTooltip.js");
      const change = option === null ? "" : ` (${optionText(option)})`;
      await vscode.env.clipboard.writeText(`${reason ?? ""}. ${remedy ?? ""}${change}`);
    },
    "flowlens.copyPodName": async (subject) => {
      const { pod, job } = attemptOf(services, subject).workload;
      await vscode.env.clipboard.writeText(pod ?? job ?? "");
    },
    "flowlens.copyEventMessage": async (subject) => {
      const found = subjectOf(subject);
      const { events } = attemptOf(services, subject).workload;
      const event = found.type === "event" ? events[found.index] : undefined;
      if (event === undefined) throw new Problem("Choose an event in the view Cluster first.");
      await vscode.env.clipboard.writeText(event.message);
    },
    "flowlens.showPods": (subject) => showPods(services, subject),
  };
}

/** The row of a menu or of a tooltip's link. */
function subjectOf(subject: unknown): ClusterSubject {
  const given = subject as { readonly row?: { readonly subject?: ClusterSubject } } | null;
  const found = given?.row?.subject ?? (subject as ClusterSubject | null | undefined);
  if (typeof found?.type === "string") return found;
  throw new Problem("Choose a pod in the view Cluster first.");
}

function attemptOf({ view }: ClusterServices, subject: unknown): Attempt {
  const found = subjectOf(subject);
  const attempt = "key" in found ? view.rows.tree.attempts.get(found.key) : undefined;
  if (attempt === undefined) throw new Problem("This pod is not in the list any more.");
  return attempt;
}

function clusterOf(view: ClusterView): ClusterInUse {
  const { cluster } = view;
  if (cluster === null) throw new Problem("Open the view Cluster first.");
  return cluster;
}

function placeOf(services: ClusterServices, subject: unknown, part: PodPlace["part"]): PodPlace {
  const { view } = services;
  const attempt = attemptOf(services, subject);
  const found = subjectOf(subject);
  const { pod, workload } = attempt;
  const { context } = clusterOf(view);
  const { namespace } = workload;
  const place = { part, context, namespace, folder: view.scope?.toString() ?? null };
  if (workload.pod !== null && pod !== null) {
    const main = mainStatus(pod.object)?.name ?? pod.object.containers[0]?.name ?? null;
    const container = found.type === "container" ? found.container : main;
    return { ...place, resource: "pods", name: workload.pod, container };
  }
  if (part !== "yaml" || workload.job === null) throw new Problem("This task has no pod.");
  return { ...place, resource: "jobs", name: workload.job, container: null };
}

/** Shows the step's decorator, or the very option that is to be changed. */
async function goToStep(services: ClusterServices, subject: unknown): Promise<void> {
  const { pick } = services;
  const found = subjectOf(subject);
  const workload = "key" in found ? attemptOf(services, subject).workload : null;
  const flow = "flow" in found ? found.flow : (workload?.flow ?? null);
  const step = "step" in found ? found.step : (workload?.step ?? null);
  if (flow === null) throw new Problem("This pod does not tell its flow.");
  const target = await flowNamed(services, flow);
  if (step === null) {
    await pick.reveal(target);
    return;
  }
  const opened = await pick.openStep({ ...target, step });
  const decorator = opened.step.decorators.find(({ name }) => name === "kubernetes");
  if (decorator === undefined || opened.step.source !== null) {
    await pick.reveal({ ...target, step });
    return;
  }
  const argument = decorator.arguments.find(({ name }) => name === workload?.option);
  const { start } = argument?.span ?? decorator.span;
  await revealPosition(opened.document, opened.document.positionAt(start));
}

/** The workspace's flow of that name; asks when several files have one. */
async function flowNamed({ index }: ClusterServices, flow: string): Promise<FlowTarget> {
  await index.start();
  const files = index.list().filter(({ flows }) => flows.some(({ name }) => name === flow));
  const [first] = files;
  if (first === undefined)
    throw new Problem(`There is no flow ${flow} in this workspace: open the folder that has it.`);
  if (files.length === 1) return { uri: first.uri.toString(), flow };
  const items = files.map(({ uri }) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const chosen = await vscode.window.showQuickPick(items, { placeHolder: `Which ${flow}?` });
  if (chosen === undefined) throw new vscode.CancellationError();
  return { uri: chosen.uri.toString(), flow };
}

/** From a run's step (its row, or a node of the DAG) to its pods. */
async function showPods(services: ClusterServices, subject: unknown): Promise<void> {
  const { runs, choice, view } = services;
  const run = isRunNode(subject) ? runs.get(subject.key) : undefined;
  const step = isRunNode(subject) && "step" in subject ? subject.step : null;
  if (run === undefined || step === null) throw new Problem("Choose a step of a run first.");
  const { plan } = run.facts;
  const { runId, flow } = run.state;
  if (plan.cluster === undefined || runId === null)
    throw new Problem("This run has no pods: it does not run on Kubernetes.");
  const file = vscode.Uri.parse(plan.uri);
  const current = await choice.current(file);
  const { context, namespace } = plan.cluster;
  const same =
    !("sentence" in current) && current.context === context && current.namespace === namespace;
  if (!same) {
    throw new Problem(`This run's pods are in ${context} · ${namespace}.`, [
      {
        title: "Show That Cluster",
        run: async () => {
          await choice.setContext(context, file);
          await choice.setNamespace({ context, namespace }, file);
          await view.reveal(flow, runId, step);
        },
      },
    ]);
  }
  await view.reveal(flow, runId, step);
}
