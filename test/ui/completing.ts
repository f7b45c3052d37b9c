import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator } from "playwright-core";
import { scenario } from "./scenario";
import type { Workbench } from "./workbench";

const file = "typing_flow.py";

/** A flow with `middle` between its steps; the `|` in it is where is typed. `title` is its first line. */
const flow = (middle: string, title = "a flow"): string => `# ${title}
from metaflow import FlowSpec, kubernetes, retry, step


class TypingFlow(FlowSpec):
    @step
    def start(self):
        self.items = [1, 2]
        self.next(self.work, foreach="items")

${middle.replace(/^(?=.)/gmu, "    ")}

    @step
    def work(self):
        self.next(self.gather)

    @step
    def gather(self, inputs):
        self.next(self.end)

    @step
    def end(self):
        pass
`;

const inStep = (line: string): string => `@step\ndef more(self):\n    self.rows = [3]\n    ${line}`;
const above = (decorator: string): string => `${decorator}\n${inStep("self.next(self.end)")}`;

/** The text around the cursor, what is typed, what is taken from the list, and the line after it. */
const taken: readonly (readonly [string, string, string, string])[] = [
  [above("|"), "@", "kubernetes", "@kubernetes"],
  [above("|"), "@kub", "kubernetes", "@kubernetes"],
  [above("@kubernetes(\n    cpu=2,\n    |\n    gpu=1,\n)"), "mem", "memory", "memory="],
  [above("@kubernetes(|)"), "qos='G", "'Guaranteed'", "@kubernetes(qos='Guaranteed')"],
  [inStep("|"), "self.next(", "self.gather", "self.next(self.gather)"],
  [inStep("|"), "self.next(self.ga", "gather", "self.next(self.gather)"],
  [inStep("self.next(|)"), "ga", "self.gather", "self.next(self.gather)"],
  [inStep("self.next(self.work, |)"), "fore", "foreach", 'self.next(self.work, foreach="")'],
  [inStep("self.next(self.work, |)"), "foreach='r", "'rows'", "foreach='rows')"],
  [inStep("self.next(self.work, foreach=|)"), '"ro', '"rows"', 'foreach="rows")'],
  [
    inStep('self.next({"a": |}, condition="rows")'),
    "self.g",
    "gather",
    'self.next({"a": self.gather}, condition="rows")',
  ],
];

/** Where nothing of ours may be offered. */
const silent: readonly (readonly [string, string])[] = [
  [inStep("# |"), "self.next(self."],
  [inStep('"""\n    |\n    """'), "self.next(self."],
  [above('"""\n|\n"""'), "@ku"],
  [above('@kubernetes(image="|")'), "a,"],
  [above("@kubernetes(\n    cpu=1,  # |\n)"), "mem"],
];

/** Writes the flow, waits until the editor shows it, and types at the mark. */
async function typeInto(
  workbench: Workbench,
  middle: string,
  typed: string,
  title: string,
): Promise<void> {
  const { page, folder } = workbench;
  const [before = "", after = ""] = flow(middle, title).split("|");
  const lines = before.split("\n");
  writeFileSync(join(folder, file), before + after);
  await page.keyboard.press("ControlOrMeta+Home");
  await revert(workbench);
  await workbench.line(`# ${title}`).waitFor();
  await page.keyboard.press("Control+G");
  await workbench.quickInput().fill(`:${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`);
  await workbench.quickRow(new RegExp(`line ${lines.length}\\b`, "i")).waitFor();
  await page.keyboard.press("Enter");
  await workbench.cursorAt(lines.length);
  await page.keyboard.type(typed, { delay: 40 });
}

function offered({ page }: Workbench, label: string): Locator {
  const name = page.locator(".label-name").getByText(label, { exact: true });
  return page.locator(".suggest-widget.visible .monaco-list-row", { has: name }).first();
}

/** Drops what was typed and reads the file again. */
async function revert(workbench: Workbench): Promise<void> {
  await workbench.page.keyboard.press("Escape");
  await workbench.page.keyboard.press("Escape");
  await workbench.command("File: Revert File");
  await workbench.page.locator(".tab.active.dirty").waitFor({ state: "detached" });
}

/** A line of the editor that ends so. */
function lineEnding(workbench: Workbench, end: string): Locator {
  const text = end.replace(/[.*+?^${}()|[\]\\]/gu, "\\$&").replaceAll(" ", "\\s");
  const hasText = new RegExp(`${text}$`, "u");
  return workbench.page.locator(".monaco-editor .view-line", { hasText }).first();
}

async function openFlow(workbench: Workbench): Promise<void> {
  const settings = join(workbench.folder, ".vscode");
  mkdirSync(settings);
  // The editor draws them as text of the lines, which are looked at here.
  writeFileSync(join(settings, "settings.json"), '{ "flowlens.inlayHints": false }');
  writeFileSync(join(workbench.folder, file), flow("pass"));
  await workbench.open(file);
  await workbench.lens("Show DAG").waitFor();
}

scenario("what is taken from the list stands there once, with its quotes", async (workbench) => {
  await openFlow(workbench);
  for (const [index, [middle, typed, label, line]] of taken.entries()) {
    await typeInto(workbench, middle, typed, `case ${index};`);
    await offered(workbench, label).click({ timeout: 15_000 });
    await lineEnding(workbench, line).waitFor({ timeout: 10_000 });
  }
});

scenario("nothing is offered in texts and comments", async (workbench) => {
  await openFlow(workbench);
  for (const [index, [middle, typed]] of silent.entries()) {
    await typeInto(workbench, middle, typed, `case ${index};`);
    await workbench.page.waitForTimeout(700);
    const rows = workbench.page.locator(".suggest-widget.visible .monaco-list-row .label-name");
    assert.deepEqual(await rows.allInnerTexts(), [], `${middle}: ${typed}`);
  }
});
