import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { CodeServer } from "../../ui/bed";
import { inWindow, stagedExtension, startServer, takeScreenshot } from "../../ui/scenario";
import { noNode, startCluster, type Cluster } from "../live/bed";

const name = "a foreach and one of its steps run in pods by a click, to the end";
let cluster: Cluster;
let server: CodeServer | null = null;

async function prepare(): Promise<void> {
  cluster = await startCluster();
  await cluster.namespace("team-a");
  server = await startServer({
    extension: stagedExtension(),
    settings: { "flowlens.python": cluster.s3.python },
    env: {
      ...cluster.env,
      KUBECONFIG: cluster.kubeconfig,
      METAFLOW_KUBERNETES_NAMESPACE: "team-a",
    },
  });
}

describe("on a real node", { skip: noNode }, () => {
  before(prepare);
  after(async () => {
    await server?.stop();
    await cluster.stop();
  });

  it(name, { timeout: 600_000 }, () =>
    inWindow(name, server ?? assert.fail(), async (workbench) => {
      await workbench.open("foreach_flow.py");
      await workbench.lens("Show DAG").click();
      await workbench.node("average").waitFor();
      await workbench.command("Flowlens: Choose Where Flows Run…");
      // The list names the cluster as soon as the kubeconfig is read.
      await workbench.quickRow(/^\W*Kubernetes.*flowlens-test · team-a/).waitFor();
      await takeScreenshot(workbench, "where to run with a cluster");
      await workbench.quickRow(/^\W*Kubernetes/).click();
      await workbench.lens("Run flow · Kubernetes").click();
      await workbench.terminalLine(/^! Its tasks are pods in namespace team-a/).waitFor();
      await workbench
        .terminalLine(/\[pod t-.*Task is starting/)
        .first()
        .waitFor({ timeout: 120_000 });
      await takeScreenshot(workbench, "running in pods");
      for (const step of ["start", "average", "compare", "end"])
        await workbench.node(step, "succeeded").waitFor({ timeout: 300_000 });
      await workbench.terminalLine("✓ succeeded").waitFor();

      // The only earlier run feeds it: nothing is asked.
      await workbench.runStep("foreach_flow.py", "compare");
      await workbench.terminalLine(/^! Its tasks are pods/).waitFor();
      await workbench.terminalLine("resume compare").waitFor();
      await workbench.terminalLine("✓ succeeded").waitFor({ timeout: 120_000 });
      await takeScreenshot(workbench, "one step in a pod");
    }),
  );
});
