import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  PythonExtension,
  type PythonApi,
  type PythonHost,
} from "../../../extension/runs/pythonExtension";

const file = { fsPath: "/work flows/flow.py" };

/** A Python extension whose interpreter is `/envs/NAME/bin/python`, and what was asked of it. */
function fake(name = "one") {
  const asked: string[] = [];
  const listeners = new Set<() => unknown>();
  const environments: NonNullable<PythonApi["environments"]> = {
    getActiveEnvironmentPath: (resource) => {
      asked.push(resource?.fsPath ?? "?");
      return { path: `/envs/${name}` };
    },
    resolveEnvironment: ({ path }) =>
      Promise.resolve({ executable: { uri: { fsPath: `${path}/bin/python` } } }),
    onDidChangeActiveEnvironmentPath: (listener) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
  const activate = () => {
    asked.push("activate");
    return Promise.resolve<PythonApi>({ environments });
  };
  return { asked, listeners, activate };
}

function host(more: Partial<PythonHost>) {
  const told: string[] = [];
  const python = new PythonExtension({
    extension: () => undefined,
    trusted: () => true,
    changed: () => told.push("changed"),
    failed: (error) => told.push(String(error)),
    ...more,
  });
  return { told, python };
}

describe("PythonExtension", () => {
  it("gives the interpreter that the user chose for the file", async () => {
    const extension = fake();
    const { python, told } = host({ extension: () => extension });
    assert.equal(await python.interpreter(file), "/envs/one/bin/python");
    assert.deepEqual(extension.asked, ["activate", file.fsPath]);
    assert.deepEqual(told, []);
  });

  it("is not asked, and not even started, in an untrusted workspace", async () => {
    const extension = fake();
    let trusted = false;
    const { python } = host({ extension: () => extension, trusted: () => trusted });
    assert.equal(await python.interpreter(file), null);
    assert.deepEqual(extension.asked, []);
    trusted = true;
    assert.equal(await python.interpreter(file), "/envs/one/bin/python");
  });

  it("tells when another interpreter is chosen: subscribed once, on first use", async () => {
    const extension = fake();
    const { python, told } = host({ extension: () => extension });
    assert.equal(extension.listeners.size, 0);
    await python.interpreter(file);
    await python.interpreter(file);
    assert.equal(extension.listeners.size, 1);
    for (const listener of extension.listeners) listener();
    assert.deepEqual(told, ["changed"]);
    python.dispose();
    assert.equal(extension.listeners.size, 0);
  });

  it("gives no answer where there is none, and says what went wrong", async () => {
    assert.equal(await host({}).python.interpreter(file), null);
    const old = { activate: () => Promise.resolve({}) };
    assert.equal(await host({ extension: () => old }).python.interpreter(file), null);
    const broken = { activate: () => Promise.reject(new Error("no server")) };
    const { python, told } = host({ extension: () => broken });
    assert.equal(await python.interpreter(file), null);
    assert.deepEqual(told, ["Error: no server"]);
  });
});
