import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FrameLocator, Locator } from "playwright-core";
import { root } from "./bed";
import { listen } from "./cards/listener";
import { scenario, takeScreenshot } from "./scenario";
import type { Workbench } from "./workbench";

const flows = join(root, "test/ui/cards");

scenario("Show cards shows what a real run left, and is back after a reload", async (workbench) => {
  const { page } = workbench;
  runFlow(workbench, "cards_flow.py");
  await workbench.open("cards_flow.py");
  await showCards(workbench, "plot");
  await card(workbench).getByRole("heading", { name: "Minutes to the finish" }).waitFor();
  // Drawn by compiled expressions: the policy lets this panel do so.
  await card(workbench).locator("svg.marks path[aria-roledescription=bar]").first().waitFor();
  assert.equal(await tabs(workbench).count(), 0, "one card needs no tabs");
  await takeScreenshot(workbench, "card chart");

  await page.locator(".tab", { hasText: "cards_flow.py" }).click();
  await showCards(workbench, "start");
  await card(workbench).getByRole("cell", { name: "Ada" }).waitFor();
  await workbench.theme("hc-light");
  await takeScreenshot(workbench, "card table hc-light");
  await workbench.theme("dark");
  await workbench.reload("flowlens\\.cards.*state.*MarathonFlow");
  await card(workbench).getByRole("cell", { name: "Ada" }).waitFor();
});

scenario(
  "several cards are tabs, several tasks are picked, and nothing yet is said",
  async (workbench) => {
    copyFileSync(join(flows, "many_cards.py"), join(workbench.folder, "many_cards.py"));
    await workbench.open("many_cards.py");
    await showCards(workbench, "measure");
    await inside(workbench).getByRole("button", { name: "Run step" }).waitFor();
    await takeScreenshot(workbench, "no cards yet");

    runFlow(workbench, "many_cards.py");
    await tabs(workbench).filter({ hasText: "numbers" }).waitFor();
    await card(workbench).getByRole("heading", { name: "Region north" }).waitFor();
    await tabs(workbench).filter({ hasText: "picture" }).click();
    await card(workbench).getByText("A dot for north").waitFor();
    assert.equal(await card(workbench).locator("img").evaluate(isDrawn), true);
    await inside(workbench).getByRole("button", { name: /north/ }).click();
    await workbench.quickRow("south").waitFor();
    await takeScreenshot(workbench, "cards of a foreach");
    await workbench.quickRow("south").click();
    await card(workbench).getByText("A dot for south").waitFor();
    await tabs(workbench).filter({ hasText: "picture" }).focus();
    await workbench.page.keyboard.press("ArrowLeft");
    await card(workbench).getByRole("heading", { name: "Region south" }).waitFor();
  },
);

scenario("a card is refreshed in place while its task runs", async (workbench) => {
  copyFileSync(join(flows, "many_cards.py"), join(workbench.folder, "many_cards.py"));
  writeFileSync(join(workbench.folder, "slow.env"), "PLACES=300\n");
  const settings = join(workbench.folder, ".vscode");
  mkdirSync(settings);
  writeFileSync(join(settings, "settings.json"), `{"flowlens.envFile": "slow.env"}`);
  await workbench.open("many_cards.py");
  await showCards(workbench, "measure");
  await inside(workbench).getByRole("button", { name: "Run step" }).waitFor();
  await workbench.lens("Run flow").click();
  await card(workbench)
    .getByText(/Seen [1-9]\d* places/)
    .waitFor();
  await inside(workbench).getByText("live").waitFor();
  await takeScreenshot(workbench, "card live");
  // Still the same page: what is put into it now is there after the next number.
  await card(workbench)
    .locator("body")
    .evaluate((body) => {
      body.dataset["mark"] = "same";
    });
  const now = await card(workbench)
    .getByText(/Seen \d+ places/)
    .textContent();
  await card(workbench)
    .getByText(/Seen \d+ places/)
    .filter({ hasNotText: now ?? "" })
    .waitFor();
  assert.equal(await card(workbench).locator("body").getAttribute("data-mark"), "same");
  // However slow the machine is, the task goes on until this is seen.
  writeFileSync(join(workbench.folder, "enough"), "");
  await workbench.terminalLine("✓ succeeded").waitFor();
  await inside(workbench).getByText("live").waitFor({ state: "detached" });
});

