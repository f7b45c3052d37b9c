import { workspace } from "./fakeEditor";
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { pathToFileURL } from "node:url";
import type { RemoteCards } from "../../../extension/panels/cardsRemote";
import { CardsSource } from "../../../extension/panels/cardsSource";

const folder = mkdtempSync(join(tmpdir(), "flowlens-cards-"));
const kept = {
  ...{ uri: pathToFileURL(join(folder, "f.py")).href, flow: "F", step: "plot" },
  ...{ chosen: null, card: null },
};

type Services = ConstructorParameters<typeof CardsSource>[0];

const services = {
  storage: { options: () => ({ with: [], datastore: null, datastoreRoot: null }) },
  runs: { list: () => [] },
  pick: { openStep: () => Promise.resolve({ step: { decorators: [] } }) },
} as unknown as Services;

/** No task of these wrote to a remote datastore. */
const remote = { find: () => Promise.resolve(null) } as unknown as RemoteCards;

function leaveCard(runId: string, taskId: string): void {
  const task = `.metaflow/mf.cards/F/runs/${runId}/steps/plot/tasks/${taskId}/cards`;
  mkdirSync(join(folder, task), { recursive: true });
  writeFileSync(join(folder, task, "blank-0a.html"), "<script>run()</script>");
}

describe("the cards of a step", () => {
  after(() => {
    workspace.isTrusted = true;
    rmSync(folder, { recursive: true, force: true });
  });

  it("are none before the step has @card, and it says where to add one", async () => {
    const found = await new CardsSource(services, remote).find(kept);
    assert.deepEqual(found.cards, []);
    assert.deepEqual(found.empty?.action, { name: "openStep", title: "Go to plot" });
  });

  it("are those of the newest run", async () => {
    leaveCard("1", "2");
    const found = await new CardsSource(services, remote).find(kept);
    assert.deepEqual([found.run, found.cards.map(({ label }) => label)], ["Run 1", ["blank"]]);
    assert.equal(found.empty, null);
  });

  it("are not looked for in an untrusted workspace: trust is offered instead", async () => {
    leaveCard("1", "2");
    workspace.isTrusted = false;
    const source = new CardsSource(services, remote);
    const found = await source.find({ ...kept, chosen: { runId: "1", taskId: "2" } });
    assert.deepEqual([found.cards, found.run], [[], null]);
    assert.equal(found.empty?.action?.name, "trust");
    workspace.isTrusted = true;
    assert.equal((await source.find(kept)).cards.length, 1);
  });
});
