// A whole cluster for Metaflow: control plane, a node that runs pods, and S3 that both reach.
import { startS3 } from "../s3.mjs";
import { startControlPlane } from "./controlPlane.mjs";
import { taskImage } from "./images.mjs";
import { nodeAddress, startNode } from "./node.mjs";
import { secret } from "./objects.mjs";

const SECRET = "s3-keys";

/**
 * Starts it (10 to 30 seconds; root). Resolves to what startControlPlane gives, and `node`, `s3` and
 * `env`, which sends Metaflow's tasks here; `namespace(name)` also has the keys of S3 that pods need.
 */
export async function startCluster() {
  const cluster = await startControlPlane();
  const started = [cluster];
  const stop = async () => {
    for (const one of started.reverse()) await one.stop();
  };
  try {
    const node = await startNode(cluster);
    started.push(node);
    const s3 = await startS3({ address: nodeAddress });
    started.push(s3);
    const withKeys = async (name) => {
      await cluster.api.create(secret(name, SECRET, s3.keys));
      return name;
    };
    await withKeys("default");
    const namespace = async (name) => withKeys(await cluster.namespace(name));
    const env = { ...s3.env, ...cluster.env, ...taskSettings };
    return { ...cluster, node, s3, env, namespace, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Small, so that the tasks of a foreach run side by side. */
const taskSettings = {
  METAFLOW_USER: "tester",
  METAFLOW_KUBERNETES_SECRETS: SECRET,
  METAFLOW_KUBERNETES_CONTAINER_IMAGE: taskImage,
  METAFLOW_KUBERNETES_IMAGE_PULL_POLICY: "IfNotPresent",
  METAFLOW_KUBERNETES_CPU: "0.2",
  METAFLOW_KUBERNETES_MEMORY: "300",
  METAFLOW_KUBERNETES_DISK: "100",
};
