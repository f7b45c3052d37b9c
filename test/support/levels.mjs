// The levels of `npm test`, in the order in which they run.
import { chromiumAdvice, findChromium } from "../bed/browser.mjs";
import { ensureEngine } from "../bed/docker/engine.mjs";
import { ensureImages, pythonImage } from "../bed/docker/images.mjs";
import { ensureCodeServer } from "../bed/codeServer.mjs";
import { ensureArgoCrds } from "../bed/kubernetes/argo.mjs";
import { whyNoNode } from "../bed/kubernetes/node.mjs";
import { ensurePrograms } from "../bed/kubernetes/programs.mjs";
import { ensureClusterMetaflow, ensureMetaflow } from "../bed/python.mjs";

/**
 * A level: `tests` names the folder of its test files, or `steps` its programs. `parts` are the real
 * things it needs. `except`: a folder below that is another level's. `minutes` is when it is ended.
 * `together`: test files run at the same time. `mayBeEmpty`: no test is no failure.
 */
export const levels = [
  {
    name: "build",
    minutes: 10,
    steps: [
      ["types", "node_modules/typescript/bin/tsc", "-b"],
      ["bundles", "esbuild.mjs", "--production"],
    ],
  },
  {
    name: "check",
    minutes: 10,
    steps: [
      ["eslint", "node_modules/eslint/bin/eslint.js", "."],
      ["prettier", "node_modules/prettier/bin/prettier.cjs", "--check", "--log-level=warn", "."],
      ["dead code", "node_modules/knip/bin/knip.js", "--no-progress"],
    ],
  },
  { name: "unit", tests: "test/unit", minutes: 5, together: 2 },
  { name: "webview", tests: "test/webview", minutes: 10, together: 1, parts: ["browser"] },
  {
    name: "differential",
    tests: "test/differential",
    minutes: 20,
    together: 2,
    parts: ["metaflow"],
  },
  {
    name: "system",
    tests: "test/system",
    except: "docker",
    minutes: 30,
    together: 1,
    parts: ["metaflow"],
    mayBeEmpty: true,
  },
  {
    name: "host",
    minutes: 15,
    script: "test/support/host.mjs",
    parts: ["metaflow", "browser", "code-server"],
  },
  {
    name: "ui",
    tests: "test/ui",
    minutes: 30,
    together: 1,
    parts: ["metaflow", "browser", "code-server"],
  },
  {
    name: "docker",
    tests: "test/system/docker",
    minutes: 20,
    together: 1,
    parts: ["metaflow", "docker"],
  },
  // The last: it may build Kubernetes first, whose time is the build's own.
  {
    name: "cluster",
    tests: "test/cluster",
    minutes: 40,
    together: 1,
    parts: ["cluster", "metaflow", "browser", "code-server"],
  },
];

/**
 * How each real part is made ready. A part resolves to the variables by which tests find it, and
 * rejects with a sentence that says how to get it.
 */
export const parts = {
  metaflow: async () => ({ FLOWLENS_TEST_PYTHON: await ensureMetaflow() }),
  "code-server": async () => {
    await ensureCodeServer();
    return {};
  },
  cluster: async () => {
    await ensurePrograms();
    await ensureArgoCrds();
    const python = await ensureClusterMetaflow();
    return { FLOWLENS_TEST_CLUSTER_PYTHON: python, FLOWLENS_TEST_NO_NODE: await whyNoNode() };
  },
  docker: async () => {
    const { host } = await ensureEngine();
    await ensureImages(host);
    return { FLOWLENS_TEST_DOCKER: host, FLOWLENS_TEST_IMAGE: pythonImage };
  },
  browser: async () => {
    const chromium = findChromium();
    if (!chromium) throw new Error(chromiumAdvice);
    return { FLOWLENS_CHROMIUM: chromium };
  },
};
