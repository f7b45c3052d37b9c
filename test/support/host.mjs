// The host level: runs out/test/host/run.js inside a real extension host, with the real `vscode` API.
//
// `run.js` exports `run(): Promise<void>`. It finds
//   FLOWLENS_TEST_WORKSPACE  the opened folder, a copy of examples/ (git-ignored files left out),
//   FLOWLENS_TEST_PYTHON     an interpreter with Metaflow, also the setting `flowlens.python`,
//   FLOWLENS_TALLY           a file it appends `{"outcome":"passed"|"failed"|"skipped","name","error"?,"reason"?}`
//                            to, one JSON object a line and test.
// It rejects when a test failed.
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tail } from "../bed/command.mjs";
import { say } from "../bed/progress.mjs";
import { startCodeServer } from "../bed/server.mjs";
import { root } from "../bed/versions.mjs";
import { launchChromium } from "./browser.mjs";
import { readTally, record } from "./tally.mjs";

const tests = join(root, "out/test/host/run.js");
if (!existsSync(tests)) {
  say("  ✗ host: out/test/host/run.js is not there");
  record({ outcome: "failed", name: "host", error: "out/test/host/run.js is not there" });
  process.exit(1);
}
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(130));

const scratch = mkdtempSync(join(tmpdir(), "flowlens-host-"));
process.on("exit", () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }));
const workspace = join(scratch, "examples");
mkdirSync(workspace);
cpSync(join(root, "examples"), workspace, {
  recursive: true,
  filter: (path) => !/__pycache__|\.metaflow/.test(path),
});
const server = await startCodeServer({
  settings: { "flowlens.python": process.env.FLOWLENS_TEST_PYTHON },
  vscodeOptions: ["enable-smoke-test-driver"],
  env: { FLOWLENS_TEST_WORKSPACE: workspace },
});
const browser = await launchChromium();
const { code, logs } = await runInside(browser, server);
await browser.close();
await server.stop();

tell(code, logs);
process.exit(code === 0 ? 0 : 1);

/** Opens the window that runs the tests; resolves when the window says that they ended. */
async function runInside(browser, server) {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const logs = [];
  await page.exposeFunction("codeAutomationLog", (_type, args) => logs.push(String(args)));
  const ended = new Promise((resolve) => {
    void page.exposeFunction("codeAutomationExit", (code) => resolve({ code, logs }));
    setTimeout(() => resolve({ code: -1, logs: [...logs, "It took too long."] }), 10 * 60_000);
  });
  const payload = [
    ["extensionDevelopmentPath", root],
    ["extensionTestsPath", tests],
  ];
  await page.goto(server.url({ folder: workspace, payload }));
  return ended;
}

/** Prints what failed; when the tests told nothing by themselves, the whole run is one test. */
function tell(code, logs) {
  const told = readTally(process.env.FLOWLENS_TALLY ?? "");
  for (const { outcome, name, error, reason } of told) {
    if (outcome === "failed") say(`  ✗ ${name}\n${String(error).replace(/^/gm, "    ")}`);
    if (outcome === "skipped") say(`  - ${name}: skipped, ${reason}`);
  }
  const explained = told.some(({ outcome }) => outcome === "failed");
  if (code === 0 && told.length > 0) return;
  if (code === 0) record({ outcome: "passed", name: "host" });
  else if (!explained) {
    const error = tail(logs.join("\n"));
    say(`  ✗ host: the extension host ended with ${code}\n${error.replace(/^/gm, "    ")}`);
    record({ outcome: "failed", name: "host", error });
  }
}
