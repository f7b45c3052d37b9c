// `node test/bed/docker/run.mjs`: the tests' Docker engine with its images, until Ctrl+C.
import { say } from "../progress.mjs";
import { ensureEngine } from "./engine.mjs";
import { ensureImages } from "./images.mjs";

const engine = await ensureEngine();
await ensureImages(engine.host);
say(`export DOCKER_HOST=${engine.host}`);
say("Ctrl+C ends it.");
const alive = setInterval(() => undefined, 60_000);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.once(signal, async () => {
    clearInterval(alive);
    await engine.stop();
  });
}
