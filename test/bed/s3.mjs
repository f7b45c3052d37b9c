// An S3 server for flows that run on a cluster: moto, in memory, gone when it ends.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { freePort, keepProcesses, waitFor } from "./processes.mjs";
import { ensureClusterMetaflow } from "./python.mjs";

const BUCKET = "flowlens-test";
/** moto takes any. */
const KEYS = {
  AWS_ACCESS_KEY_ID: "testing",
  AWS_SECRET_ACCESS_KEY: "testing-secret",
  AWS_DEFAULT_REGION: "us-east-1",
};

/**
 * Starts the server with an empty bucket. `address`: the one of this machine that pods and Metaflow
 * reach it by (loopback by default); `port`: a free one by default.
 *
 * Resolves to `{ endpoint, bucket, keys, env, stop() }`; `env` are the variables that put Metaflow's
 * datastore there (Metaflow hands the endpoint on to pods, the keys it does not).
 */
export async function startS3({ address = "127.0.0.1", port } = {}) {
  const python = await ensureClusterMetaflow();
  const chosen = port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), "flowlens-s3-"));
  const processes = keepProcesses(folder);
  const stop = async () => {
    await processes.endAll("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  const endpoint = `http://${address}:${chosen}`;
  const program = join(dirname(python), "moto_server");
  processes.start("s3", program, ["-H", address, "-p", String(chosen)]);
  try {
    await waitFor("The start of the S3 server", async () => {
      if (processes.pid("s3") === null) return true;
      return (await fetch(`${endpoint}/${BUCKET}`, { method: "PUT" })).ok;
    });
    if (processes.pid("s3") === null) throw new Error(`It ended:\n${processes.said("s3")}`);
  } catch (error) {
    await stop();
    throw new Error(`The S3 server does not run: ${error.message}`, { cause: error });
  }
  const env = {
    ...KEYS,
    AWS_EC2_METADATA_DISABLED: "true",
    METAFLOW_DEFAULT_DATASTORE: "s3",
    METAFLOW_S3_ENDPOINT_URL: endpoint,
    METAFLOW_DATASTORE_SYSROOT_S3: `s3://${BUCKET}/metaflow`,
    METAFLOW_DATATOOLS_S3ROOT: `s3://${BUCKET}/data`,
  };
  return { endpoint, bucket: BUCKET, keys: KEYS, env, python, stop };
}
