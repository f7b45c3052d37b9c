import type { Locator } from "playwright-core";
import type { Workbench } from "../../ui/workbench";

/** The button above a preview. */
export const above = ({ page }: Workbench, title: string): Locator =>
  page.locator(`.editor-actions a[aria-label^="${title}"]`).first();

/** The lines that a diff editor marks as new, or as gone. */
export async function marked(
  { page }: Workbench,
  side: "insert" | "delete",
): Promise<readonly string[]> {
  const editor = page.locator(
    `.monaco-diff-editor .editor.${side === "insert" ? "modified" : "original"}`,
  );
  await editor.locator(`.line-${side}`).first().waitFor();
  const tops = await editor
    .locator(`.view-overlays .line-${side}`)
    .evaluateAll((marks) => marks.map((mark) => mark.parentElement?.style.top ?? ""));
  const lines = await editor
    .locator(".view-line")
    .evaluateAll((all) => all.map((line) => [(line as HTMLElement).style.top, line.textContent]));
  return lines
    .filter(([top]) => tops.includes(top ?? ""))
    .map(([, text]) => (text ?? "").replaceAll("\u00a0", " ").trim());
}
