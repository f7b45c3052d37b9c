import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { installCommand, readMetaflow } from "../../../runtime/metaflow/installation";
import { findPython } from "../../../runtime/metaflow/interpreter";

let root = "";
before(async () => {
  root = await mkdtemp(join(tmpdir(), "flowlens python "));
});
after(() => rm(root, { recursive: true }));

async function program(...parts: readonly string[]): Promise<string> {
  const path = join(root, ...parts);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, "#!/bin/sh\n");
  await chmod(path, 0o755);
  return path;
}

async function text(content: string, ...parts: readonly string[]): Promise<void> {
  const path = join(root, ...parts);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}

describe("findPython", () => {
  const found = async (places: Partial<Parameters<typeof findPython>[0]>) => {
    const answer = await findPython({ folder: join(root, "project"), pathVariable: "", ...places });
    return answer.found ? `${answer.source} ${answer.path.slice(root.length + 1)}` : answer.problem;
  };

  it("asks the Python extension, the setting, the folder, PATH, in this order", async () => {
    const extension = await program("ext", "bin", "python");
    await program("chosen", "bin", "python3");
    await program("project", ".venv", "bin", "python");
    await program("bin", "python3");
    const pathVariable = join(root, "bin");
    const setting = join(root, "chosen", "bin", "python3");
    const all = { fromExtension: extension, setting, pathVariable };
    assert.equal(await found(all), "extension ext/bin/python");
    assert.equal(await found({ ...all, fromExtension: null }), "setting chosen/bin/python3");
    assert.equal(await found({ pathVariable }), "folder project/.venv/bin/python");
    assert.equal(await found({ pathVariable, folder: root }), "path bin/python3");
  });

  it("takes settings as users write them", async () => {
    const options = { pathVariable: join(root, "bin"), home: root };
    const venv = "project/.venv/bin/python";
    assert.equal(await found({ ...options, setting: ".venv/bin/python" }), `setting ${venv}`);
    assert.equal(await found({ ...options, setting: "~/project/.venv" }), `setting ${venv}`);
    const variable = "${workspaceFolder}/.venv/bin/python";
    assert.equal(await found({ ...options, setting: variable }), `setting ${venv}`);
    assert.equal(await found({ ...options, setting: "python3" }), "setting bin/python3");
  });

  it("says what is wrong instead of taking another Python", async () => {
    assert.match(
      await found({ setting: "/nowhere/python" }),
      /"\/nowhere\/python", does not exist/,
    );
    assert.match(await found({ folder: root }), /^No Python interpreter was found/);
  });
});

