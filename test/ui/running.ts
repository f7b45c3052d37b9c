import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { scenario, takeScreenshot } from "./scenario";
import type { Workbench } from "./workbench";

scenario("Run flow turns the DAG of a foreach green, node by node", async (workbench) => {
  await workbench.open("foreach_flow.py");
  await workbench.lens("Show DAG").click();
  for (const step of ["start", "average", "compare", "end"]) await workbench.node(step).waitFor();
  await watchStates(workbench);
  await workbench.lens("Run flow").click();
  await workbench.node("average", "running").waitFor();
  await takeScreenshot(workbench, "foreach running");
  for (const step of ["start", "average", "compare", "end"])
    await workbench.node(step, "succeeded").waitFor();
  await workbench.terminalLine("succeeded").waitFor();
  await takeScreenshot(workbench, "foreach succeeded");

  const seen = await statesSeen(workbench);
  const green = seen.filter((state) => state.endsWith("succeeded"));
  assert.deepEqual(
    green,
    ["start", "average", "compare", "end"].map((step) => `${step} succeeded`),
  );
  assert.ok(seen.indexOf("average running") < seen.indexOf("average succeeded"), seen.join("\n"));
});

scenario("Run step runs one step on what an earlier run left", async (workbench) => {
  await workbench.open("linear_flow.py");
  await workbench.runStep("linear_flow.py", "clean");
  await workbench.page.getByRole("button", { name: "Run Flow First" }).click();
  await workbench.terminalLine("✓ succeeded").waitFor();
  await workbench.runStep("linear_flow.py", "clean");
  // Spun tasks are numbered from 0: this is not the line of the earlier run.
  await workbench.terminalLine(/\/clean\/0 .* 2 rows dropped/).waitFor();
  await workbench.terminalLine("✓ succeeded").waitFor();
  await takeScreenshot(workbench, "run step");
});

scenario("a flow with @kubernetes runs on this machine, and says so", async (workbench) => {
  await workbench.open("kubernetes_flow.py");
  await workbench.lens("Show DAG").click();
  await workbench.node("train").waitFor();
  await workbench.lens("Run flow").click();
  await workbench.terminalLine(/^!.*@kubernetes/).waitFor();
  for (const step of ["prepare", "train", "evaluate", "end"])
    await workbench.node(step, "succeeded").waitFor();
  const train = await workbench.node("train").getAttribute("aria-label");
  assert.doesNotMatch(train ?? "", /Kubernetes/, "a node says where its run is");
  await workbench.terminalLine("Model v1.0: accuracy").waitFor();
  await takeScreenshot(workbench, "kubernetes locally");
});

scenario("a cancelled run leaves no process behind", async (workbench) => {
  await workbench.open("long_running_flow.py");
  await workbench.lens("Run flow").click();
  await workbench.terminalLine("rising: 2 of 45 s").waitFor();
  assert.ok(processesOf(workbench.folder).length >= 2, "the runner and its task are seen");
  await workbench.command("Flowlens: Cancel Run");
  await workbench.terminalLine("cancelled by you").waitFor();
  for (let tries = 0; processesOf(workbench.folder).length > 0 && tries < 200; tries++)
    await sleep(100);
  assert.deepEqual(processesOf(workbench.folder), []);
});

/** Command lines of the processes that run a flow of the folder. */
function processesOf(folder: string): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(commandLine)
    .filter((command) => command.includes(folder) && command.includes("long_running_flow.py"));
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
  } catch {
    // It ended between the listing and the look at it.
    return "";
  }
}

interface Watching {
  states?: string[];
}

/** Writes down every new state of every node, in order, inside the panel's own page. */
async function watchStates(workbench: Workbench): Promise<void> {
  await workbench.node("start").evaluate((node) => {
    const page = node.ownerDocument;
    const states: string[] = [];
    (page.defaultView as Watching).states = states;
    const last = new Map<string, string>();
    const look = (): void => {
      for (const element of page.querySelectorAll("[data-step]")) {
        const step = element.getAttribute("data-step") ?? "";
        const state = /is-([\w-]+)/.exec(element.getAttribute("class") ?? "")?.[1] ?? "";
        if (last.get(step) === state) continue;
        last.set(step, state);
        states.push(`${step} ${state}`);
      }
    };
    new MutationObserver(look).observe(page.body, {
      subtree: true,
      childList: true,
      attributes: true,
    });
  });
}

function statesSeen(workbench: Workbench): Promise<readonly string[]> {
  return workbench
    .node("start")
    .evaluate((node) => (node.ownerDocument.defaultView as Watching).states ?? []);
}
