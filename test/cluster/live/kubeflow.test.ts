import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, it } from "node:test";
import { pathToFileURL } from "node:url";
import type { CodeServer } from "../../ui/bed";
import { inWindow, stagedExtension, startServer, takeScreenshot } from "../../ui/scenario";
import type { Workbench } from "../../ui/workbench";
import { watchedPython, type WatchedPython } from "./argo";
import { root, startS3, type S3 } from "./bed";

const folder = mkdtempSync(join(tmpdir(), "flowlens-kubeflow-"));
const metaflowHome = join(folder, "metaflow");
let s3: S3;
let python: WatchedPython;
let server: CodeServer;
let deadEnd: Server;

interface PythonModule {
  readonly ensureKubeflowMetaflow: () => Promise<string>;
}

before(async () => {
  s3 = await startS3();
  const module = pathToFileURL(join(root, "test/bed/python.mjs")).href;
  const { ensureKubeflowMetaflow } = (await import(module)) as PythonModule;
  python = watchedPython(await ensureKubeflowMetaflow(), join(folder, "bin"));
  // A server that is no Kubeflow Pipelines.
  deadEnd = createServer((_request, response) => {
    response.writeHead(404).end("{}");
  });
  await new Promise<void>((resolve) => deadEnd.listen(0, "127.0.0.1", resolve));
  const { port } = deadEnd.address() as AddressInfo;
  mkdirSync(metaflowHome);
  writeFileSync(join(metaflowHome, "trainflow"), "kept");
  server = await startServer({
    extension: stagedExtension(),
    settings: { "flowlens.python": python.path },
    env: {
      ...s3.env,
      METAFLOW_HOME: metaflowHome,
      METAFLOW_KUBEFLOW_PIPELINES_URL: `http://127.0.0.1:${port}`,
    },
  });
});
after(async () => {
  await server.stop();
  await s3.stop();
  deadEnd.close();
  rmSync(folder, { recursive: true, force: true });
});

async function inFlow(
  name: string,
  flow: string,
  act: (workbench: Workbench) => Promise<void>,
): Promise<void> {
  await inWindow(name, server, async (workbench) => {
    const file = flow.replace(/^.*\//, "");
    cpSync(join(root, "test/flows", flow), join(workbench.folder, file));
    await workbench.open(file);
    await workbench.lens("Run flow").first().waitFor();
    await act(workbench);
  });
}

const title = "Flowlens: Deploy to Kubeflow Pipelines";

it("a pipeline is previewed, and no token is made by that", { timeout: 240_000 }, async (test) => {
  await inFlow(test.name, "argo/train_flow.py", async (workbench) => {
    await workbench.command(title);
    await workbench.tab("trainflow (to deploy).yaml").waitFor();
    await workbench.line("components:").waitFor();
    const toast = workbench.page.locator(".notification-toast");
    await toast.getByRole("button", { name: "Deploy…" }).waitFor();
    await takeScreenshot(workbench, "kubeflow preview");
    assert.deepEqual(readdirSync(metaflowHome), ["trainflow"]);
    await toast.getByRole("button", { name: "Deploy…" }).click();
    const dialog = workbench.page.locator(".monaco-dialog-box");
    assert.match(
      await dialog.innerText(),
      /Server: http:\/\/127\.0\.0\.1:\d+\s+Pipeline: trainflow/,
    );
    await takeScreenshot(workbench, "kubeflow question");
    await dialog.getByRole("button", { name: "Deploy" }).click();
    await workbench.terminalLine(/^✗ Kubeflow Pipelines does not answer/).waitFor();
    await takeScreenshot(workbench, "kubeflow no server");
  });
});

it("a flow with a switch never reaches Metaflow", { timeout: 240_000 }, async (test) => {
  await inFlow(test.name, "deploy/a_switch_foreach.py", async (workbench) => {
    const calls = python.calls().length;
    await workbench.command(title);
    await workbench.notification(/Kubeflow Pipelines would refuse F/).waitFor();
    assert.deepEqual(python.calls().slice(calls), []);
  });
});