describe("readMetaflow", () => {
  const read = async (python: string, environment: NodeJS.ProcessEnv = {}) =>
    (await readMetaflow(python, environment))?.version ?? null;

  it("reads a virtual environment, its link to the base Python notwithstanding", async () => {
    const base = await program("base", "bin", "python3.11");
    await text(
      "",
      "base",
      "lib",
      "python3.11",
      "site-packages",
      "metaflow-1.0.0.dist-info",
      "METADATA",
    );
    const python = join(root, "venv", "bin", "python");
    await text(
      `home = ${dirname(base)}\ninclude-system-site-packages = false\n`,
      "venv",
      "pyvenv.cfg",
    );
    await mkdir(dirname(python), { recursive: true });
    await symlink(base, python);
    await mkdir(join(root, "venv", "lib", "python3.11", "site-packages", "pip"), {
      recursive: true,
    });
    assert.equal(await read(python), null);
    const info = ["venv", "lib", "python3.11", "site-packages", "metaflow-2.19.39.dist-info"];
    await text("", ...info, "METADATA");
    assert.equal(await read(python), "2.19.39");
    assert.equal(await read(base), "1.0.0");
    const outside = join(root, "py");
    await symlink(python, outside);
    assert.equal(await read(outside), "2.19.39");
  });

  it("looks at the system's packages when the environment lets them in", async () => {
    const base = join(root, "base", "bin", "python3.11");
    await text(
      `home = ${dirname(base)}\ninclude-system-site-packages = true\n`,
      "open",
      "pyvenv.cfg",
    );
    await mkdir(join(root, "open", "bin"), { recursive: true });
    await symlink(base, join(root, "open", "bin", "python"));
    assert.equal(await read(join(root, "open", "bin", "python")), "1.0.0");
  });

  it("reads the user's folder and a checkout on PYTHONPATH", async () => {
    const python = await program("plain", "bin", "python3.12");
    await text("", "plain", "lib", "python3.12", "site-packages", "README.txt");
    assert.equal(await read(python), "unknown");
    await text("", "plain", "lib", "python3.12", "os.py");
    const HOME = join(root, "home");
    assert.equal(await read(python, { HOME }), null);
    const user = ["home", ".local", "lib", "python3.12", "site-packages"];
    await text("", ...user, "metaflow-2.18.0.dist-info", "METADATA");
    await text(
      "",
      "home",
      ".local",
      "lib",
      "python3.9",
      "site-packages",
      "metaflow-2.0.0.dist-info",
      "x",
    );
    assert.equal(await read(python, { HOME }), "2.18.0");
    assert.equal(await read(python, { HOME, PYTHONNOUSERSITE: "1" }), null);
    await text('metaflow_version = "2.20.1"\n', "checkout", "metaflow", "version.py");
    assert.equal(await read(python, { HOME, PYTHONPATH: join(root, "checkout") }), "2.20.1");
  });

  it("does not call Metaflow missing where it cannot look", async () => {
    const shim = await program("shims", "python");
    assert.equal(await read(shim), "unknown");
  });

  it("knows that a version manager's stand-in is no Python of its own", async () => {
    const shim = await program("pyenv", "shims", "python3");
    const HOME = join(root, "home");
    await text("", "project", "setup.py");
    // Folders on PYTHONPATH and a user's packages for another Python say nothing about this one.
    assert.equal(await read(shim, { HOME, PYTHONPATH: join(root, "project") }), "unknown");
    const mise = await program("usr", "bin", "mise");
    await text("", "usr", "lib", "python3.12", "site-packages", "README.txt");
    await mkdir(join(root, "mise", "shims"), { recursive: true });
    await symlink(mise, join(root, "mise", "shims", "python"));
    assert.equal(await read(join(root, "mise", "shims", "python")), "unknown");
    assert.deepEqual(await installCommand(shim, {}), {
      command: shim,
      args: ["-m", "pip", "install", "--upgrade", "metaflow"],
    });
  });

  it("takes the packages of the program's own version only", async () => {
    const python = await program("two", "bin", "python3");
    const packages = (minor: string) => ["two", "lib", `python${minor}`, "site-packages"];
    await text("", ...packages("3.11"), "metaflow-2.0.0.dist-info", "METADATA");
    assert.equal(await read(python), "2.0.0");
    await text("", ...packages("3.12"), "README.txt");
    await text("", "two", "lib", "python3.12", "os.py");
    assert.equal(await read(python), "unknown");
    assert.equal(await read(await program("two", "bin", "python3.12")), null);
    await text("home = /nowhere\nversion = 3.12.4\n", "two", "pyvenv.cfg");
    assert.equal(await read(python), null);
  });
});

describe("installCommand", () => {
  const installed = async (python: string, PATH = "") => {
    const answer = await installCommand(python, { PATH });
    return "problem" in answer ? answer.problem : [answer.command, ...answer.args];
  };

  it("takes the environment's pip, else uv", async () => {
    const python = join(root, "venv", "bin", "python");
    assert.deepEqual(await installed(python), [
      ...[python, "-m", "pip", "install", "--upgrade", "metaflow"],
    ]);
    await text("home = /usr/bin\n", "bare", "pyvenv.cfg");
    const bare = await program("bare", "bin", "python");
    await mkdir(join(root, "bare", "lib", "python3.11", "site-packages"), { recursive: true });
    const uv = await program("tools", "uv");
    assert.deepEqual(await installed(bare, join(root, "tools")), [
      ...[uv, "pip", "install", "--python", bare, "--upgrade", "metaflow"],
    ]);
    assert.match(String(await installed(bare)), /has no pip and there is no uv/);
  });

  it("leaves a system's Python alone", async () => {
    const python = await program("system", "bin", "python3.13");
    await text("", "system", "lib", "python3.13", "EXTERNALLY-MANAGED");
    assert.match(String(await installed(python)), /make a virtual environment/);
  });
});
