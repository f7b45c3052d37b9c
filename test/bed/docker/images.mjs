// The images of the tests, made from the base image's tar: none comes from a registry.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { basePython, ensureBaseImage } from "../baseImage.mjs";
import { run } from "../command.mjs";
import { step } from "../progress.mjs";

/** Debian with Python and without Metaflow. */
export const pythonImage = `flowlens-test/python:${basePython}`;
/** One empty file. */
export const noPythonImage = "flowlens-test/no-python:1";

/**
 * Has the images in the engine at `host`. What they are made of is built when it is not there and
 * `build` says so (two minutes). Rejects with a sentence.
 */
export async function ensureImages(host, { build = Boolean(process.env.CI) } = {}) {
  const docker = (args) => run("docker", ["--host", host, ...args], { timeout: 5 * 60_000 });
  const here = (await docker(["images", "--format", "{{.Repository}}:{{.Tag}}"])).split("\n");
  if (here.includes(pythonImage) && here.includes(noPythonImage)) return;
  const tar = await ensureBaseImage({ build });
  await step("Importing the images of the tests", async () => {
    const path = "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    await docker(["import", "--change", path, "--change", 'CMD ["python"]', tar, pythonImage]);
    const scratch = mkdtempSync(join(tmpdir(), "flowlens-image-"));
    writeFileSync(join(scratch, "empty"), "");
    await run("tar", ["-C", scratch, "-cf", join(scratch, "image.tar"), "empty"]);
    await docker(["import", join(scratch, "image.tar"), noPythonImage]);
    rmSync(scratch, { recursive: true });
  });
}
