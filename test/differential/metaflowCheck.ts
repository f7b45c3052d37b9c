import { spawnSync } from "node:child_process";

/**
 * Runs Metaflow's own `check` on a flow file, with all decorators set up for a remote datastore, in a
 * home of its own; its exit status, 0 when the flow is accepted, and what it said.
 */
export function metaflowCheck(
  python: string,
  path: string,
  home: string,
): { readonly status: number | null; readonly stderr: string } {
  const store = ["--datastore", "s3", "--datastore-root", "s3://bucket/flows"];
  return spawnSync(python, [path, "--no-pylint", ...store, "check"], {
    cwd: home,
    encoding: "utf8",
    timeout: 120_000,
    env: {
      ...process.env,
      HOME: home,
      METAFLOW_HOME: home,
      METAFLOW_USER: "tester",
      AWS_ACCESS_KEY_ID: "none",
      AWS_SECRET_ACCESS_KEY: "none",
      AWS_DEFAULT_REGION: "us-east-1",
      PYTHONDONTWRITEBYTECODE: "1",
    },
  });
}
