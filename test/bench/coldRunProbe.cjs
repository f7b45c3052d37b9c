// Prints the milliseconds from a click on *Run step* to the `started` event, and those of a plain
// spawn of the same command. Nothing of ours is loaded before the click.
const { spawn } = require("node:child_process");
const { join } = require("node:path");

const [, , bundle, python, folder] = process.argv;
const file = join(folder, "linear_flow.py");

async function main() {
  const click = performance.now();
  const {
    findPython,
    readMetaflow,
    workingFolder,
    commandLine,
    defaultOptions,
    localRunner,
  } = require(bundle);
  const pathVariable = process.env.PATH ?? "";
  const found = await findPython({ setting: python, folder, pathVariable, home: folder });
  const installed = await readMetaflow(found.path, process.env);
  const request = {
    ...{ key: "bench", kind: "spin", file, flow: "CoffeeFlow", step: "clean" },
    ...{ pathspec: "1/clean/1", stepDecorators: [], parameters: [], options: defaultOptions },
    ...{ cwd: await workingFolder(file, folder, null), python: found.path },
    ...{ metaflowVersion: installed.version, environment: {}, logFile: join(folder, "log") },
    ...{ runnable: true, neededEnvironment: null, ignoreKubernetes: false, packageFolder: null },
  };
  await localRunner.check(request);
  let ours = null;
  // The run itself fails at once (there is no run 1); its start is what is measured.
  for await (const event of localRunner.start(request, new AbortController().signal)) {
    if (event.type === "started") ours = performance.now() - click;
  }
  const plain = await new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(found.path, commandLine(request), { cwd: folder, stdio: "ignore" });
    child.on("spawn", () => resolve(performance.now() - start));
    child.on("error", reject);
  });
  process.stdout.write(JSON.stringify({ ours, plain }), () => process.exit(0));
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
