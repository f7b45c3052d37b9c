import { after, before, it } from "node:test";
import type { CodeServer } from "../../ui/bed";
import { inWindow, stagedExtension, startServer, takeScreenshot } from "../../ui/scenario";
import { loadObjects, startControlPlane, startS3, type ControlPlane, type S3 } from "./bed";

let cluster: ControlPlane;
let s3: S3;
let server: CodeServer;

before(async () => {
  const objects = await loadObjects();
  [cluster, s3] = await Promise.all([startControlPlane(), startS3()]);
  await cluster.namespace("team-a");
  // Metaflow asks for one CPU where nothing else is said: this node has half of one.
  await objects.fakeNode(cluster.api, "small", { cpu: "500m", memory: "8Gi" });
  const env = {
    ...s3.env,
    ...{ METAFLOW_USER: "tester", METAFLOW_KUBERNETES_NAMESPACE: "team-a" },
    KUBECONFIG: cluster.kubeconfig,
  };
  const settings = { "flowlens.python": s3.python };
  server = await startServer({ extension: stagedExtension(), settings, env });
});
after(async () => {
  await server.stop();
  await Promise.all([cluster.stop(), s3.stop()]);
});

const name = "a run whose pod finds no node says so in its DAG and in its log";

it(name, { timeout: 400_000 }, () =>
  inWindow(name, server, async (workbench) => {
    await workbench.open("foreach_flow.py");
    await workbench.lens("Show DAG").click();
    await workbench.node("start").waitFor();
    await workbench.command("Flowlens: Choose Where Flows Run…");
    await workbench.quickRow(/^\W*Kubernetes.*flowlens-test · team-a/).waitFor();
    await workbench.quickRow(/^\W*Kubernetes/).click();
    await workbench.lens("Run flow · Kubernetes").click();
    await workbench.terminalLine(/^! Its tasks are pods in namespace team-a/).waitFor();

    // A full node may get room: such a pod counts as stuck after a minute.
    await workbench.node("start", "no node has 1 free CPU").waitFor({ timeout: 180_000 });
    await workbench.node("start", "Kubernetes").waitFor();
    await workbench.terminalLine(/waits: no node has 1 free CPU\./).waitFor();
    await takeScreenshot(workbench, "run with a stuck pod");

    await workbench.command("Flowlens: Cancel Run");
    await workbench.terminalLine("cancelled by you").waitFor({ timeout: 60_000 });
    const path = "/api/v1/namespaces/team-a/pods";
    for (let tries = 0; (await cluster.api.get(path)).items.length > 0; tries++) {
      if (tries > 60) throw new Error("the pod of the cancelled run is still there");
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }),
);
