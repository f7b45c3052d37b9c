import assert from "node:assert/strict";
import fs from "node:fs/promises";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it, mock } from "node:test";
import { commandLine, defaultOptions, type Command } from "../../../runtime/metaflow/commandLine";
import { readConfiguration } from "../../../runtime/metaflow/configuration";
import { listRuns, readTask, runsWithStep } from "../../../runtime/metaflow/localDatastore";
import { ignoredBySpin } from "../../../runtime/metaflow/spin";
import { hasFeature } from "../../../runtime/metaflow/version";
import {
  datastoreRoot,
  missingUserName,
  userName,
  workingFolder,
} from "../../../runtime/metaflow/workingFolder";

let root = "";
before(async () => {
  root = await mkdtemp(join(tmpdir(), "flowlens folders "));
});
after(() => rm(root, { recursive: true }));

async function json(value: unknown, ...parts: readonly string[]): Promise<void> {
  const path = join(root, ...parts);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(value));
}

describe("workingFolder", () => {
  it("is the setting, the nearest folder with .metaflow, or the workspace folder", async () => {
    const file = join(root, "ws", "a", "b", "flow.py");
    const workspace = join(root, "ws");
    assert.equal(await workingFolder(file, workspace, null), workspace);
    await mkdir(join(root, "ws", "a", ".metaflow"), { recursive: true });
    assert.equal(await workingFolder(file, workspace, null), join(root, "ws", "a"));
    assert.equal(await workingFolder(file, workspace, "out"), join(root, "ws", "out"));
    assert.equal(await workingFolder(file, workspace, " "), join(root, "ws", "a"));
    assert.equal(await workingFolder(file, workspace, "~/runs"), join(homedir(), "runs"));
    assert.equal(
      await workingFolder(file, workspace, "${workspaceFolder}/x"),
      join(workspace, "x"),
    );
  });
});

describe("datastoreRoot", () => {
  it("follows option, variable, configuration file and the folders upward", async () => {
    const cwd = join(root, "ds", "sub");
    await mkdir(cwd, { recursive: true });
    const HOME = join(root, "nohome");
    const rootOf = (environment: NodeJS.ProcessEnv, named: string | null = null) =>
      datastoreRoot(cwd, { HOME, ...environment }, { datastoreRoot: named });
    assert.equal(await rootOf({}), join(cwd, ".metaflow"));
    await mkdir(join(root, "ds", ".metaflow"));
    assert.equal(await rootOf({}), join(root, "ds", ".metaflow"));
    const variable = { METAFLOW_DATASTORE_SYSROOT_LOCAL: "/data" };
    assert.equal(await rootOf(variable), "/data/.metaflow");
    assert.equal(await rootOf(variable, "x"), join(cwd, "x"));
    await json(
      { METAFLOW_DATASTORE_SYSROOT_LOCAL: "/shared" },
      "nohome",
      ".metaflowconfig",
      "config.json",
    );
    assert.equal(await rootOf({}), "/shared/.metaflow");
  });
});

describe("readConfiguration", () => {
  it("takes variables, then the folder's file, then the home's; a profile replaces that", async () => {
    const home = join(root, "home");
    const cwd = join(root, "conf", "deep");
    await json(
      { METAFLOW_A: "global", METAFLOW_B: "global" },
      "home",
      ".metaflowconfig",
      "config.json",
    );
    await json({ METAFLOW_C: 3 }, "home", ".metaflowconfig", "config_prod.json");
    await json({ METAFLOW_A: "local" }, "conf", ".metaflow", "config.json");
    const plain = await readConfiguration(cwd, { METAFLOW_B: "env" }, home);
    assert.deepEqual(
      ["A", "B", "C"].map((n) => plain.get(`METAFLOW_${n}`)),
      ["local", "env", null],
    );
    const profile = await readConfiguration(cwd, { METAFLOW_PROFILE: "prod" }, home);
    assert.deepEqual(
      ["A", "B", "C"].map((n) => profile.get(`METAFLOW_${n}`)),
      ["local", null, "3"],
    );
  });
});

