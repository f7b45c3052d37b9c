import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as vscode from "vscode";
import type { Problem } from "../../extension/problem";
import type { Run } from "../../extension/runs/run";
import { test } from "./tally";
import { fileUri, flowlens, until, workspace } from "./workbench";

const flow = `import os

from metaflow import FlowSpec, step


class GreetingFlow(FlowSpec):
    @step
    def start(self):
        print("greeting:", os.environ.get("GREETING"), os.environ.get("COST"))
        self.next(self.end)

    @step
    def end(self):
        pass


if __name__ == "__main__":
    GreetingFlow()
`;

const target = { uri: fileUri("greeting_flow.py").toString(), flow: "GreetingFlow" };

/** Sets workspace settings for the time of `body`. */
async function withSettings(
  settings: Readonly<Record<string, string>>,
  body: () => Promise<void>,
): Promise<void> {
  const set = async (name: string, value: string | undefined): Promise<void> => {
    const configuration = vscode.workspace.getConfiguration("flowlens", fileUri("."));
    await configuration.update(name, value, vscode.ConfigurationTarget.Workspace);
  };
  for (const [name, value] of Object.entries(settings)) await set(name, value);
  try {
    await body();
  } finally {
    for (const name of Object.keys(settings)) await set(name, undefined);
  }
}

async function ended(run: Run): Promise<Run> {
  await until(`the end of ${run.state.flow}`, () => !run.active, 120);
  return run;
}

/** What stands in the way of a run, as the user is told. */
async function obstacle(start: Promise<Run>): Promise<Problem> {
  return start.then(
    () => assert.fail("it was run"),
    (error: unknown) => error as Problem,
  );
}

test("the environment file reaches a run and a single step, and says what it left as written", async () => {
  const { launcher } = (await flowlens()).runs;
  await writeFile(join(workspace, "greeting_flow.py"), flow);
  const lines = [
    "source other.env",
    "export GREETING='good morning'",
    'COST="5$"',
    "HOMES=$HOME/x",
  ];
  await writeFile(join(workspace, "dev.env"), lines.join("\n"));
  await withSettings({ envFile: "dev.env" }, async () => {
    const run = await ended(await launcher.runFlow(target));
    assert.equal(run.state.status, "succeeded", run.output.text());
    assert.match(run.output.text("start"), /greeting: good morning 5\$/);
    const notices = run.facts.notices.filter((notice) => notice.includes("dev.env"));
    assert.deepEqual(
      notices.map((notice) => notice.slice(0, "Line 1 of dev.env".length)),
      ["Line 1 of dev.env", "Line 4 of dev.env"],
    );
    const spin = await ended(await launcher.runStep({ ...target, step: "start" }));
    assert.equal(spin.state.kind, "spin");
    assert.match(spin.output.text(), /greeting: good morning 5\$/);
  });
});

test("an environment file that cannot be read, or is not there, stops the run", async () => {
  const { launcher } = (await flowlens()).runs;
  await writeFile(join(workspace, "broken.env"), "A=1\nB='open\n");
  await withSettings({ envFile: "broken.env" }, async () => {
    const { message } = await obstacle(launcher.runFlow(target));
    assert.match(message, /^Line 2 of broken\.env cannot be read: .* never closed/);
  });
  await withSettings({ envFile: "~/no such folder/x.env" }, async () => {
    const { message, remedies } = await obstacle(launcher.runFlow(target));
    assert.match(message, /cannot be read: choose another one/);
    assert.deepEqual(
      remedies.map(({ title }) => title),
      ["Choose Profile"],
    );
  });
});

/** A virtual environment whose Python only notes what it is asked, and "installs" Metaflow. */
async function fakeEnvironment(): Promise<{
  readonly folder: string;
  readonly python: string;
  readonly installed: string;
}> {
  const folder = await mkdtemp(join(tmpdir(), "flowlens venv "));
  const packages = join(folder, "lib", "python3.11", "site-packages");
  const python = join(folder, "bin", "python");
  const installed = join(packages, "metaflow-2.18.13.dist-info");
  await mkdir(join(packages, "pip"), { recursive: true });
  await mkdir(join(folder, "bin"));
  await writeFile(join(folder, "pyvenv.cfg"), "home = /nowhere\n");
  const script = [
    "#!/bin/sh",
    `printf '%s\\n' "$@" > '${join(folder, "asked")}'`,
    `mkdir -p '${installed}'`,
  ];
  await writeFile(python, script.join("\n"));
  await chmod(python, 0o755);
  return { folder, python, installed };
}

test("Install Metaflow runs the interpreter's own pip, and the version is known after it", async () => {
  const { runs, flows } = await flowlens();
  const { folder, python } = await fakeEnvironment();
  await withSettings({ python }, async () => {
    const { message, remedies } = await obstacle(runs.launcher.runFlow(target));
    assert.equal(
      message,
      `Metaflow is not installed for ${python}: install it there, or choose another interpreter.`,
    );
    const [install] = remedies;
    assert.equal(install?.title, "Install Metaflow");
    await install.run();
    const asked = await readFile(join(folder, "asked"), "utf8");
    assert.deepEqual(asked.trim().split("\n"), ["-m", "pip", "install", "--upgrade", "metaflow"]);
    const version = (): string | null => flows.interpreter.versionFor(fileUri("greeting_flow.py"));
    await until("the version", () => version() === "2.18.13");
  });
  await rm(folder, { recursive: true });
});

test("a Metaflow installed in a terminal is known after the next run", async () => {
  const { runs, flows } = await flowlens();
  const { folder, python, installed } = await fakeEnvironment();
  const version = (): string | null => flows.interpreter.versionFor(fileUri("greeting_flow.py"));
  await withSettings({ python }, async () => {
    await obstacle(runs.launcher.runFlow(target));
    assert.equal(version(), null);
    await mkdir(installed);
    await ended(await runs.launcher.runFlow(target));
    assert.equal(version(), "2.18.13");
  });
  await until("the usual version", () => version() !== "2.18.13");
  await rm(folder, { recursive: true });
});
