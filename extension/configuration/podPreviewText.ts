import { basename } from "node:path";
import { effectiveKubernetes } from "../../runtime/core/configuration/effective";
import { pythonStr } from "../../runtime/core/configuration/plain";
import { resolve, type Settings } from "../../runtime/core/configuration/settings";
import { podYaml, projectAnnotations } from "../../runtime/metaflow/podYaml";
import type { FlowPick } from "../flows/flowPick";
import type { StepTarget } from "../flows/target";
import { Problem } from "../problem";
import type { SettingsStore } from "./settingsStore";

/** The Job of a step as YAML, with what it rests on above it; throws a `Problem` where there is none. */
export async function podPreviewText(
  target: StepTarget,
  pick: FlowPick,
  store: SettingsStore,
): Promise<string> {
  const { document, flow, step } = await pick.openStep(target);
  const surroundings = await store.read(document.uri);
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
