import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";
import { fetchCards, readList, remoteDatastore } from "../../../runtime/metaflow/remoteCards";

let root = "";
before(async () => {
  root = await mkdtemp(join(tmpdir(), "flowlens remote "));
});
after(() => rm(root, { recursive: true }));

const task = { runId: "7", step: "fit", taskId: "3" };

/** A program in Metaflow's place: notes its arguments, then does what the lines say. */
async function python(name: string, ...lines: readonly string[]): Promise<string> {
  const path = join(root, name);
  const text = ["#!/bin/sh", `echo "$*" >> "${path}.log"`, ...lines];
  await writeFile(path, text.join("\n"));
  await chmod(path, 0o700);
  return path;
}

const command = (program: string) => ({
  ...{ python: program, file: "/f.py", cwd: root, environment: process.env },
  options: { ...defaultOptions, datastore: "s3", with: ["kubernetes"], branch: "b" },
});

describe("fetchCards", () => {
  it("lists and gets each card with the flow's own options", async () => {
    const program = await python(
      "good",
      `for last; do :; done`,
      `echo "$METAFLOW_ARTIFACT_LOCALROOT" > "${join(root, "scratch")}"`,
      `case "$*" in *" list "*) echo '{"cards": [{"id": "a", "hash": "01", "type": "blank"}]}';;`,
      `*) echo "<p>$last</p>" > "${join(root, "01.html")}";; esac`,
    );
    const { signal } = new AbortController();
    const [card] = await fetchCards(command(program), task, root, signal);
    assert.deepEqual([card?.label, card?.hash, card?.size], ["a", "01", 10]);
    assert.equal(await readFile(card?.page ?? "", "utf8"), "<p>01</p>\n");
    assert.equal(await readFile(join(root, "scratch"), "utf8"), `${root}\n`);
    const top = "/f.py --quiet --no-pylint --datastore s3 --branch b card";
    assert.deepEqual((await readFile(`${program}.log`, "utf8")).trim().split("\n"), [
      `${top} list 7/fit/3 --as-json`,
      `${top} get 7/fit/3 ${join(root, "01.html")} --hash 01`,
    ]);
  });

  it("finds none where Metaflow says so, and else passes its words on", async () => {
    const { signal } = new AbortController();
    const none = await python("none", `echo "Card not found for pathspec 7/fit/3" >&2; exit 1`);
    assert.deepEqual(await fetchCards(command(none), task, root, signal), []);
    const broken = await python("broken", `echo "NoCredentialsError: no keys" >&2; exit 1`);
    await assert.rejects(fetchCards(command(broken), task, root, signal), /no keys/);
  });

  it("ends with its signal", async () => {
    const slow = await python("slow", "exec sleep 60");
    const stop = new AbortController();
    const fetched = fetchCards(command(slow), task, root, stop.signal);
    setTimeout(() => {
      stop.abort();
    }, 50);
    await assert.rejects(fetched);
  });
});

describe("readList", () => {
  it("takes hashes only that cannot be paths", () => {
    const cards = [
      { id: null, hash: "0a", type: "default" },
      { id: "x", hash: "../0a", type: "default" },
      { hash: 1, type: "default" },
      null,
    ];
    assert.deepEqual(readList(JSON.stringify({ cards })), [
      { id: null, hash: "0a", type: "default" },
    ]);
    assert.deepEqual(readList("{}"), []);
  });
});

describe("remoteDatastore", () => {
  const of = (settings: Record<string, string>, datastore: string | null = null) =>
    remoteDatastore(root, "F", task, {
      options: { ...defaultOptions, datastore },
      configuration: { get: (name) => settings[name] ?? null },
    });

  it("is that of the options, the configuration, or the only one with a place", async () => {
    assert.equal(await of({}), null);
    assert.equal(await of({}, "s3"), "s3");
    assert.equal(await of({ METAFLOW_DEFAULT_DATASTORE: "gs" }), "gs");
    assert.equal(await of({ METAFLOW_DEFAULT_DATASTORE: "gs" }, "local"), null);
    assert.equal(await of({ METAFLOW_DATASTORE_SYSROOT_AZURE: "x" }), "azure");
    const both = { METAFLOW_DATASTORE_SYSROOT_AZURE: "x", METAFLOW_DATASTORE_SYSROOT_S3: "y" };
    assert.equal(await of(both), null);
  });

  it("is first of all what the task itself says", async () => {
    const folder = join(root, "F/7/fit/3/_meta");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "sysmeta_ds-type_1.json"), `{"value": "local"}`);
    assert.equal(await of({ METAFLOW_DEFAULT_DATASTORE: "s3" }, "s3"), null);
    await writeFile(join(folder, "sysmeta_ds-type_2.json"), `{"value": "gs"}`);
    assert.equal(await of({}, "s3"), "gs");
  });
});
