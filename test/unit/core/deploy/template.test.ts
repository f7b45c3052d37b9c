import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fields, items, type Json } from "../../../../runtime/core/cluster/json";
import {
  changesNothing,
  changesSentence,
  templateChanges,
  type TemplateChanges,
} from "../../../../runtime/core/deploy/changes";
import {
  codePackage,
  foldTemplate,
  PLACEHOLDERS,
  templateName,
} from "../../../../runtime/core/deploy/template";
import { recorded } from "./templates";

const [first, again, edited] = recorded("train");

/** The template with another member somewhere in it. */
function having(template: Json, path: readonly (string | number)[], value: unknown): Json {
  const copy = structuredClone(template) as Record<string, unknown>;
  let at: Record<string | number, unknown> = copy;
  for (const name of path.slice(0, -1)) at = at[name] as Record<string | number, unknown>;
  at[path.at(-1)!] = value;
  return copy;
}

/** As the API server gives it back: nulls gone, members sorted, its own metadata added. */
function deployed(template: Json, token = "trainflow-0-abcd"): Json {
  const text = JSON.stringify(template, (_name, value: unknown) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const entries = Object.entries(value).filter(([, member]) => member !== null);
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  });
  const back = fields(JSON.parse(text.replaceAll("__PLACEHOLDER_PRODUCTION_TOKEN__", token)));
  const own = { uid: "1-2-3", resourceVersion: "7", generation: 2, managedFields: [{}] };
  return { ...back, metadata: { ...fields(back["metadata"]), ...own } };
}

describe("a template", () => {
  it("has a name and a code package", () => {
    assert.equal(templateName(first), "trainflow");
    assert.match(codePackage(first) ?? "", /^[0-9a-f]{40}$/);
    assert.equal(codePackage(first), codePackage(again));
    assert.notEqual(codePackage(first), codePackage(edited));
    assert.equal(codePackage({}), null);
  });

  it("is the same whenever it is made, and by whom the token is kept", () => {
    assert.notDeepEqual(first, again);
    assert.deepEqual(foldTemplate(first), foldTemplate(again));
    assert.deepEqual(foldTemplate(deployed(first)), foldTemplate(again));
    assert.deepEqual(foldTemplate(deployed(first, "t")), foldTemplate(again));
  });

  it("keeps nothing of its token, its time and its package", () => {
    const text = JSON.stringify(foldTemplate(deployed(edited)));
    assert.ok(!text.includes("abcd"), "token");
    assert.ok(!text.includes(codePackage(edited)!), "package");
    assert.ok(!/\d\d:\d\d:\d\d\.\d{6}/.test(text), "time");
    assert.ok(text.includes(`metaflow/TrainFlow/data/${PLACEHOLDERS.code}`));
  });

  it("does not take a token that is a common word for one wherever it stands", () => {
    const folded = foldTemplate(deployed(first, "train"));
    assert.equal(templateName(folded), "trainflow");
    const annotations = fields(fields(folded["metadata"])["annotations"]);
    assert.equal(annotations["metaflow/production_token"], PLACEHOLDERS.token);
    assert.equal(annotations["metaflow/flow_name"], "TrainFlow");
  });

  it("does not show credentials that Metaflow hands to containers", () => {
    const env = [
      { name: "METAFLOW_SERVICE_HEADERS", value: '{"x-api-key": "hush"}' },
      { name: "METAFLOW_SERVICE_AUTH_KEY", value: "hush" },
      { name: "METAFLOW_KUBERNETES_SECRETS", value: "s3" },
    ];
    const folded = JSON.stringify(foldTemplate(having(first, ["spec", "templates"], [{ env }])));
    assert.ok(!folded.includes("hush"));
    assert.ok(folded.includes('"s3"'));
  });
});

/** The changes from one template to another. */
function between(before: Json | null, after: Json, code: boolean | null = false): TemplateChanges {
  return templateChanges(before === null ? null : foldTemplate(before), foldTemplate(after), code);
}

describe("the changes of a deployment", () => {
  it("are none when nothing was edited", () => {
    const changes = between(deployed(first), again);
    assert.ok(changesNothing(changes));
    assert.equal(changesSentence(changes), "Neither the template nor the code changes.");
  });

  it("are the step that was edited", () => {
    const changes = between(deployed(first), edited, true);
    assert.deepEqual(changes.changed, ["train"]);
    assert.deepEqual([...changes.added, ...changes.removed, ...changes.other], []);
    assert.equal(changesSentence(changes), "Changes 1 template (train). The code changes, too.");
  });

  it("are the code alone when only a step's body was edited", () => {
    const changes = between(deployed(first), again, true);
    assert.ok(!changesNothing(changes));
    assert.equal(changesSentence(changes), "Only the code changes, not the template.");
    const unknown = between(deployed(first), again, null);
    assert.ok(!changesNothing(unknown));
    assert.equal(changesSentence(unknown), "The template stays the same.");
  });

  it("are everything when there is nothing there", () => {
    const changes = between(null, first);
    assert.equal(
      changesSentence(changes),
      `Nothing of that name is deployed there yet: ${changes.added.length} templates will be.`,
    );
    assert.ok(changes.added.includes("train"));
  });

  it("count what is added and removed", () => {
    const templates = items(fields(first["spec"])["templates"]);
    const more = ["a", "b", "c", "d", "e"].map((name) => ({ name }));
    const after = having(first, ["spec", "templates"], [...templates.slice(1), ...more]);
    const gone = fields(templates[0])["name"] as string;
    assert.equal(
      changesSentence(between(first, after)),
      `Adds 5 templates (a, b, c, d and 1 more), removes 1 template (${gone}). The code stays the same.`,
    );
  });

  const annotation = (name: string): readonly string[] => ["metadata", "annotations", name];
  const cases: readonly (readonly [string, readonly (string | number)[], unknown])[] = [
    ["schedule", annotation("metaflow/cron"), '{"schedule": "0 1 * * *", "tz": ""}'],
    ["owner", annotation("metaflow/owner"), "other"],
    ["tags", annotation("metaflow/tags"), '["a"]'],
    ["annotations", annotation("team"), "x"],
    ["parameters", ["spec", "arguments", "parameters", 0, "value"], "0.2"],
    ["number of parallel tasks", ["spec", "parallelism"], 5],
    ["workflow's settings", ["spec", "priority"], 5],
  ];
  for (const [word, path, value] of cases) {
    it(`tell of the ${word}`, () => {
      const changes = between(first, having(first, path, value));
      assert.deepEqual(changes.other, [word]);
      assert.equal(changesSentence(changes), `Changes the ${word}. The code stays the same.`);
    });
  }
});
