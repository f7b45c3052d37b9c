// `npm run setup:cluster [-- all]`: builds what the cluster tests need and is not there yet; with
// `all` also what `npm run test:cluster` needs.
import { say, step } from "../progress.mjs";
import { ensureClusterMetaflow } from "../python.mjs";
import { ensureArgo, ensureArgoCrds } from "./argo.mjs";
import { startControlPlane } from "./controlPlane.mjs";
import { whyNoNode } from "./node.mjs";
import { ensurePrograms } from "./programs.mjs";

const build = { build: true };
try {
  await ensurePrograms(build);
  await ensureClusterMetaflow();
  await ensureArgoCrds(build);
  // A program that does not start is told now, not by the first test.
  const cluster = await step("Starting the control plane once", () => startControlPlane());
  await cluster.stop();
  const reason = await whyNoNode(build);
  if (reason) say(`No node runs here: ${reason}.`);
  if (process.argv.includes("all")) await ensureArgo(build);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
