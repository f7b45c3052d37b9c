// `npm run setup:docker`: builds what the docker level of the tests needs, once for a machine.
// `-- --keep` leaves the engine running until Ctrl+C, to try things in it.
import { say } from "../progress.mjs";
import { ensureEngine } from "./engine.mjs";
import { ensureImages } from "./images.mjs";

const engine = await ensureEngine();
await ensureImages(engine.host, { build: true });
if (process.argv.includes("--keep")) {
  say(`export DOCKER_HOST=${engine.host}\nCtrl+C ends it.`);
  const alive = setInterval(() => undefined, 60_000);
  await new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, resolve);
  });
  clearInterval(alive);
}
await engine.stop();
