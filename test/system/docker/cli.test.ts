import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Bench } from "../local/localRun";
import { docker, engineHost, flowFolder, image, skip } from "./dockerRun";
import { processesWith } from "./waiting";

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

describe("flowlens run", { skip, timeout: 240_000 }, () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.make(flowFolder);
  });
  after(() => bench.remove());

  /** Runs the built program in the flows' folder; `see` gets what it has printed so far. */
  function flowlens(
    words: readonly string[],
    see: (output: string, pid: number) => void = () => undefined,
    more: NodeJS.ProcessEnv = {},
  ): Promise<Ended> {
    const child = spawn(process.execPath, [join(process.cwd(), "dist", "cli.js"), ...words], {
      cwd: bench.folder,
      env: {
        ...process.env,
        DOCKER_HOST: engineHost,
        METAFLOW_USER: "tester",
        METAFLOW_KUBERNETES_CONTAINER_IMAGE: image,
        ...more,
      },
    });
    let output = "";
    let errors = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      see(output, child.pid ?? 0);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
    return new Promise((resolve) => {
      child.once("close", (code) => {
        resolve({ code, output, errors });
      });
    });
  }

  const python = ["--python", process.env["FLOWLENS_TEST_PYTHON"] ?? ""];
  const inDocker = ["--on", "docker", ...python];

  it("runs a flow with its parameters and ends with Metaflow's exit code", async () => {
    const good = await flowlens(["run", "plain.py", ...inDocker, "--param", "count=7"]);
    assert.equal(good.code, 0, good.output + good.errors);
    assert.match(good.output, /\] counted 7$/m);
    const bad = await flowlens(["run", "plain.py", ...inDocker, "--param=count=13"]);
    assert.equal(bad.code, 1, bad.output);
    assert.match(bad.errors, /^start: ValueError: no such count$/m);
    const wrong = await flowlens(["run", "plain.py", ...inDocker, "--param", "count=many"]);
    assert.equal(wrong.code, 2);
    assert.match(wrong.errors, /count must be a whole number/);
  });

  it("runs one step, fed by the latest run", async () => {
    const flow = await flowlens(["run", "plain.py", ...python]);
    assert.equal(flow.code, 0, flow.output + flow.errors);
    const step = await flowlens(["run", "plain.py", "start", ...inDocker]);
    assert.equal(step.code, 0, step.output + step.errors);
    assert.match(step.output, /\] counted 1$/m);
    const none = await flowlens(["run", "memory.py", "eat", ...inDocker]);
    assert.equal(none.code, 2);
    assert.match(none.errors, /No earlier run of Memory has reached eat/);
  });

  it("Ctrl+C ends it and leaves nothing", async () => {
    const containers = () => docker("ps", "--all", "--quiet", "--filter", "label=flowlens");
    const before = await containers();
    let stopped = false;
    const { code, output } = await flowlens(["run", "waiting.py", ...inDocker], (text, pid) => {
      if (stopped || !/\] waiting$/m.test(text)) return;
      stopped = true;
      process.kill(pid, "SIGINT");
    });
    assert.equal(code, 130, output);
    assert.equal(await containers(), before);
    assert.deepEqual(await processesWith(bench.folder, "waiting.py"), []);
  });

  it("says that there is no engine and starts nothing", async () => {
    const { code, errors, output } = await flowlens(["run", "plain.py", ...inDocker], undefined, {
      DOCKER_HOST: "unix:///nowhere/docker.sock",
    });
    assert.equal(code, 2);
    assert.equal(output, "");
    assert.match(errors, /Docker engine at unix:\/\/\/nowhere\/docker\.sock is not running/);
  });
});
