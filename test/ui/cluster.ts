import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import type { Locator } from "playwright-core";
import type { CodeServer } from "./bed";
import { recordingFile, replayModule, type ReplayApi } from "./clusterBed";
import { header, message, openCluster, row, widen } from "./clusterView";
import { inWindow, stagedExtension, startServer, takeScreenshot } from "./scenario";
import type { Workbench } from "./workbench";

/** Recordings of real clusters, by the flow they are shown as. */
const symptoms = {
  PullFlow: "objects-pull",
  MemoryFlow: "fail-oom",
  QuotaFlow: "fail-quota",
  NodeFlow: "objects-unsched",
  VolumeFlow: "fail-pvc",
  SecretFlow: "objects-secret",
  RaisingFlow: "fail-raise",
} as const;

interface Replayed {
  readonly workbench: Workbench;
  readonly api: ReplayApi;
}

const scratch = mkdtempSync(join(tmpdir(), "flowlens-kube-"));
const kubeconfig = join(scratch, "config");
let api: Promise<ReplayApi> | null = null;
let server: Promise<CodeServer> | null = null;

after(async () => {
  await (await server)?.stop();
  await (await api)?.stop();
  rmSync(scratch, { recursive: true, force: true });
});

/** A window whose kubeconfig leads to a server of recordings; `known`: whether it is there already. */
function clusterScenario(
  name: string,
  act: (given: Replayed) => Promise<void>,
  known = true,
): void {
  it(name, { timeout: 240_000 }, async () => {
    const { startReplayApi, kubeconfigFor } = await replayModule();
    api ??= startReplayApi({ log: (pod) => `hello from ${pod}\n` });
    const env = { KUBECONFIG: kubeconfig };
    server ??= startServer({ extension: stagedExtension(), env });
    const own = await api;
    if (known) writeFileSync(kubeconfig, kubeconfigFor(own.url));
    else rmSync(kubeconfig, { force: true });
    own.answer(null);
    clear(own);
    await inWindow(name, await server, (workbench) => act({ workbench, api: own }));
  });
}

/** What is on the server. */
const played: Parameters<ReplayApi["remove"]>[] = [];

async function play(
  api: ReplayApi,
  flow: keyof typeof symptoms,
  ago = 5,
  namespace = "metaflow",
): Promise<void> {
  const { replayed } = await replayModule();
  const given = { namespace, flow, run: "1795308172153270", ago };
  for (const [kind, object] of replayed(recordingFile(symptoms[flow]), given)) {
    api.put(kind, object);
    played.push([kind, namespace, object.metadata.name]);
  }
}

/** What each recording's rows say, as far as it is the point. */
const said: Readonly<Record<keyof typeof symptoms, readonly RegExp[]>> = {
  PullFlow: [
    /missing.*waits: ImagePullBackOff: .*missing\/img:1 not found/,
    /private.*needs a login/,
  ],
  MemoryFlow: [/start.*OOMKilled: limit 200 MB/, /BackoffLimitExceeded/],
  QuotaFlow: [/start.*waits: quota small: 0\.2 CPU asked, 0\.1 CPU free/, /FailedCreate ×6/],
  NodeFlow: [/unschedulable_cpu.*waits: no node has/, /unschedulable_gpu.*waits: no node has/],
  VolumeFlow: [/start.*waits: PVC no-such-claim not found/, /FailedScheduling/],
  SecretFlow: [/waits: secret nope not found/, /waits: service account nope not found/],
  RaisingFlow: [/start.*ValueError: boom from user code/],
};

clusterScenario("the view Cluster shows each symptom with its reason", async (given) => {
  const { workbench, api } = given;
  const { page } = workbench;
  const { kubeconfigFor } = await replayModule();
  await page.setViewportSize({ width: 1440, height: 1000 });
  await openCluster(workbench);
  await widen(workbench, 620);
  for (const flow of Object.keys(symptoms) as (keyof typeof symptoms)[]) {
    const namespace = flow.toLowerCase();
    await play(api, flow, 70, namespace);
    writeFileSync(kubeconfig, kubeconfigFor(api.url, { namespace }));
    await workbench.command("Flowlens: Refresh Cluster");
    for (const text of said[flow]) await row(workbench, text).first().waitFor();
    await takeScreenshot(workbench, `cluster ${flow}`);
  }
});

