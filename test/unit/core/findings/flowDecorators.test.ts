import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brief, check, flowText, steps } from "./flows";

const PLAIN = steps("start -> self.end", "end");

function above(decorator: string): string {
  return `from metaflow import trigger_on_finish\n\ndef hook(run=None): ...\n\n${flowText(PLAIN, `@${decorator}\n`)}`;
}

/** Measured with the decorators of Metaflow 2.19.39. */
const ACCEPTED = [
  'project(name="a_1")',
  'project(name="a", branch="b")',
  'project(name="a", branch="")',
  'project(name="a", production=True, branch="x_1")',
  'exit_hook(on_error=["f"])',
  'exit_hook(on_success="f")',
  "exit_hook(on_success=[print])",
  "exit_hook(on_success=(hook, lambda: 1))",
  "exit_hook(on_success={hook})",
  'exit_hook(on_success={"f": 1})',
  "exit_hook(on_success=[hook], options=5)",
  'trigger(event="a b")',
  'trigger(event={"name": "a"})',
  'trigger(event="a", events=[])',
  'trigger(events=["a", "b"])',
  'trigger(event={"name": "a", "parameters": {"x": "y"}})',
  'trigger(event={"name": "a", "parameters": ["x", ("a", "b")]})',
  'trigger(event={"name": "a", "parameters": ("x",)})',
  'trigger(event={"name": "a", "parameters": "x"})',
  'trigger(event={"name": 5})',
  'trigger_on_finish(flow="A")',
  'trigger_on_finish(flow="a.b.C")',
  'trigger_on_finish(flow="a.b.c.D")',
  'trigger_on_finish(flow={"name": "A"})',
  'trigger_on_finish(flows=["A", "B"])',
  'trigger_on_finish(flows=["A", "A"])',
  'trigger_on_finish(flow={"name": "A", "project": "p"})',
];

const REFUSED = [
  'project(name="A")',
  'project(name="a-b")',
  'project(name="")',
  "project()",
  "project(name=5)",
  'project(name="a", branch="B")',
  "exit_hook()",
  "exit_hook(on_success=[])",
  "exit_hook(on_success=5)",
  "exit_hook(on_success=print)",
  "exit_hook(on_success=hook)",
  "exit_hook(on_error=lambda: 1)",
  "exit_hook(on_success=[5])",
  "exit_hook(on_error=[hook, None])",
  'exit_hook(on_error=["f", b"g"])',
  "exit_hook(on_success={5: hook})",
  "trigger()",
  'trigger(event="")',
  "trigger(event=5)",
  'trigger(event=["a"])',
  'trigger(event={"parameters": {}})',
  'trigger(event="a", events=["b"])',
  'trigger(events="a")',
  'trigger(events=("a", "b"))',
  'trigger(events=["a", "a"])',
  'trigger(events=["a", {"name": "a"}])',
  'trigger(events=["a", 5])',
  'trigger(event={"name": "a", "parameters": {"x": 1}})',
  'trigger(event={"name": "a", "parameters": {1: "x"}})',
  'trigger(event={"name": "a", "parameters": ["x", ["a", "b"]]})',
  'trigger(event={"name": "a", "parameters": [("a", 1)]})',
  'trigger(event={"name": "a", "parameters": ["x", 5]})',
  "trigger(event={})",
  "trigger_on_finish()",
  'trigger_on_finish(flow="a.B")',
  'trigger_on_finish(flow="A-b")',
  "trigger_on_finish(flow=5)",
  'trigger_on_finish(flow={"name": "a.b.C"})',
  'trigger_on_finish(flow={"project": "A"})',
  'trigger_on_finish(flow={"name": 5})',
  'trigger_on_finish(flows=("A",))',
  'trigger_on_finish(flow="A", flows=["B"])',
  'trigger_on_finish(flows=["A", 5])',
  'trigger_on_finish(flow={"name": "A", "project": 5})',
];

const RULES: Readonly<Record<string, string>> = {
  project: "decorator/project",
  exit_hook: "decorator/exit-hook",
  trigger: "decorator/trigger",
  trigger_on_finish: "decorator/trigger",
};

describe("flow decorators", () => {
  it("are refused exactly when Metaflow's classes refuse them", () => {
    for (const one of ACCEPTED) assert.deepEqual(brief(above(one)), [], one);
    for (const one of REFUSED) {
      const [finding, ...more] = check(above(one));
      assert.deepEqual(more, [], one);
      assert.equal(finding?.severity, "error", one);
      assert.equal(finding.rule, RULES[one.replace(/\(.*/u, "")], one);
      assert.equal(finding.metaflow, null);
    }
  });

  it("are underlined where the mistake is", () => {
    assert.deepEqual(brief(above('project(name="a", branch="B-c")')), [
      'error decorator/project «"B-c"»',
    ]);
    assert.deepEqual(brief(above('trigger(events=["a", {"name": "a"}, "a"])')), [
      'error decorator/trigger «"a"»',
      'error decorator/trigger «"a"»',
    ]);
    assert.deepEqual(brief(above('trigger(event={"name": "a", "parameters": {"x": 1}})')), [
      'error decorator/trigger «"x": 1»',
    ]);
    assert.deepEqual(brief(above('trigger_on_finish(flows=["A", "b.C"])')), [
      'error decorator/trigger «"b.C"»',
    ]);
  });

  it("stay unjudged when they are not literals, or not Metaflow's", () => {
    for (const one of [
      "project(name=NAME, branch=f())",
      "project(**options)",
      "exit_hook(on_error=HOOKS)",
      "exit_hook(on_error=made())",
      "exit_hook(on_error=[made(), HOOK])",
      "trigger(event=event, events=[])",
      "trigger(event=A, events=B)",
      'trigger(event={KEY: "a"})',
      'trigger(events=[A, "x", A, {"name": N, "parameters": P}])',
      'trigger_on_finish(flow={"name": N})',
    ]) {
      assert.deepEqual(brief(above(one)), [], one);
    }
    for (const bound of [
      "hook = [print]",
      "@listed\ndef hook(): ...",
      "import hook",
      "global hook",
    ])
      assert.deepEqual(brief(`${bound}\n${above("exit_hook(on_error=hook)")}`), [], bound);
    const own = above("project()").replace("\n@project", "\nfrom mine import project\n@project");
    assert.deepEqual(brief(own), []);
  });
});
