// `npm run demo`: real VS Code in the browser with this extension, Metaflow and the example flows.
// `--no-open` only prints the address; `--port N` fixes the port.
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureCodeServer } from "./codeServer.mjs";
import { run } from "./command.mjs";
import { openInBrowser } from "./open.mjs";
import { ensurePackages } from "./packages.mjs";
import { say, seconds, step } from "./progress.mjs";
import { ensureMetaflow } from "./python.mjs";
import { startCodeServer } from "./server.mjs";
import { cache, root } from "./versions.mjs";

const { values } = parseArgs({
  options: { "no-open": { type: "boolean" }, port: { type: "string" } },
});
const start = Date.now();
let server = null;
let ending = null;
// Whoever reads our lines may go first; that is no reason to leave VS Code running.
process.stdout.on("error", () => undefined);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void end());

try {
  await ensurePackages();
  const python = await ensureMetaflow();
  await ensureCodeServer();
  await step("Building", () => run(process.execPath, ["esbuild.mjs"], { cwd: root }));
  const home = join(cache, "demo");
  const folder = copyExamples(home);
  server = await step("Starting VS Code", () =>
    startCodeServer({
      extension: root,
      home,
      port: Number(values.port) || 0,
      settings: { "flowlens.python": python, "workbench.colorTheme": "Default Dark Modern" },
    }),
  );
  if (ending) await server.stop();
  else show(server.url({ folder, open: [join(folder, "foreach_flow.py")] }), folder);
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}

/** What a user changed in the examples is kept; a missing file comes back. */
function copyExamples(home) {
  const folder = join(home, "examples");
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, "examples"), folder, {
    recursive: true,
    force: false,
    filter: (path) => !/__pycache__|\.metaflow/.test(path),
  });
  return folder;
}

function show(address, folder) {
  say(`\nReady after ${seconds(start)} s. VS Code with Flowlens and the example flows:\n`);
  say(`  ${address}\n`);
  say(`The flows are copies in ${folder}. Ctrl+C ends everything.`);
  if (!values["no-open"]) openInBrowser(address);
}

async function end() {
  ending ??= (async () => {
    say("\nEnding …");
    await server?.stop();
    process.exit(0);
  })();
  await ending;
}