scenario("a hostile card reaches nothing and nobody", async (workbench) => {
  const { page } = workbench;
  const listener = await listen();
  try {
    putCard(workbench, readFileSync(join(flows, "hostile.html"), "utf8"), listener.port);
    await workbench.open("cards_flow.py");
    await showCards(workbench, "plot");
    const results = card(workbench).locator("#results");
    await results.filter({ hasText: "reached" }).waitFor();
    assert.equal(await results.textContent(), "reached: .");
    assert.equal(await inside(workbench).locator(".link-bar").isVisible(), false);
    await inside(workbench)
      .getByRole("button", { name: /choose another run/ })
      .waitFor();
    await takeScreenshot(workbench, "hostile card");

    // A link that is really clicked is shown in full, and followed only by a second click outside.
    await card(workbench).locator("#https").click();
    await inside(workbench).getByText("https://flowlens.invalid/page?a=1").waitFor();
    await takeScreenshot(workbench, "card link");

    assert.deepEqual(listener.heard, []);

    const address = page.url();
    await card(workbench)
      .locator("body")
      .evaluate(() => {
        const { leave } = globalThis as unknown as { leave: () => void };
        setTimeout(leave, 100);
      });
    // It can leave its own frame, for a refusal: the way back is offered.
    const back = inside(workbench).getByRole("button", { name: "Show the card again" });
    await back.waitFor();
    assert.equal(page.url(), address);
    assert.equal(page.context().pages().length, 1, "no window was opened");
    await inside(workbench)
      .getByRole("button", { name: /choose another run/ })
      .waitFor();
    assert.equal(await inside(workbench).getByText("spoofed").count(), 0);
    await takeScreenshot(workbench, "hostile card left");
    await back.click();
    await results.filter({ hasText: "reached: ." }).waitFor();
    await back.waitFor({ state: "hidden" });
    assert.deepEqual(listener.heard, []);
    // The editor goes on as before.
    await workbench.goTo("cards_flow.py", "def start(");
  } finally {
    listener.close();
  }
});

/** Runs a flow to its end as a user would in a terminal outside. */
function runFlow({ folder }: Workbench, file: string): void {
  execFileSync(process.env["FLOWLENS_TEST_PYTHON"] ?? "python3", [file, "run"], {
    cwd: folder,
    env: { ...process.env, METAFLOW_USER: "tester" },
    stdio: "ignore",
  });
}

/** Puts a page where Metaflow would have put a card of the step plot. */
function putCard({ folder }: Workbench, html: string, port: number): void {
  const task = "mf.cards/MarathonFlow/runs/1/steps/plot/tasks/2/cards";
  const place = join(folder, ".metaflow", task);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "blank-0123abcd.html"), html.replaceAll("PORT", String(port)));
}

async function showCards(workbench: Workbench, step: string): Promise<void> {
  await workbench.lens("Show cards").first().waitFor();
  await workbench.page
    .locator(".view-line", { hasText: `def ${step}(` })
    .first()
    .click();
  await workbench.command("Flowlens: Show Cards");
  await inside(workbench).locator("main, .empty").first().waitFor({ state: "attached" });
}

/** The page around the card. */
function inside(workbench: Workbench): FrameLocator {
  return workbench.panel();
}

function tabs(workbench: Workbench): Locator {
  return inside(workbench).getByRole("tab");
}

function card(workbench: Workbench): FrameLocator {
  // The frame before it goes when this one has loaded.
  return inside(workbench).locator("main iframe").last().contentFrame();
}

function isDrawn(image: Element): boolean {
  return (image as HTMLImageElement).naturalWidth > 0;
}