clusterScenario("a pod's log, its YAML, kubectl and its step are one click away", async (given) => {
  const { workbench, api } = given;
  const { page } = workbench;
  await play(api, "MemoryFlow", 70);
  await openCluster(workbench);
  const pod = row(workbench, "OOMKilled: limit 200 MB").first();
  await pod.hover();
  await pod.getByRole("button", { name: "Show Pod Log" }).click();
  await workbench.tab("start.log").waitFor();
  await workbench.line("hello from t-3a39b740-7br8b-ckt5t").waitFor();

  await menu(workbench, pod, "Show YAML");
  await workbench.tab("t-3a39b740-7br8b-ckt5t.yaml").waitFor();
  await workbench.line("kind: Pod").waitFor();
  assert.match((await page.locator("#status\\.editor\\.mode").textContent()) ?? "", /YAML/);
  await takeScreenshot(workbench, "cluster yaml");

  await menu(workbench, pod, "kubectl Commands…");
  await workbench.quickRow("Describe the pod").waitFor();
  await takeScreenshot(workbench, "cluster kubectl");
  await page.keyboard.press("Escape");

  await menu(workbench, pod, "Go to Step in Source");
  await workbench.notification("There is no flow MemoryFlow in this workspace").waitFor();
});

clusterScenario("the cluster in use is in the title and can be picked", async (given) => {
  const { workbench, api } = given;
  await play(api, "MemoryFlow", 70);
  await openCluster(workbench);
  const title = header(workbench, "Cluster").locator(".description");
  await title.filter({ hasText: "replay · metaflow" }).waitFor();
  await workbench.command("Flowlens: Choose Kubernetes Namespace");
  await workbench.quickRow("metaflow").waitFor();
  await workbench.quickRow("default").click();
  await title.filter({ hasText: "replay · default" }).waitFor();
  await message(workbench, "There are no Metaflow tasks in this namespace").waitFor();
  await takeScreenshot(workbench, "cluster empty namespace");
  await workbench.command("Flowlens: Choose Kubernetes Context");
  await workbench.quickRow("replay-2").click();
  await title.filter({ hasText: "replay-2 · default" }).waitFor();
});

clusterScenario(
  "without a cluster the view says what to do, and finds it once it is there",
  async ({ workbench, api }) => {
    await openCluster(workbench);
    await message(workbench, "There is no kubeconfig at").waitFor();
    await takeScreenshot(workbench, "cluster no kubeconfig");
    const { kubeconfigFor } = await replayModule();
    writeFileSync(kubeconfig, kubeconfigFor("http://127.0.0.1:1"));
    await row(workbench, "Try Again").click();
    await message(workbench, "can't be reached (connection refused)").waitFor();
    await takeScreenshot(workbench, "cluster unreachable");
    writeFileSync(kubeconfig, kubeconfigFor(api.url));
    api.answer(401);
    await row(workbench, "Try Again").click();
    await message(workbench, "does not accept your credentials").waitFor();
    api.answer(403);
    await row(workbench, "Try Again").click();
    await message(workbench, "You have no right to list").waitFor();
    await takeScreenshot(workbench, "cluster forbidden");
    api.answer(null);
    await play(api, "QuotaFlow", 70);
    await row(workbench, "Try Again").click();
    await row(workbench, "quota small").first().waitFor();
    await message(workbench, "You have no right").waitFor({ state: "hidden" });
    assert.equal(await workbench.page.locator(".notification-toast").count(), 0, "no pop-up");
    await dropsAndReturns(workbench, api);
  },
  false,
);

// The last: the theme stays.
clusterScenario("the view Cluster in all themes", async ({ workbench, api }) => {
  await openCluster(workbench);
  await widen(workbench, 520);
  for (const flow of ["MemoryFlow", "SecretFlow"] as const) await play(api, flow, 70);
  await row(workbench, "OOMKilled: limit 200 MB").first().waitFor();
  for (const theme of ["dark", "light", "hc-dark", "hc-light"] as const) {
    await workbench.theme(theme);
    await row(workbench, "Scheduled").first().click();
    await takeScreenshot(workbench, `cluster ${theme}`);
  }
});

/** A connection that breaks is taken up again; a short break is not worth a word. */
async function dropsAndReturns(workbench: Workbench, api: ReplayApi): Promise<void> {
  api.drop();
  await play(api, "VolumeFlow", 70);
  await row(workbench, "PVC no-such-claim not found").first().waitFor();
  api.answer(503);
  await message(workbench, "Flowlens tries again by itself").waitFor();
  assert.ok(await row(workbench, "quota small").first().isVisible(), "the rows stay");
  await takeScreenshot(workbench, "cluster retrying");
  api.answer(null);
  await message(workbench, "Flowlens tries again by itself").waitFor({ state: "hidden" });
}

async function menu({ page }: Workbench, row: Locator, item: string): Promise<void> {
  await row.click({ button: "right" });
  const entry = page.locator(".monaco-menu").getByRole("menuitem", { name: item });
  await entry.click();
  // A menu that opens under the pointer takes its first click for the end of the one that opened it.
  const stays = await entry.waitFor({ state: "hidden", timeout: 5000 }).then(
    () => false,
    () => true,
  );
  if (stays) await entry.click();
}

function clear(api: ReplayApi): void {
  for (const place of played.splice(0)) api.remove(...place);
}
