import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { it } from "node:test";
import type { Locator } from "playwright-core";
import type { CodeServer } from "../../ui/bed";
import { inWindow, stagedExtension, startServer } from "../../ui/scenario";
import type { Workbench } from "../../ui/workbench";
import { startArgoBed, watchedPython, type ArgoBed, type WatchedPython } from "./argo";
import { root, type KubeObject } from "./bed";

/** An editor whose flows are deployed to a control plane with Argo's kinds. */
export interface DeployBed extends ArgoBed {
  readonly python: WatchedPython;
  readonly server: CodeServer;
  /** A scratch folder. */
  readonly folder: string;
}

export async function startDeployBed(): Promise<DeployBed> {
  const bed = await startArgoBed();
  const folder = mkdtempSync(join(tmpdir(), "flowlens-deploy-"));
  const python = watchedPython(
    process.env["FLOWLENS_TEST_CLUSTER_PYTHON"] ?? "",
    join(folder, "bin"),
  );
  const server = await startServer({
    extension: stagedExtension(),
    settings: { "flowlens.python": python.path },
    env: { ...bed.env, METAFLOW_ARGO_WORKFLOWS_UI_URL: "http://localhost:2746/" },
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    await bed.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...bed, python, server, folder, stop };
}

/** A window on a folder with these flows of the tests, the first one open. */
export function deploying(
  name: string,
  bed: () => DeployBed,
  flows: readonly string[],
  act: (workbench: Workbench) => Promise<void>,
): void {
  it(name, { timeout: 300_000 }, async () => {
    await inWindow(name, bed().server, async (workbench) => {
      for (const flow of flows)
        cpSync(join(root, "test/flows", flow), join(workbench.folder, flow.replace(/^.*\//, "")));
      await workbench.open(...flows.slice(0, 1).map((flow) => flow.replace(/^.*\//, "")));
      await workbench.lens("Run flow").first().waitFor();
      await act(workbench);
    });
  });
}

/** A button of a notification. */
export const button = (workbench: Workbench, title: string): Locator =>
  workbench.page.locator(".notification-toast").getByRole("button", { name: title }).first();

export const dialog = ({ page }: Workbench): Locator => page.locator(".monaco-dialog-box");

const argo = "/apis/argoproj.io/v1alpha1/namespaces/default";

/** Where the API has the runs of deployed flows. */
export const workflows = `${argo}/workflows`;

export function templateNamed({ cluster }: DeployBed, name: string): Promise<KubeObject> {
  return cluster.api.get(`${argo}/workflowtemplates/${name}`);
}

/**
 * A Workflow as Argo leaves it once it has seen it: with its template's labels and
 * annotations, and running.
 */
export function seenByArgo(run: KubeObject, annotations: object, progress: string): KubeObject {
  const status = { phase: "Running", progress, finishedAt: null };
  const labels = {
    "app.kubernetes.io/part-of": "metaflow",
    "app.kubernetes.io/name": "metaflow-run",
  };
  const metadata = { ...run.metadata, annotations, labels };
  return { ...run, apiVersion: "argoproj.io/v1alpha1", kind: "Workflow", metadata, status };
}