describe("userName", () => {
  it("is the first name that is not root's", () => {
    assert.equal(userName({ METAFLOW_USER: "ada", USER: "bob" }), "ada");
    assert.equal(userName({ METAFLOW_USER: "", SUDO_USER: "root", USER: "bob" }), "bob");
    assert.equal(userName({ USER: "root" }), null);
  });
});

describe("missingUserName", () => {
  it("knows that root is no name", () => {
    assert.equal(missingUserName({ USER: "ada" }, "root"), null);
    assert.equal(missingUserName({ USER: "root", SUDO_USER: "ada" }, "root"), null);
    assert.equal(missingUserName({ USER: "root" }, "root"), "local");
    assert.equal(missingUserName({}, "ada"), "ada");
  });
});

describe("commandLine", () => {
  const command: Command = {
    kind: "run",
    file: "/a b/flow.py",
    pathspec: null,
    parameters: [{ name: "alpha", value: "-1; $(x)" }],
    options: {
      ...defaultOptions,
      environment: "pypi",
      datastore: "s3",
      with: ["retry:times=2", "card"],
      tags: ["a b"],
      configs: [
        { name: "cfg", from: "file", text: "c.json" },
        { name: "inline", from: "value", text: `{"a": 1}` },
      ],
    },
  };

  it("puts top-level options before the subcommand and values behind an equals sign", () => {
    assert.deepEqual(commandLine(command), [
      ...["-u", "/a b/flow.py", "--no-pylint", "--environment", "pypi", "--datastore", "s3"],
      ...["--with", "retry:times=2", "--with", "card", "--config", "cfg", "c.json"],
      ...["--config-value", "inline", `{"a": 1}`],
      ...["run", "--tag", "a b", "--alpha=-1; $(x)"],
    ]);
  });

  it("a spin names the task and keeps its own datastore", () => {
    const spin = { ...command, kind: "spin" as const, pathspec: "7/work/3" };
    const args = commandLine(spin);
    assert.deepEqual(args.slice(-2), ["spin", "7/work/3"]);
    assert.ok(!args.includes("--datastore") && !args.includes("--tag"));
    assert.ok(!args.some((arg) => arg.startsWith("--alpha")));
  });
});

describe("versions", () => {
  it("are compared number by number", () => {
    assert.equal(hasFeature("2.18.13", "spin"), true);
    assert.equal(hasFeature("2.18.9", "spin"), false);
    assert.equal(hasFeature("2.19", "spin"), true);
    assert.equal(hasFeature("3.0.0+x", "namedEnds"), true);
    assert.equal(hasFeature("2.17.0", "switch"), false);
    assert.equal(hasFeature("unknown", "spin"), null);
    assert.equal(hasFeature(null, "spin"), null);
  });
});

describe("ignoredBySpin", () => {
  it("leaves out what Metaflow leaves out", () => {
    const names = [
      "retry",
      "card",
      "kubernetes",
      "pypi",
      "timeout",
      "environment",
      "retry",
      "card_x",
    ];
    assert.deepEqual(ignoredBySpin(names), ["retry", "kubernetes"]);
  });
});

