// The real parts that tests and the demo run against: one pinned version each.
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Where installed parts, scratch folders and screenshots are kept. */
export const cache = resolve(process.env.FLOWLENS_CACHE || join(root, ".cache"));

/** Where parts are kept that take minutes to build: all checkouts of a machine share them. */
export const sharedCache = resolve(
  process.env.FLOWLENS_SHARED_CACHE ||
    join(
      process.env.FLOWLENS_CACHE || process.env.XDG_CACHE_HOME || join(homedir(), ".cache"),
      "flowlens-test",
    ),
);

export const metaflow = "2.19.39";
/** From 2.19.23 on the Kubeflow deployer breaks at its import. */
export const kubeflowMetaflow = "2.19.22";
export const clusterPackages = ["boto3==1.44.5", "kubernetes==34.1.0", "moto[server]==5.2.5"];
export const kubeflowPackages = [
  "metaflow-kubeflow==0.0.4",
  "kfp==2.16.1",
  "kfp-kubernetes==2.16.1",
  "boto3==1.44.5",
];
/** VS Code 1.139.1 as a server, on the Node it is built for. */
export const codeServer = "4.139.1";
export const codeServerNode = "24.21.0";
export const oldestPython = [3, 9];

/** Builds Kubernetes, etcd and Argo Workflows where no Go is installed. */
export const go = "1.26.6";
/** 1.35 and later refuse cgroup v1, which machines for tests still have. */
export const kubernetes = "1.34.4";
export const etcd = "3.6.16";
export const argoWorkflows = "3.6.10";
