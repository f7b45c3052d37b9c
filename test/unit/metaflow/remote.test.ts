import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";
import { oneTaskArguments, oneTaskTag } from "../../../runtime/metaflow/oneTask";
import { missingPackages } from "../../../runtime/metaflow/packages";
import { neededPackages, remoteDatastore } from "../../../runtime/metaflow/remoteDatastore";

const settings = (values: Readonly<Record<string, string>>) => ({
  get: (name: string) => values[name] ?? null,
});

describe("the datastore of a run that leaves this machine", () => {
  const root = { METAFLOW_DATASTORE_SYSROOT_S3: "s3://b/m" };

  it("is the only one with a root, where none is named", () => {
    assert.equal(remoteDatastore({ datastore: null }, settings(root)), "s3");
    assert.equal(remoteDatastore({ datastore: null }, settings({})), "none");
    const both = { ...root, METAFLOW_DATASTORE_SYSROOT_GS: "gs://b/m" };
    assert.equal(remoteDatastore({ datastore: null }, settings(both)), "several");
  });

  it("is the named one: the option before the default", () => {
    const azure = { ...root, METAFLOW_DEFAULT_DATASTORE: "azure" };
    assert.equal(remoteDatastore({ datastore: null }, settings(azure)), "azure");
    assert.equal(remoteDatastore({ datastore: "gs" }, settings(azure)), "gs");
    assert.equal(remoteDatastore({ datastore: "local" }, settings(azure)), "local");
    const local = { ...root, METAFLOW_DEFAULT_DATASTORE: "local" };
    assert.equal(remoteDatastore({ datastore: null }, settings(local)), "local");
  });
});

describe("the Python packages that pods need", () => {
  let root = "";
  let python = "";
  before(async () => {
    root = await mkdtemp(join(tmpdir(), "flowlens packages "));
    python = join(root, "bin", "python3");
    const site = join(root, "lib", "python3.11", "site-packages");
    await mkdir(join(site, "Boto3-1.40.1.dist-info"), { recursive: true });
    await mkdir(join(site, "azure", "identity"), { recursive: true });
    await writeFile(join(site, "azure", "identity", "__init__.py"), "");
    await mkdir(join(site, "azure_storage_blob-12.dist-info"));
    // Somebody's manifests, not the package.
    await mkdir(join(site, "kubernetes"));
    await mkdir(join(root, "bin"));
    await writeFile(python, "");
    await writeFile(join(root, "pyvenv.cfg"), "version = 3.11.2\n");
  });
  after(() => rm(root, { recursive: true }));

  it("are found by their description or their folder", async () => {
    const missing = (datastore: "s3" | "azure" | "gs") =>
      missingPackages(python, {}, neededPackages(datastore));
    assert.deepEqual(await missing("s3"), ["kubernetes"]);
    assert.deepEqual(await missing("azure"), ["kubernetes"]);
    assert.deepEqual(await missing("gs"), ["kubernetes", "google-cloud-storage"]);
  });

  it("are not said to be missing where they cannot be looked for", async () => {
    const standIn = join(root, "pyenv", "root", "shims", "python3");
    assert.deepEqual(await missingPackages(standIn, {}, neededPackages("gs")), []);
  });
});

describe("the command line of one task", () => {
  it("resumes the earlier run by way of our program, with its parameters and configs", () => {
    const options = {
      ...defaultOptions,
      datastore: "s3",
      with: ["kubernetes"],
      tags: ["run", "a"],
      configs: [{ name: "c", from: "value", text: "{}" }] as const,
    };
    const parameters = [{ name: "p", value: "1" }];
    const command = { file: "/w/flow.py", pathspec: "12/fit/3", parameters, options };
    assert.deepEqual(oneTaskArguments("/package", "12/fit/3", command), [
      ...["-u", "/package/programs/one_task.py", "12/fit/3", "/w/flow.py"],
      ...["--no-pylint", "--datastore", "s3", "--with", "kubernetes"],
      ...["resume", "fit", "--origin-run-id", "12"],
      ...["--tag", "run", "--tag", "a", "--tag", oneTaskTag],
    ]);
  });
});
