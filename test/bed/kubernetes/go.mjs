// Programs built from Go modules, for machines that reach no place with ready-made binaries.
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { run, tail } from "../command.mjs";
import { ensureGo } from "../python.mjs";

const sources = join(dirname(fileURLToPath(import.meta.url)), "go");

const environment = {
  ...process.env,
  CGO_ENABLED: "0",
  GOFLAGS: "-mod=mod -buildvcs=false -trimpath",
  GOWORK: "off",
};

/**
 * Builds `program` (the path of the binary to write) in a module of its own: `goMod` and `goSum` are
 * its files' texts, `source` the name of a file of `go/` or `packageName` the package to build.
 * Rejects with one sentence; the compiler's output is then in `<program>.log`.
 */
export async function buildGo({ program, goMod, goSum, source, packageName, ...options }) {
  const { ldflags = [], minutes } = options;
  const module = `${program}.module`;
  rmSync(module, { recursive: true, force: true });
  mkdirSync(module, { recursive: true });
  writeFileSync(join(module, "go.mod"), goMod);
  if (goSum) writeFileSync(join(module, "go.sum"), goSum);
  if (source) copyFileSync(join(sources, source), join(module, "main.go"));
  await go(
    [
      ...["build", "-o", program, "-ldflags", ["-s", "-w", ...ldflags].join(" ")],
      packageName ?? ".",
    ],
    { cwd: module, minutes, log: `${program}.log` },
  );
  rmSync(module, { recursive: true, force: true });
}

/** The folder of a Go module's source, downloaded when it is not there. */
export async function goModule(name, version) {
  const output = await go(["mod", "download", "-json", `${name}@v${version}`], { minutes: 5 });
  return JSON.parse(output.slice(output.indexOf("{"), output.lastIndexOf("}") + 1)).Dir;
}

/** The path of a file of ours that stands in for a module's. */
export const goSource = (name) => join(sources, name);

async function go(args, { cwd, minutes, log }) {
  const program = await findGo();
  const start = Date.now();
  try {
    // Whoever waits for a build has an editor open as well.
    return await run("nice", ["-n", "10", program, ...args], {
      cwd,
      env: environment,
      timeout: minutes * 60_000,
    });
  } catch (error) {
    if (log) writeFileSync(log, `${error.message}\n`);
    throw new Error(reason(error.message, Date.now() - start >= minutes * 60_000, minutes), {
      cause: error,
    });
  }
}

function reason(message, timedOut, minutes) {
  if (timedOut) return `it took longer than ${minutes} minutes`;
  return tail(message, 1).trim();
}

const findGo = () =>
  run("go", ["version"]).then(
    () => "go",
    () => ensureGo(),
  );
