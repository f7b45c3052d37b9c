import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, it } from "node:test";
import type { CodeServer } from "../../ui/bed";
import { header, message, openCluster, row, widen } from "../../ui/clusterView";
import { inWindow, stagedExtension, startServer, takeScreenshot } from "../../ui/scenario";
import { loadObjects, startControlPlane, type ControlPlane } from "./bed";

let cluster: ControlPlane;
let objects: Awaited<ReturnType<typeof loadObjects>>;
let server: CodeServer;

before(async () => {
  [cluster, objects] = [await startControlPlane(), await loadObjects()];
  await objects.fakeNode(cluster.api, "small", { cpu: "4", memory: "8Gi" });
  const kubeconfig = join(cluster.folder, "team.kubeconfig");
  const text = await cluster.kubectl(["config", "view", "--raw", "--flatten", "-o", "json"]);
  const config = JSON.parse(text) as { contexts: { context: { namespace?: string } }[] };
  for (const { context } of config.contexts) context.namespace = "team";
  writeFileSync(kubeconfig, JSON.stringify(config));
  await cluster.namespace("team");
  await cluster.namespace("full");
  const env = { KUBECONFIG: kubeconfig };
  server = await startServer({ extension: stagedExtension(), env });
});
after(async () => {
  await server.stop();
  await cluster.stop();
});

it("a real cluster's waiting tasks are in the view, with what they wait for", async () => {
  await inWindow("live cluster", server, async (workbench) => {
    const { metaflowJob, quota } = objects;
    const shown = async (text: string): Promise<void> => {
      const since = Date.now();
      // A quota or a full node may pass by itself: such pods have half a minute or more.
      await row(workbench, text).first().waitFor({ timeout: 120_000 });
      console.log(`  ${text}: shown after ${Date.now() - since} ms`);
    };
    await openCluster(workbench);
    await widen(workbench, 560);
    const title = header(workbench, "Cluster").locator(".description");
    await title.filter({ hasText: "flowlens-test · team" }).waitFor();
    await message(workbench, "There are no Metaflow tasks in this namespace").waitFor();

    const team = { namespace: "team", flow: "ChurnFlow", run: "7" };
    const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "training-cache" } }];
    await cluster.api.create(
      metaflowJob({ ...team, step: "train", task: "2", cpu: "64" }),
      metaflowJob({ ...team, step: "evaluate", task: "3", pod: { volumes } }),
    );
    await shown("waits: no node has 64 free CPU");
    await shown("waits: PVC training-cache not found");
    // Seen before it was stuck, its row stays as the user left it: closed.
    await row(workbench, "no node has 64 free CPU").first().click();
    await row(workbench, "FailedScheduling").first().waitFor();
    await takeScreenshot(workbench, "live cluster waiting");

    await row(workbench, "no node has 64 free CPU").first().hover();
    await row(workbench, "no node has 64 free CPU")
      .first()
      .getByRole("button", { name: "Go to Step in Source" })
      .click();
    // The very option that is to be changed.
    await workbench.cursorAt(workbench.place("kubernetes_flow.py", "cpu=16").line);

    await quota(cluster.api, "full", { "requests.cpu": "1" });
    await cluster.api.create(metaflowJob({ ...team, namespace: "full", step: "train", cpu: "2" }));
    await workbench.command("Flowlens: Choose Kubernetes Namespace");
    await workbench.quickRow("full").click();
    await title.filter({ hasText: "flowlens-test · full" }).waitFor();
    await shown("waits: quota quota: 2 CPU asked, 1 CPU free");
    await takeScreenshot(workbench, "live cluster quota");

    await cluster.killApiServer();
    await message(workbench, "Flowlens tries again by itself").waitFor();
    assert.ok(await row(workbench, "quota quota").first().isVisible(), "the rows stay");
    await cluster.startApiServer();
    await cluster.api.create(metaflowJob({ ...team, namespace: "full", step: "later", cpu: "2" }));
    await shown("later");
    await message(workbench, "Flowlens tries again by itself").waitFor({ state: "hidden" });
  });
});
