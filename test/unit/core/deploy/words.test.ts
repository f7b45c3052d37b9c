import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  branchUser,
  checkWorkflowName,
  deployedName,
  suggestedName,
} from "../../../../runtime/core/deploy/names";
import { tokenIn, withoutToken } from "../../../../runtime/core/deploy/tokens";

describe("a workflow's name", () => {
  const good = ["a", "train-flow", "a.b-c9", "a".repeat(45)];
  for (const name of good)
    it(`may be ${name}`, () => {
      assert.equal(checkWorkflowName(name), null);
    });
  const bad = ["", "9a", "A", "a_b", "a-", "a.", "a".repeat(46)];
  for (const name of bad)
    it(`may not be "${name}"`, () => {
      assert.match(checkWorkflowName(name) ?? "", /\.$/);
    });

  it("is suggested for flows whose own is too long", () => {
    const cases = {
      TrainAndEvaluateEveryModelOfEveryRegionFlowDaily:
        "train-and-evaluate-every-model-of-every-regio",
      _My_Very_long_Flow: "my-very-long-flow",
      [`A${"b".repeat(43)}C`]: `a${"b".repeat(43)}`,
      Übermäßig: "berm-ig",
    };
    for (const [flow, name] of Object.entries(cases)) {
      assert.equal(suggestedName(flow), name);
      assert.equal(checkWorkflowName(name), null);
    }
  });
});

describe("the options that lead to a deployed flow", () => {
  const named = (...of: Parameters<typeof deployedName>): readonly unknown[] => {
    const { name, branch, production } = deployedName(...of);
    return [name, branch, production];
  };

  it("are none under the flow's own name, else that name", () => {
    assert.deepEqual(named("TrainFlow", "trainflow", null), [null, null, false]);
    assert.deepEqual(named("_Train_Flow2", "trainflow2", null), [null, null, false]);
    assert.deepEqual(named("TrainFlow", "nightly", null), ["nightly", null, false]);
  });

  it("are the branch in a project, whatever the template's name was shortened to", () => {
    assert.deepEqual(named("F", "p.user.ada.f", "user.ada"), [null, null, false]);
    assert.deepEqual(named("F", "p.test.b.f", "test.b"), [null, "b", false]);
    assert.deepEqual(named("F", "p.prod.f", "prod"), [null, null, true]);
    assert.deepEqual(named("F", "p.prod.b.f-ab12c", "prod.b"), [null, "b", true]);
  });

  it("can't name another user's branch", () => {
    assert.equal(branchUser("user.ada.l"), "ada.l");
    for (const branch of ["prod", "test.user.x", null]) assert.equal(branchUser(branch), null);
  });
});

describe("a production token", () => {
  /** As printed by `argo-workflows create`. */
  const output = `The namespace of this production flow is
    production:trainflow-0-kxvm
To analyze results of this production flow add this line in your notebooks:
    namespace("production:trainflow-0-kxvm")
If you want to authorize other people to deploy new versions of this flow to Argo Workflows, they need to call
    argo-workflows create --authorize trainflow-0-kxvm
when deploying this flow to Argo Workflows for the first time.
`;

  it("is not shown", () => {
    const shown = output.split("\n").map(withoutToken).join("\n");
    assert.ok(!shown.includes("kxvm"), shown);
    assert.equal(shown.match(/••••/g)?.length, 3);
    assert.equal(withoutToken("Using production: mode"), "Using production: mode");
    const hint = "    argo-workflows create --authorize MY_TOKEN";
    assert.equal(withoutToken(hint), hint);
    assert.equal(withoutToken("f.py create --authorize=secret"), "f.py create --authorize=••••");
  });

  it("can be copied", () => {
    assert.equal(tokenIn(output), "trainflow-0-kxvm");
    assert.equal(tokenIn("Deployed."), null);
  });
});
