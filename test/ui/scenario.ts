import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, it } from "node:test";
import { chromium, type Browser, type BrowserContext } from "playwright-core";
import { root, startCodeServer, type CodeServer, type CodeServerOptions } from "./bed";
import { Workbench } from "./workbench";

const screenshots =
  process.env["FLOWLENS_SCREENSHOTS"] ??
  join(process.env["FLOWLENS_CACHE"] ?? join(root, ".cache"), "screenshots");

const chromiumArguments = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "flowlens-ui-")));
let browser: Promise<Browser> | null = null;
let context: Promise<BrowserContext> | null = null;
let server: Promise<CodeServer> | null = null;
let folders = 0;

after(async () => {
  await (await browser)?.close();
  await (await server)?.stop();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
});

/** One browser context for all scenarios: a cold one costs ten seconds. */
function openContext(): Promise<BrowserContext> {
  const executablePath = process.env["FLOWLENS_CHROMIUM"] ?? "";
  browser ??= chromium.launch({ executablePath, args: chromiumArguments });
  context ??= browser.then((browser) =>
    browser.newContext({ viewport: { width: 1440, height: 900 } }),
  );
  return context;
}

/** A server with the extension as it ships, the interpreter with Metaflow preset. */
export function startServer(options: CodeServerOptions): Promise<CodeServer> {
  return startCodeServer({
    ...options,
    settings: {
      "flowlens.python": process.env["FLOWLENS_TEST_PYTHON"] ?? "",
      "workbench.colorTheme": "Default Dark Modern",
      // Drawn as text, which can be read.
      "terminal.integrated.gpuAcceleration": "off",
      ...options.settings,
    },
    env: { METAFLOW_USER: "tester", ...options.env },
  });
}

/** A fresh copy of examples/, in a folder whose name has what shells trip over. */
function copyExamples(): string {
  folders += 1;
  const folder = join(scratch, `examples ${folders}`);
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, "examples"), folder, {
    recursive: true,
    filter: (path) => !/__pycache__|\.metaflow/.test(path),
  });
  return folder;
}

/** The extension's parts that ship, apart from the checkout: a build meanwhile changes nothing. */
export function stagedExtension(): string {
  const staged = join(scratch, "extension");
  for (const part of ["package.json", "README.md", "dist", "media", "docs/rules.md"]) {
    cpSync(join(root, part), join(staged, part), { recursive: true });
  }
  return staged;
}

/**
 * A test in a window of its own on a fresh copy of examples/. When it fails, a screenshot and the
 * extension's log tell what was there, and it is tried once more: a workbench that draws again drops
 * a click now and then. What passes only then is told.
 */
export function scenario(name: string, act: (workbench: Workbench) => Promise<void>): void {
  it(name, { timeout: 400_000 }, async (test) => {
    server ??= startServer({ extension: stagedExtension() });
    try {
      await inWindow(name, await server, act);
    } catch (error) {
      await inWindow(name, await server, act);
      test.diagnostic(`passed at the second try: ${name}\n${String(error)}`);
    }
  });
}

/** Like `scenario`, on a server of its own. */
export async function inWindow(
  name: string,
  server: CodeServer,
  act: (workbench: Workbench) => Promise<void>,
): Promise<void> {
  const page = await (await openContext()).newPage();
  page.setDefaultTimeout(60_000);
  const workbench = new Workbench(page, server, copyExamples());
  try {
    await act(workbench);
  } catch (error) {
    await takeScreenshot(workbench, `failed ${name}`).catch(() => undefined);
    console.log(`${name}\n${workbench.log().slice(-6000)}`);
    throw error;
  } finally {
    await page.close();
  }
}

/** Keeps a picture of the window, to be looked at. */
export async function takeScreenshot({ page }: Workbench, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  // Menus fade: the picture is of what stays.
  await page.screenshot({
    animations: "disabled",
    path: join(screenshots, `${name.replace(/[^\w-]+/g, "-")}.png`),
  });
}
