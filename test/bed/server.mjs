// Starts and ends VS Code servers; nothing of one survives its end.
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureCodeServer } from "./codeServer.mjs";
import { killGroup, processesMarked, run, tail } from "./command.mjs";
import { linkExtension } from "./extension.mjs";

/** Quiet and the same every time; autosave is on by default in the web. */
const quietSettings = {
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "git.openRepositoryInParentFolders": "never",
  "security.workspace.trust.untrustedFiles": "open",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "window.commandCenter": false,
  // Else an address that names a file brings back that file only when the window is reloaded.
  "window.restoreWindows": "preserve",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
};

const marker = "FLOWLENS_BED";

/**
 * Starts a VS Code server on a free loopback port.
 *
 * Options: `extension` (a folder that is linked in) or `vsix` (a package that is installed);
 * `settings` of the user; `trust`: ask for workspace trust as VS Code does (else all is trusted);
 * `home` and `data` (profile, extensions, logs): scratch folders by default, removed at the end;
 * `env`: more variables; `vscodeOptions`: options of VS Code's own server; `port` (default: free).
 *
 * Resolves to `{ url(page), port, home, data, log, stop() }`; `url` takes `{ folder, open, payload }`.
 */
export async function startCodeServer(options = {}) {
  const program = await ensureCodeServer();
  const scratch = mkdtempSync(join(tmpdir(), "flowlens-"));
  const home = options.home ?? join(scratch, "home");
  const data = options.data ?? join(scratch, "data");
  mkdirSync(home, { recursive: true });
  const id = randomUUID();
  const env = environment(home, data, { ...options.env, [marker]: id });
  await prepare(program, data, env, options);

  const port = options.port || (await freePort());
  const child = spawn(program.node, [program.entry, ...serverArguments(port, data, options)], {
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = join(data, "server.log");
  const logStream = createWriteStream(log);
  child.stdout.pipe(logStream, { end: false });
  child.stderr.pipe(logStream, { end: false });
  const killAll = () => {
    killGroup(child.pid, "SIGKILL");
    killMarked(id);
  };
  process.on("exit", killAll);
  const exited = new Promise((resolve) => child.once("close", resolve));

  const stop = async () => {
    await end(child, exited, id);
    process.off("exit", killAll);
    logStream.end();
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    await answers(port, child);
  } catch (error) {
    const said = tail(readFileSync(log, "utf8"));
    await stop();
    throw new Error(`${error.message}\n${said}`);
  }
  return { url: (page) => pageUrl(port, page), port, home, data, log, stop };
}

/** Server options as arguments; `--disable-workspace-trust` unless trust is what is looked at. */
function serverArguments(port, data, { trust = false, vscodeOptions = [] }) {
  return [
    ...["--bind-addr", `127.0.0.1:${port}`, "--auth", "none"],
    ...["--user-data-dir", join(data, "user"), "--extensions-dir", join(data, "extensions")],
    ...["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"],
    ...["--disable-proxy", "--reconnection-grace-time", "5"],
    ...(trust ? [] : ["--disable-workspace-trust"]),
    ...vscodeOptions.flatMap((option) => ["--vscode-option", option]),
  ];
}

/** Without the variables by which an outer VS Code or Node would steer this one. */
function environment(home, data, more) {
  const inherited = Object.entries(process.env).filter(
    ([name]) =>
      !/^(VSCODE_|ELECTRON_|NODE_OPTIONS$|NODE_TEST_CONTEXT$|npm_|PASSWORD$|PORT$)/.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    EXTENSIONS_GALLERY: "{}",
    HOME: home,
    XDG_CONFIG_HOME: join(data, "config"),
    XDG_DATA_HOME: join(data, "share"),
    ...more,
  };
}

async function prepare(program, data, env, { extension, vsix, settings }) {
  const extensions = join(data, "extensions");
  rmSync(extensions, { recursive: true, force: true });
  mkdirSync(extensions, { recursive: true });
  mkdirSync(join(data, "user/User"), { recursive: true });
  writeFileSync(
    join(data, "user/User/settings.json"),
    JSON.stringify({ ...quietSettings, ...settings }, null, 2),
  );
  if (extension) linkExtension(extension, extensions);
  if (vsix) {
    const place = ["--user-data-dir", join(data, "user"), "--extensions-dir", extensions];
    await run(program.node, [program.entry, ...place, "--install-extension", vsix], { env });
  }
}

async function end(child, exited, id) {
  killGroup(child.pid, "SIGTERM");
  await Promise.race([exited, sleep(3000)]);
  killGroup(child.pid, "SIGKILL");
  for (const deadline = Date.now() + 5000; Date.now() < deadline; await sleep(50)) {
    if (killMarked(id) === 0) break;
  }
  await Promise.race([exited, sleep(2000)]);
}

/** Extension hosts and what they started may have left the group, never the environment. */
function killMarked(id) {
  const left = processesMarked(marker, id);
  for (const pid of left) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Ended by itself meanwhile.
    }
  }
  return left.length;
}

async function answers(port, child) {
  for (const deadline = Date.now() + 90_000; Date.now() < deadline; await sleep(100)) {
    if (child.exitCode !== null) throw new Error("code-server ended while it was starting.");
    const response = await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null);
    if (response?.ok) return;
  }
  throw new Error("code-server did not answer within 90 s.");
}

/**
 * The address of a workbench: `folder` is opened, and the files `open` in it; `payload` as VS Code
 * for the web takes it. The authority must be spelled like the address, else a second document opens.
 */
function pageUrl(port, { folder, open = [], payload = [] } = {}) {
  const remote = (path) => `vscode-remote://127.0.0.1:${port}${encodeURI(path)}`;
  const entries = [
    ...open.map((path) => ["openFile", remote(path)]),
    ...payload.map(([name, path]) => [name, path.startsWith("/") ? remote(path) : path]),
    ["skipWelcome", "true"],
  ];
  const query = new URLSearchParams({
    ...(folder && { folder }),
    payload: JSON.stringify(entries),
  });
  return `http://127.0.0.1:${port}/?${query}`;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
