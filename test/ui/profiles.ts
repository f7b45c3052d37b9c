import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { scenario, takeScreenshot } from "./scenario";
import type { Workbench } from "./workbench";

const flow = `from metaflow import FlowSpec, kubernetes, resources, step


class PodsFlow(FlowSpec):
    @resources(cpu=4, gpu=1)
    @kubernetes(secrets=["api"], labels={"team": "ml"})
    @step
    def start(self):
        self.next(self.end)

    @kubernetes
    @step
    def end(self):
        pass


if __name__ == "__main__":
    PodsFlow()
`;

const dev = `export METAFLOW_KUBERNETES_NAMESPACE=metaflow-dev
export METAFLOW_KUBERNETES_CPU=2
export METAFLOW_KUBERNETES_CONTAINER_REGISTRY=registry.example.com/team
`;
const prod = `export METAFLOW_KUBERNETES_NAMESPACE=metaflow-prod
export METAFLOW_KUBERNETES_QOS=Guaranteed
export METAFLOW_SERVICE_AUTH_KEY=never-shown
`;

/** Picks a profile as a person does: in the status bar. */
async function pick(workbench: Workbench, name: string): Promise<void> {
  const { page } = workbench;
  await page.locator("[id*='flowlens.profile'] a").first().click();
  await workbench.quickRow(name).click();
  await page.locator("[id*='flowlens.profile']", { hasText: name }).first().waitFor();
}

/** Shows the hover on the first `@kubernetes` and gives its text. */
async function hoverOnPod({ page }: Workbench): Promise<string> {
  const line = page.locator(".monaco-editor .view-line", { hasText: "secrets=" }).first();
  await page.mouse.move(5, 5);
  await line.locator("span span", { hasText: "kubernetes" }).first().hover();
  const hover = page.locator(".monaco-hover", { hasText: "What the pod of" }).first();
  await hover.waitFor();
  return hover.innerText();
}

scenario("a profile chosen in the status bar decides what a pod gets", async (workbench) => {
  const { page, folder } = workbench;
  writeFileSync(join(folder, "pods_flow.py"), flow);
  writeFileSync(join(folder, "dev.env"), dev);
  writeFileSync(join(folder, "prod.env"), prod);
  await workbench.open("pods_flow.py");
  await workbench.lens("Run flow").waitFor();

  await pick(workbench, "dev.env");
  await page.getByText("cpu 2, memory 4096M").first().waitFor();
  const before = await hoverOnPod(workbench);
  assert.match(before, /metaflow-dev/);
  assert.match(before, /Burstable/);
  await takeScreenshot(workbench, "pod hover and inlay hints");

  await page.keyboard.press("Escape");
  await pick(workbench, "prod.env");
  const after = await hoverOnPod(workbench);
  assert.match(after, /metaflow-prod/);
  assert.match(after, /Guaranteed/);
  await page.keyboard.press("Escape");
  await page.locator("[id*='flowlens.profile']").first().hover();
  const tooltip = page.locator(".monaco-hover", { hasText: "Profile of Metaflow" }).first();
  await tooltip.waitFor();
  assert.ok(!(await tooltip.innerText()).includes("never-shown"));
  await takeScreenshot(workbench, "profile in the status bar");
});

scenario("the pod spec of a step is previewed as YAML beside the code", async (workbench) => {
  const { page, folder } = workbench;
  writeFileSync(join(folder, "pods_flow.py"), flow);
  await workbench.open("pods_flow.py");
  await workbench.lens("Run flow").waitFor();
  await workbench.goTo("pods_flow.py", "def start");
  await workbench.command("Preview Pod Spec");
  await workbench.tab("PodsFlow.start.yaml").waitFor();
  await page.locator(".view-line", { hasText: "kind: Job" }).first().waitFor();
  await takeScreenshot(workbench, "pod preview");
});
