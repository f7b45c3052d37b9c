import { execFile } from "node:child_process";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { RunEvent, RunState } from "../../../runtime/core/run";
import { createDockerRunner } from "../../../runtime/runners/docker";
import type { RunRequest } from "../../../runtime/runners/runner";
import type { Bench, Watched } from "../local/localRun";
import { foldAll, skip as noMetaflow } from "../local/localRun";

/** The engine of the tests and an image with Python; without them tests are skipped with `skip`. */
export const engineHost = process.env["FLOWLENS_TEST_DOCKER"] ?? "";
export const image = process.env["FLOWLENS_TEST_IMAGE"] ?? "";
export const skip = engineHost === "" ? "FLOWLENS_TEST_DOCKER names no engine" : noMetaflow;

export const bundle = join(process.cwd(), "dist", "docker.js");
export const runner = createDockerRunner(bundle);

export const flowFolder = "test/system/docker/flows";

/** A request as the editor makes it, for the tests' engine and image. */
export async function dockerRequest(
  bench: Bench,
  file: string,
  flow: string,
  change: Partial<RunRequest> = {},
): Promise<RunRequest> {
  const request = await bench.request(file, flow, change);
  const environment = {
    ...request.environment,
    DOCKER_HOST: engineHost,
    METAFLOW_KUBERNETES_CONTAINER_IMAGE: image,
    ...change.environment,
  };
  // Keys are unique over all tests: what is left of a run is found by its key.
  return { ...request, key: `${flow}-${process.pid}-${request.key}`, environment };
}

export async function watchInDocker(
  bench: Bench,
  request: RunRequest,
  onEvent: (event: RunEvent, state: RunState) => void = () => undefined,
  signal = new AbortController().signal,
): Promise<Watched> {
  return foldAll(bench, request, runner.start(request, signal), onEvent);
}

/** Runs Docker's own command line against the tests' engine; the answer is what it printed. */
export function docker(...args: readonly string[]): Promise<string> {
  return dockerAt(engineHost, ...args);
}

export async function dockerAt(host: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("docker", ["--host", host, ...args]);
  return stdout.trim();
}

/** Ids of a run's containers, ended ones too. */
export async function containersOf(key: string): Promise<readonly string[]> {
  const ids = await docker("ps", "--all", "--quiet", "--filter", `label=flowlens=${key}`);
  return ids.split("\n").filter((id) => id !== "");
}

/** Waits until it is true, at most `seconds`; the answer says whether it became so. */
export async function becomes(
  condition: () => Promise<boolean> | boolean,
  seconds: number,
): Promise<boolean> {
  for (const end = Date.now() + seconds * 1000; Date.now() < end;) {
    if (await condition()) return true;
    await sleep(100);
  }
  return false;
}
