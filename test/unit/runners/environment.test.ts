import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";
import type { Configuration } from "../../../runtime/metaflow/configuration";
import { localEnvironment, podsHere } from "../../../runtime/runners/environment";

const nothing: Configuration = { get: () => null };
const request = {
  environment: { METAFLOW_USER: "ada", A: "ours" },
  packageFolder: "/dist/metaflow",
  ignoreKubernetes: false,
  options: defaultOptions,
};

describe("localEnvironment", () => {
  it("is the editor's, without what the editor set for itself, plus the request's", () => {
    const inherited = { A: "theirs", PATH: "/bin", ELECTRON_RUN_AS_NODE: "1", VSCODE_PID: "7" };
    const made = localEnvironment(request, inherited, nothing);
    assert.deepEqual(made, {
      A: "ours",
      PATH: "/bin",
      METAFLOW_USER: "ada",
      PYTHONPATH: "/dist/metaflow",
      FLOWLENS_COLORS: "1",
    });
  });

  it("puts our package last, also where the user limits extensions to some folders", () => {
    const inherited = { PYTHONPATH: "/mine:/yours", METAFLOW_EXTENSIONS_SEARCH_DIRS: "/mine" };
    const made = localEnvironment({ ...request, ignoreKubernetes: true }, inherited, nothing);
    assert.equal(made["PYTHONPATH"], "/mine:/yours:/dist/metaflow");
    assert.equal(made["METAFLOW_EXTENSIONS_SEARCH_DIRS"], "/mine:/dist/metaflow");
    assert.equal(made["FLOWLENS_LOCAL_KUBERNETES"], "1");
  });

  it("adds nothing of ours to a run that leaves this machine", () => {
    const remote = { ...request, ignoreKubernetes: true };
    const chosen = { ...remote, options: { ...defaultOptions, datastore: "s3" } };
    const configured: Configuration = {
      get: (name) => (name === "METAFLOW_DEFAULT_DATASTORE" ? "s3" : null),
    };
    for (const made of [
      localEnvironment(chosen, {}, nothing),
      localEnvironment(remote, {}, configured),
    ]) {
      assert.deepEqual(made, { A: "ours", METAFLOW_USER: "ada" });
    }
  });

  it("sets a user name only where Metaflow has none, in its configuration either", () => {
    const plain = { ...request, environment: {}, packageFolder: null };
    assert.equal(localEnvironment(plain, { USER: "ada" }, nothing)["METAFLOW_USER"], undefined);
    assert.notEqual(localEnvironment(plain, { USER: "root" }, nothing)["METAFLOW_USER"], undefined);
    const configured: Configuration = { get: (name) => (name === "METAFLOW_USER" ? "eve" : null) };
    assert.equal(localEnvironment(plain, {}, configured)["METAFLOW_USER"], undefined);
  });
});

describe("podsHere", () => {
  const run = { kind: "run", options: defaultOptions } as const;
  const withSettings = (settings: Readonly<Record<string, string>>): Configuration => ({
    get: (name) => settings[name] ?? null,
  });

  it("is nothing on the local datastore, and nothing of a step that is run alone", () => {
    assert.equal(podsHere(run, nothing), null);
    const s3 = withSettings({ METAFLOW_DEFAULT_DATASTORE: "s3" });
    assert.equal(podsHere({ ...run, kind: "spin" }, s3), null);
  });

  it("is what @kubernetes marks, or all where it is attached to every step", () => {
    const s3 = { METAFLOW_DEFAULT_DATASTORE: "s3" };
    assert.equal(podsHere(run, withSettings(s3)), "marked");
    const attached = { ...defaultOptions, datastore: "s3", with: ["kubernetes:cpu=2"] };
    assert.equal(podsHere({ ...run, options: attached }, nothing), "all");
    const implied = { ...s3, METAFLOW_DEFAULT_DECOSPECS: "retry kubernetes" };
    assert.equal(podsHere(run, withSettings(implied)), "all");
  });
});
