/**
 * What is made of a cluster's state, with all that explains it: a bundle of its own, since most
 * windows never look at a cluster. Load it by `import()`.
 */
export { rowsBelow } from "./clusterRows";
export { clusterTree } from "./clusterTree";
export { keepNewestRuns } from "./newestRuns";
export { WorkloadCache } from "./workloadCache";
export { workloads } from "./workloads";
