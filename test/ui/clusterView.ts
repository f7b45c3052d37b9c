import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import type { Workbench } from "./workbench";

/** The view Cluster as a person sees it. */

/** Opens the view, the others folded away. */
export async function openCluster(workbench: Workbench): Promise<void> {
  await workbench.open("kubernetes_flow.py");
  await workbench.lens("Run flow").first().waitFor();
  await workbench.showView("Flowlens");
  await header(workbench, "Cluster").waitFor();
  for (const other of ["Flows", "Runs"]) await fold(workbench, other, false);
  await fold(workbench, "Cluster", true);
}

/** The header of one of our views. */
export function header({ page }: Workbench, name: string): Locator {
  return page.locator(`.pane-header[aria-label^="${name}"]`);
}

async function fold(workbench: Workbench, name: string, open: boolean): Promise<void> {
  const pane = header(workbench, name);
  if ((await pane.getAttribute("aria-expanded")) !== String(open)) await pane.click();
}

function pane({ page }: Workbench): Locator {
  return page.locator(".pane", {
    has: page.locator('.pane-header[aria-label^="Cluster"]'),
  });
}

/** A row of the view by its text. */
export function row(workbench: Workbench, text: string | RegExp): Locator {
  return pane(workbench).locator(".monaco-list-row", { hasText: text });
}

/** Drags the side bar's border, so that a reason can be read to its end. */
export async function widen({ page }: Workbench, width: number): Promise<void> {
  const box = await page.locator(".part.sidebar").boundingBox();
  assert.ok(box);
  const y = box.y + 400;
  await page.mouse.move(box.x + box.width, y);
  await page.mouse.down();
  await page.mouse.move(box.x + width, y, { steps: 5 });
  await page.mouse.up();
}

/** A sentence in the view. */
export function message(workbench: Workbench, text: string): Locator {
  return pane(workbench).getByText(text).first();
}
