import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { runsWithStep } from "../../../runtime/metaflow/localDatastore";
import { localRunner } from "../../../runtime/runners/local";
import { Bench, skip, states, watch } from "./localRun";

describe("real local runs", { skip }, () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.make();
  });
  after(() => bench.remove());

  it("a foreach with a retry, in a folder and with a parameter that no shell would survive", async () => {
    const value = `-n; $(touch pwned) "q" 'p' é\n流`;
    const request = await bench.request("fan_out.py", "FanOut", {
      parameters: [{ name: "text", value }],
    });
    assert.deepEqual(await localRunner.check(request), []);
    const { state, events, output } = await watch(bench, request);
    assert.equal(state.status, "succeeded");
    assert.deepEqual(states(state), {
      start: "succeeded",
      work: "succeeded",
      join: "succeeded",
      end: "succeeded",
    });
    const work = state.steps.find(({ name }) => name === "work");
    assert.deepEqual(
      work?.tasks.map(({ id, index, label, attempt }) => [id, index, label, attempt]),
      [
        ["2", 0, "regions=eu", 0],
        ["3", 1, "regions=us", 1],
        ["4", 2, "regions=ap", 0],
      ],
    );
    assert.equal(work.expected, 3);
    const retried = events.find((event) => event.type === "task-failed");
    assert.deepEqual([retried?.reason, retried?.final], ["ValueError: no rows in us", false]);
    assert.ok(output.includes(String.raw`text is '-n; $(touch pwned) "q" \'p\' é\n流'`));
    assert.match(output, /working on \u001b\[31meu\u001b\[0m/);
    assert.match(output, /\u001b\[1mTask is starting\./);
    assert.ok(!(await readdir(bench.folder)).includes("pwned"));
    assert.ok(!(await readdir(process.cwd())).includes("pwned"));
  });

  it("one step of that run, reading its own line", async () => {
    const root = join(bench.folder, ".metaflow");
    const [latest] = await runsWithStep(root, "FanOut", "work");
    const task = latest?.tasks.find(({ label }) => label === "regions=ap");
    assert.ok(task?.succeeded === true);
    const request = await bench.request("fan_out.py", "FanOut", {
      kind: "spin",
      step: "work",
      pathspec: task.pathspec,
      stepDecorators: ["retry"],
    });
    const obstacles = await localRunner.check(request);
    assert.deepEqual(
      obstacles.map(({ id, sentence }) => [id, sentence]),
      [["spin/ignored", "Running a single step leaves out @retry."]],
    );
    const { state, events } = await watch(bench, request);
    assert.equal(state.status, "succeeded");
    assert.deepEqual(states(state), { work: "succeeded" });
    const own = events.filter((event) => event.type === "output" && event.step === "work");
    assert.ok(own.some((event) => event.type === "output" && event.text.includes("ap")));
  });

  it("a failing step with its reason; the task beside it is stopped with the run", async () => {
    const request = await bench.request("failing.py", "Failing");
    const seen: string[] = [];
    const { state } = await watch(bench, request, (_, { status }) => {
      if (seen.at(-1) !== status) seen.push(status);
    });
    assert.deepEqual(seen, ["starting", "running", "failing", "failed"]);
    const reason = "NoRows: nothing left after the filter";
    assert.equal(state.reason, `work: ${reason}`);
    const work = state.steps.find(({ name }) => name === "work");
    assert.deepEqual([work?.state, work?.reason], ["failed", reason]);
    assert.deepEqual(
      work?.tasks.map((task) => task.state),
      ["cancelled", "failed"],
    );
    assert.deepEqual([states(state)["join"], states(state)["end"]], ["pending", "pending"]);
  });

  it("a task that is killed from outside, and so can give no reason", async () => {
    const request = await bench.request("killed.py", "Killed");
    const { state } = await watch(bench, request);
    const reason = "killed by SIGKILL, perhaps out of memory";
    assert.deepEqual([state.status, state.reason], ["failed", `start: ${reason}`]);
    assert.equal(state.steps[0]?.tasks[0]?.reason, reason);
  });

  it("a switch and a loop: the branch not taken is known before the end", async () => {
    const request = await bench.request("switching.py", "Switching");
    const early: string[] = [];
    const { state } = await watch(bench, request, (event, now) => {
      if (event.type === "task-started" && event.step === "fast") {
        early.push(states(now)["slow"] ?? "");
      }
    });
    assert.deepEqual(early, ["not-taken"]);
    assert.deepEqual(states(state), {
      start: "succeeded",
      fast: "succeeded",
      slow: "not-taken",
      refine: "succeeded",
      end: "succeeded",
    });
    assert.equal(state.steps.find(({ name }) => name === "refine")?.tasks.length, 3);
  });
});

describe("the surroundings of real local runs", { skip }, () => {
  let bench: Bench;
  before(async () => {
    bench = await Bench.make();
  });
  after(() => bench.remove());

  it("@kubernetes steps as plain processes, only when that is asked for", async () => {
    const refused = await watch(bench, await bench.request("on_kubernetes.py", "OnKubernetes"));
    assert.equal(refused.state.status, "failed");
    assert.match(refused.state.reason ?? "", /@kubernetes.*datastore/);
    const request = await bench.request("on_kubernetes.py", "OnKubernetes", {
      ignoreKubernetes: true,
    });
    const obstacles = await localRunner.check(request);
    assert.deepEqual(
      obstacles.map(({ id }) => id),
      ["kubernetes/local"],
    );
    const { state, output } = await watch(bench, request);
    assert.equal(state.status, "succeeded");
    assert.ok(output.includes("trained here"));
  });

  it("keeps the user's PYTHONPATH and their own Metaflow extensions", async () => {
    const paths = join(bench.root, "user paths");
    const plugins = join(paths, "metaflow_extensions", "acme", "plugins");
    await mkdir(plugins, { recursive: true });
    await writeFile(
      join(plugins, "mfextinit_acme.py"),
      'STEP_DECORATORS_DESC = [("greet", ".greet.Greet")]\n',
    );
    await writeFile(
      join(plugins, "greet.py"),
      [
        "from metaflow.decorators import StepDecorator",
        "class Greet(StepDecorator):",
        '    name = "greet"',
        "    def task_pre_step(self, *args, **kwargs):",
        '        print("greetings")',
      ].join("\n"),
    );
    for (const searched of [{}, { METAFLOW_EXTENSIONS_SEARCH_DIRS: paths }]) {
      const request = await bench.request("decorated.py", "Decorated", {
        environment: { METAFLOW_USER: "tester", PYTHONPATH: paths, ...searched },
        ignoreKubernetes: true,
      });
      const { state, output } = await watch(bench, request);
      assert.equal(state.status, "succeeded");
      assert.ok(output.includes("greetings"));
      assert.match(output, /\u001b\[1mTask is starting\./);
    }
  });

  it("sets a user name where Metaflow would find none", async () => {
    const nobody = { METAFLOW_USER: "", SUDO_USER: "", USERNAME: "", USER: "root" };
    const request = await bench.request("switching.py", "Switching", { environment: nobody });
    const { state, output } = await watch(bench, request);
    assert.equal(state.status, "succeeded");
    assert.match(output, /user:\w+/);
  });

  it("says why nothing ran", async () => {
    await writeFile(join(bench.folder, "silent.py"), "print('only this')\n");
    await writeFile(join(bench.folder, "broken.py"), "import nothing_like_that\n");
    const silent = await watch(bench, await bench.request("silent.py", "Silent"));
    assert.deepEqual(
      [silent.state.status, silent.state.reason],
      ["failed", "nothing in the file runs Silent"],
    );
    const broken = await watch(bench, await bench.request("broken.py", "Broken"));
    const missing = "ModuleNotFoundError: No module named 'nothing_like_that'";
    assert.equal(broken.state.reason, missing);
    const wrong = await bench.request("fan_out.py", "FanOut", {
      parameters: [{ name: "txet", value: "x" }],
    });
    assert.match((await watch(bench, wrong)).state.reason ?? "", /no such option: --txet/);
  });
});
