import { basename } from "node:path";
import * as vscode from "vscode";
import { effectiveKubernetes } from "../../runtime/core/configuration/effective";
import { pythonStr } from "../../runtime/core/configuration/plain";
import { resolve, type Settings } from "../../runtime/core/configuration/settings";
import { Disposables } from "../disposable";
import type { FlowPick } from "../flows/flowPick";
import type { FlowStore } from "../flows/flowStore";
import { isStepTarget, type StepTarget } from "../flows/target";
import { Problem } from "../problem";
import type { SettingsStore } from "./settingsStore";

const scheme = "flowlens-podspec";

/** Shows the Job that Metaflow would create for a step, as YAML that follows text and profile. */
export class PodPreviews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly owner = new Disposables();
  private readonly changed = this.owner.add(new vscode.EventEmitter<vscode.Uri>());
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly pick: FlowPick,
    store: FlowStore,
    private readonly settings: SettingsStore,
  ) {
    this.owner.add(vscode.workspace.registerTextDocumentContentProvider(scheme, this));
    const again = (): void => {
      for (const { uri } of vscode.workspace.textDocuments)
        if (uri.scheme === scheme) this.changed.fire(uri);
    };
    this.owner.add(settings.onDidChange(again));
    this.owner.add(store.onDidChange(again));
  }

  /** Opens the preview beside the code. */
  async show(subject: unknown): Promise<void> {
    const target = await this.pick.step(subject);
    const uri = vscode.Uri.from({
      scheme,
      path: `/${target.flow}.${target.step}.yaml`,
      query: JSON.stringify({ uri: target.uri, flow: target.flow, step: target.step }),
    });
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    try {
      return await this.yamlOf(targetOf(uri));
    } catch (error) {
      // The flow may be half-typed: the preview says so and follows when it is whole again.
      if (error instanceof Problem) return `# ${error.message}\n`;
      throw error;
    }
  }

  dispose(): void {
    this.owner.dispose();
  }

  private async yamlOf(target: StepTarget): Promise<string> {
    const { document, flow, step } = await this.pick.openStep(target);
    const surroundings = await this.settings.read(document.uri);
    if (surroundings === null)
      throw new Problem("Save the flow's file first: settings belong to its folder.");
    const { settings } = surroundings;
    const own = effectiveKubernetes(step, settings, surroundings);
    const attached = { ...surroundings, with: ["kubernetes"] };
    const effective = own ?? effectiveKubernetes(step, settings, attached);
    if (effective === null) throw new Problem("This step does not run on Kubernetes.");
    const user = userOf(settings);
    const head = [
      `What Metaflow submits for a task of the step ${step.name} of ${flow.name}.`,
      ...(own === null ? ["The step has no @kubernetes: this is --with kubernetes."] : []),
      "Words in angle brackets are known when a task starts. A retry gets a Job of its own.",
      ...surroundings.problems,
    ];
    const { podYaml, projectAnnotations } = await import("../../runtime/metaflow/podYaml.js");
    return podYaml(head, effective, settings, {
      flow: flow.name,
      step: step.name,
      numParallel: gangOf(flow.steps, step.name),
      fileName: basename(document.uri.fsPath),
      user,
      datastore: datastoreOf(settings),
      project: projectAnnotations(flow, user),
    });
  }
}

function targetOf({ query }: vscode.Uri): StepTarget {
  const value: unknown = JSON.parse(query);
  if (!isStepTarget(value)) throw new Problem("This preview belongs to no step.");
  return value;
}

/** The members of the gang that a step is, or null; `<…>` when only the run tells. */
function gangOf(
  steps: Awaited<ReturnType<FlowPick["open"]>>["flow"]["steps"],
  name: string,
): number | string | null {
  for (const { transition } of steps) {
    if (transition.form !== "parallel") continue;
    if (!transition.targets.some((target) => target.name === name)) continue;
    const { numParallel } = transition;
    return numParallel.kind === "int" ? numParallel.value : "<num_parallel>";
  }
  return null;
}

/** As Metaflow looks for it; root is nobody's name. */
function userOf(settings: Settings): string {
  const names = ["METAFLOW_USER", "SUDO_USER", "USERNAME", "USER"];
  const users = names.map((name) => pythonStr(settings.get(name)?.value ?? ""));
  return users.find((user) => user !== "" && user !== "root") ?? "<user>";
}

/** The datastore of a run on a cluster: the default one, else the only remote one that is set up. */
function datastoreOf(settings: Settings): string {
  const standard = pythonStr(resolve(settings, "DEFAULT_DATASTORE").value);
  if (standard !== "local") return standard;
  const stores = ["s3", "azure", "gs"].filter((store) =>
    settings.has(`METAFLOW_DATASTORE_SYSROOT_${store.toUpperCase()}`),
  );
  const [only] = stores;
  return stores.length === 1 && only !== undefined ? only : "<datastore>";
}
