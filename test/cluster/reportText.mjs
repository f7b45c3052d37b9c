// The report's text.
import { argoWorkflows, etcd, kubernetes, metaflow } from "../bed/versions.mjs";

/** Markdown of what test/cluster/report.mjs measured. */
export function reportText({ date, machine, starting, causes, runs, node }) {
  return `# Cluster report

Written by \`npm run test:cluster\` on ${date.toISOString().slice(0, 10)}. It needs Linux, root and a network for its first
run; what it builds is kept (\`npm run setup:cluster -- all\` builds it without running anything).

## What is real

Kubernetes ${kubernetes} (API server, controllers, scheduler, kubelet) and etcd ${etcd}, ${node.containerRuntimeVersion.replace("://", " ")} with runc
and a bridge network, Metaflow ${metaflow}, Argo Workflows ${argoWorkflows} with its executor. S3 is moto; the registry that refuses pulls is a
server of the tests. There is no cluster DNS, no kube-proxy (only the service \`kubernetes\` is reached), no volume provisioner
and no GPU. ${node.osImage}, one node.

\`npm test\` (level \`cluster\`, also in CI) runs all of this but Argo's controller: there its kinds are known and flows are
deployed to them, and nothing runs the Workflows. Without root it runs the control plane alone, without a node.

From nothing running to a cluster with a ready node, S3 and images: ${seconds(starting)} s. All times are of a machine with
${machine.processors} processors and a load of ${machine.load.toFixed(0)}.

## Why a task does not run

Each is a Job as Metaflow makes it, in a namespace of its own. The time is from its creation until \`flowlens pods\` names the
cause, the command's own start included.

| what | cause | said | after |
| --- | --- | --- | --- |
${causes.map(causeRow).join("\n")}

## Whole runs

| what | tasks shown as succeeded | time | |
| --- | --- | --- | --- |
${runs.map(runRow).join("\n")}
`;
}

const seconds = (milliseconds) => (milliseconds / 1000).toFixed(1);

const causeRow = ({ what, cause, expected, reason, milliseconds, isRight }) =>
  `| ${what} | ${isRight ? `\`${cause}\`` : `✗ \`${cause}\`, expected \`${expected}\``} | ${plain(reason)} | ${seconds(milliseconds)} s |`;

const runRow = ({ what, tasks, milliseconds, isRight }) =>
  `| ${what} | ${tasks} | ${seconds(milliseconds)} s | ${isRight ? "✓" : "✗"} |`;

/** In a table; ports of the run's own registry change with each run. */
const plain = (text) =>
  (text ?? "")
    .replace(/127\.0\.0\.1:\d+/g, "registry")
    .replace(/\|/g, "\\|")
    .replace(/\s+/g, " ");