describe("local datastore", () => {
  const meta = (...parts: readonly string[]) => ["store", ".metaflow", "F", ...parts];
  const field = (task: readonly string[], name: string, at: number, value: unknown) =>
    json({ value }, ...meta(...task, "_meta", `sysmeta_${name}_${at}.json`));

  before(async () => {
    for (const [run, at] of [
      ["1", 100],
      ["2", 300],
      ["10", 200],
    ] as const) {
      await json({ ts_epoch: at }, ...meta(run, "_meta", "_self.json"));
    }
    await mkdir(join(root, ...meta("data", "ab")), { recursive: true });
    await json({}, ...meta("_meta", "_self.json"));
    await json({}, ...meta("2", "work", "_meta", "_self.json"));
    for (const [task, index, ok] of [
      ["4", 1, "False"],
      ["3", 0, "False"],
      ["5", 2, "True"],
    ] as const) {
      const path = ["2", "work", task];
      await field(path, "attempt", 300, "0");
      await field(path, "foreach-execution-path", 300, `outer:4,work:${index}`);
      await field(path, "foreach-stack", 300, ["o=x", `i=${index}`]);
      await field(path, "attempt_ok", 310, ok);
    }
    await field(["2", "work", "3"], "attempt_ok", 400, "True");
    await json({}, ...meta("1", "work", "9", "_meta", "_self.json"));
    await field(["10", "work", "8"], "attempt", 1, "0");
  });
  const store = () => join(root, "store", ".metaflow");

  it("lists runs newest first, and none where there are none", async () => {
    assert.deepEqual(
      (await listRuns(store(), "F")).map(({ runId }) => runId),
      ["2", "10", "1"],
    );
    assert.deepEqual(await listRuns(store(), "Other"), []);
    assert.deepEqual(await listRuns(join(root, "nowhere"), "F"), []);
  });

  it("finds the runs that can feed a step, successful tasks first", async () => {
    const runs = await runsWithStep(store(), "F", "work");
    assert.deepEqual(
      runs.map(({ run }) => run.runId),
      ["2", "10"],
    );
    assert.deepEqual(
      runs[0]?.tasks.map(({ pathspec }) => pathspec),
      ["2/work/3", "2/work/5", "2/work/4"],
    );
    assert.equal(runs[1]?.tasks[0]?.succeeded, null);
    assert.equal((await runsWithStep(store(), "F", "work", { limit: 1 })).length, 1);
    assert.deepEqual(await runsWithStep(store(), "F", "nowhere"), []);
  });

  it("reads no more of a huge foreach than is asked for, a few tasks at a time", async () => {
    const path = (task: number) => ["20", "wide", `${task}`];
    await json({ ts_epoch: 900 }, ...meta("20", "_meta", "_self.json"));
    for (let task = 1; task <= 300; task++) {
      // The last task would come first: it is never looked at.
      const index = task === 300 ? 0 : task;
      await field(path(task), "attempt", 1, "0");
      await field(path(task), "foreach-execution-path", 1, `wide:${index}`);
      await field(path(task), "attempt_ok", 2, task <= 10 ? "False" : "True");
    }
    let peak = 0;
    let open = 0;
    const { readFile } = fs;
    const counted = mock.method(fs, "readFile", async (...args: Parameters<typeof readFile>) => {
      peak = Math.max(peak, ++open);
      return readFile(...args).finally(() => open--);
    });
    const [run] = await runsWithStep(store(), "F", "wide", { mostTasks: 50 });
    counted.mock.restore();
    assert.equal(run?.tasks.length, 50);
    assert.deepEqual([run.tasks[0]?.taskId, run.tasks.at(-1)?.taskId], ["11", "60"]);
    assert.ok(peak > 0 && peak <= 16 * 3, `${peak} files at once`);
  });

  it("reads the last word of a task's attempts", async () => {
    const task = await readTask(store(), "F", { runId: "2", step: "work", taskId: "3" });
    assert.deepEqual(task, {
      runId: "2",
      step: "work",
      taskId: "3",
      pathspec: "2/work/3",
      index: 0,
      label: "o=x · i=0",
      succeeded: true,
      finishedAt: 400,
      registered: true,
    });
    assert.equal(await readTask(store(), "F", { runId: "2", step: "work", taskId: "99" }), null);
  });

  it("survives half-written files", async () => {
    await writeFile(
      join(root, ...meta("2", "work", "4", "_meta", "sysmeta_attempt_ok_900.json")),
      "{",
    );
    const task = await readTask(store(), "F", { runId: "2", step: "work", taskId: "4" });
    assert.equal(task?.succeeded, null);
  });
});
