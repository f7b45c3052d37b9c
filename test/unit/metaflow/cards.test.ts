import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import {
  cardFolders,
  cardName,
  listCards,
  readCardData,
  reloadToken,
  runsWithCards,
  stepsWithCards,
  tasksWithCards,
} from "../../../runtime/metaflow/cards";

let root = "";
before(async () => {
  root = await mkdtemp(join(tmpdir(), "flowlens cards "));
});
after(() => rm(root, { recursive: true }));

const folderOf = (name: string): string => join(root, name, "mf.cards");

async function put(store: string, path: string, seconds: number, text = "<html>"): Promise<void> {
  const file = join(folderOf(store), "F/runs", path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await utimes(file, seconds, seconds);
}

describe("cardName", () => {
  it("tells type, id and hash apart", () => {
    assert.deepEqual(cardName("default-0a1b.html"), { type: "default", id: null, hash: "0a1b" });
    assert.deepEqual(cardName("blank-chart-0a1b.html"), {
      ...{ type: "blank", id: "chart", hash: "0a1b" },
    });
    for (const other of ["default.html", "a-b-c-d.html", "blank-0a1b.data.json", ".html", ""])
      assert.equal(cardName(other), null, other);
  });
});

describe("a task's cards", () => {
  const task = { runId: "7", step: "fit", taskId: "3" };

  it("are those without an id, then by label, and of one name the newest first", async () => {
    const cards = "7/steps/fit/tasks/3/cards";
    await put("a", `${cards}/blank-zeta-01.html`, 10);
    await put("a", `${cards}/default-02.html`, 20);
    await put("a", `${cards}/default-03.html`, 30);
    await put("a", `${cards}/blank-alpha-04.html`, 40, "twelve bytes");
    await put("a", `${cards}/notes.txt`, 50);
    const found = await listCards([folderOf("none"), folderOf("a")], "F", task);
    assert.deepEqual(
      found.map(({ label, hash }) => [label, hash]),
      [
        ["default", "03"],
        ["default (2)", "02"],
        ["alpha", "04"],
        ["zeta", "01"],
      ],
    );
    assert.equal(found[2]?.size, 12);
    assert.equal(
      found[2].data,
      join(folderOf("a"), "F/runs/7/steps/fit/tasks/3/runtime/blank-alpha-04.data.json"),
    );
  });

  it("get another version when they are written again", async () => {
    const file = "7/steps/again/tasks/1/cards/blank-01.html";
    const look = (): Promise<string | undefined> =>
      listCards([folderOf("a")], "F", { runId: "7", step: "again", taskId: "1" }).then(
        ([card]) => card?.version,
      );
    await put("a", file, 10);
    const first = await look();
    await put("a", file, 10, "longer text");
    const second = await look();
    await put("a", file, 11, "longer text");
    assert.equal(new Set([first, second, await look()]).size, 3);
  });

  it("are none where nothing is, and never outside the datastore", async () => {
    assert.deepEqual(await listCards([folderOf("a")], "F", { ...task, taskId: "4" }), []);
    await put("a", "../../../../secret/cards/blank-01.html", 10);
    const up = "../../../../../../../..";
    for (const name of [up, `${up}/secret`, "..", "..\\.."])
      assert.deepEqual(await listCards([folderOf("a")], "F", { ...task, taskId: name }), []);
  });
});

describe("runs, steps and tasks with cards", () => {
  it("come newest first, by name, and by number, from every folder once", async () => {
    for (const [store, run, at] of [
      ["b", "900", 100],
      ["b", "argo-f-x", 300],
      ["c", "1000", 200],
    ] as const) {
      for (const taskId of ["10", "9"]) {
        await put(store, `${run}/steps/s/tasks/${taskId}/cards/blank-01.html`, at);
      }
      await utimes(join(folderOf(store), "F/runs", run, "steps/s"), at, at);
    }
    await put("b", "2000/steps/other/tasks/1/cards/blank-01.html", 400);
    const both = [folderOf("b"), folderOf("c")];
    assert.deepEqual(await runsWithCards(both, "F", "s"), ["argo-f-x", "1000", "900"]);
    assert.deepEqual(await stepsWithCards(both, "F", "2000"), ["other"]);
    const tasks = await tasksWithCards(both, "F", { runId: "900", step: "s" });
    assert.deepEqual(tasks, ["9", "10"]);
    assert.deepEqual(await runsWithCards(both, "G", "s"), []);
  });
});

describe("cardFolders", () => {
  it("are beside the datastore, and upward from the working folder, spins apart", async () => {
    const cwd = join(root, "project/deep");
    await mkdir(join(root, "project/.metaflow"), { recursive: true });
    await mkdir(cwd, { recursive: true });
    assert.deepEqual(await cardFolders(cwd, join(root, "else/.metaflow")), [
      join(root, "else/.metaflow/mf.cards"),
      join(root, "project/.metaflow/mf.cards"),
      join(cwd, ".metaflow_spin/mf.cards"),
    ]);
    const same = await cardFolders(cwd, join(root, "project/.metaflow"));
    assert.equal(same.length, 2);
  });
});

describe("a card that is refreshed", () => {
  it("names in its page the data that fits it", () => {
    const page = `<script>\n  var METAFLOW_RELOAD_TOKEN = "runtime-17.5"\n</script>`;
    assert.equal(reloadToken(page), "runtime-17.5");
    assert.equal(reloadToken("<p>mine</p>"), null);
  });

  it("has data once it is whole", async () => {
    const data = join(root, "x.data.json");
    assert.equal(await readCardData({ data }), null);
    await writeFile(data, `{"reload_token": "final", "data": {"a": `);
    assert.equal(await readCardData({ data }), null);
    await writeFile(data, `{"reload_token": "final", "data": {"a": 1}, "created_on": 1.5}`);
    assert.deepEqual(await readCardData({ data }), { token: "final", data: { a: 1 } });
  });
});
