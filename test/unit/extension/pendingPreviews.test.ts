import { asked, fakeContext, script, user } from "./fakeEditor";
import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { beforeEach, describe, it } from "node:test";
import type * as vscode from "vscode";
import type { DeployPlace } from "../../../extension/deploy/deployPlace";
import { DeployStorage } from "../../../extension/deploy/deployStorage";
import { PendingPreviews } from "../../../extension/deploy/pendingPreviews";
import { Problem } from "../../../extension/problem";
import type { FlowTarget } from "../../../extension/flows/target";
import { defaultOptions } from "../../../runtime/metaflow/commandLine";

const uri = (text: string): vscode.Uri => ({ toString: () => text }) as unknown as vscode.Uri;
const [one, two] = [uri("preview:1"), uri("preview:2")];

interface Pending {
  readonly place: DeployPlace;
  readonly text: string;
}

function pending(flow: string, text: string, now = { isDirty: false, version: 3 }): Pending {
  const target = { uri: "file:///f.py", flow };
  const deploy = { name: null, branch: null, production: false, tags: [], maxWorkers: null };
  const opened = { document: now, flow: { name: flow } };
  const place = { target, opened, version: 3, inProject: false, request: { deploy } };
  return { place: place as unknown as DeployPlace, text };
}

let again: FlowTarget[];
let storage: DeployStorage;
let previews: PendingPreviews<Pending>;

beforeEach(() => {
  script();
  again = [];
  storage = new DeployStorage(fakeContext(tmpdir()).workspaceState);
  previews = new PendingPreviews(storage, (target) => {
    again.push(target);
    return Promise.resolve();
  });
});

describe("previews that may be deployed", () => {
  it("are the last one of each flow", () => {
    previews.add(one, pending("F", "first"));
    previews.add(two, pending("G", "other"));
    assert.equal(previews.of(one).text, "first");
    previews.add(uri("preview:3"), pending("F", "second"));
    assert.equal(previews.has(one), false);
    assert.throws(() => previews.of(one), /of an earlier deployment: deploy the flow again/);
    assert.equal(previews.of(uri("preview:3")).text, "second");
    assert.equal(previews.has(two), true);
    assert.throws(() => previews.of(undefined), Problem);
  });

  it("are not of a flow that was edited since", () => {
    previews.add(one, pending("F", "first"));
    assert.equal(previews.unedited(one).text, "first");
    for (const now of [
      { isDirty: true, version: 3 },
      { isDirty: false, version: 4 },
    ]) {
      previews.add(one, pending("F", "first", now));
      assert.equal(previews.of(one).text, "first");
      assert.throws(
        () => previews.unedited(one),
        (error: Problem) => {
          assert.equal(error.message, "F was edited after this preview was made.");
          error.remedies.find(({ title }) => title === "Preview Again")?.run();
          return true;
        },
      );
    }
    assert.deepEqual(again, [
      { uri: "file:///f.py", flow: "F" },
      { uri: "file:///f.py", flow: "F" },
    ]);
  });

  it("are made again with other options, and only with others", async () => {
    previews.add(one, pending("F", "first"));
    script("$(check) Done");
    await previews.changeOptions(one);
    assert.deepEqual(again, []);
    script("name", "short", "$(check) Done");
    await previews.changeOptions(one);
    assert.equal(asked().title, "Deploy options of F");
    assert.equal(user.answers.length, 0);
    assert.deepEqual(again, [{ uri: "file:///f.py", flow: "F" }]);
    assert.equal(storage.options({ uri: "file:///f.py", flow: "F" }, defaultOptions).name, "short");
  });
});
