import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import type { DeployTarget } from "../../../../runtime/core/findings/deploy/deploy";
import { brief, check, flowText, steps } from "./flows";

const NOTHING: ReadonlyMap<string, string> = new Map();
const EVENTS = new Map([
  ["METAFLOW_ARGO_EVENTS_EVENT", "e"],
  ["METAFLOW_ARGO_EVENTS_EVENT_SOURCE", "s"],
  ["METAFLOW_ARGO_EVENTS_SERVICE_ACCOUNT", "a"],
]);
const PLAIN = steps("start -> self.end", "end");

/** The findings about a target, in short. */
function about(
  target: DeployTarget,
  text: string,
  configuration: ReadonlyMap<string, string> = EVENTS,
): string[] {
  return brief(text, { target, configuration });
}

/** A flow under these class decorators, with these parameters. */
function above(decorators: string, parameters = ""): string {
  const lines = parameters === "" ? "" : `    ${parameters.replaceAll("; ", "\n    ")}\n\n`;
  return `from metaflow import trigger_on_finish\n${flowText(lines + PLAIN, `${decorators}\n`)}`;
}

describe("flows for deployers", () => {
  it("are refused exactly as the deployers of Argo Workflows and Kubeflow Pipelines did", () => {
    const folder = join("test", "flows", "deploy");
    const expected = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8")) as Record<
      string,
      Record<"argo" | "kubeflow", string>
    >;
    const names = readdirSync(folder).filter((name) => name.endsWith(".py"));
    assert.deepEqual(names.sort(), Object.keys(expected).sort());
    for (const name of names) {
      const text = readFileSync(join(folder, name), "utf8");
      assert.deepEqual(brief(text), [], `${name} without a target`);
      for (const target of ["argo", "kubeflow"] as const) {
        const errors = check(text, { target, configuration: NOTHING }).filter(
          ({ severity }) => severity === "error",
        );
        const verdict = errors.length > 0 ? "refused" : "accepted";
        assert.equal(verdict, expected[name]?.[target], `${name} on ${target}`);
      }
    }
  });

  it("are judged only when something starts them", () => {
    const body = `from metaflow import FlowSpec, step, trigger\n@trigger(event="a b")\nclass F(FlowSpec):\n${PLAIN}`;
    assert.deepEqual(about("argo", body), ['hint deploy/event-name «"a b"»']);
    assert.deepEqual(about("argo", `${body}\nclass G(F):\n    pass\n\nG()\n`), [
      'error deploy/event-name «"a b"»',
    ]);
  });
});

describe("on Argo Workflows", () => {
  it("the namespace is the configured one", () => {
    const text = flowText(`    @kubernetes(namespace="other")\n${PLAIN}`);
    assert.deepEqual(about("argo", text), ['error deploy/namespace «namespace="other"»']);
    assert.deepEqual(
      about("argo", text, new Map([["METAFLOW_KUBERNETES_NAMESPACE", "other"]])),
      [],
    );
    assert.deepEqual(brief(text, { target: "argo" }), [
      'hint deploy/namespace «namespace="other"»',
    ]);
    assert.deepEqual(about("argo", text.replace('"other"', "OTHER")), []);
  });

  it("a name has 45 characters, except in a project", () => {
    const named = (length: number, decorators = ""): string =>
      `from metaflow import FlowSpec, step, project\n${decorators}class ${"F".repeat(length)}(FlowSpec):\n${PLAIN}\n${"F".repeat(length)}()\n`;
    assert.deepEqual(about("argo", named(45)), []);
    assert.deepEqual(about("argo", named(46)), [`error deploy/name-length «${"F".repeat(46)}»`]);
    assert.deepEqual(about("argo", named(46, "@project(name='x')\n")), []);
    assert.deepEqual(about("step-functions", named(80)), []);
    assert.equal(about("step-functions", named(81)).length, 1);
    const prefix = new Map([["METAFLOW_SFN_STATE_MACHINE_PREFIX", "team"]]);
    assert.equal(about("step-functions", named(76), prefix).length, 1);
    assert.deepEqual(about("step-functions", named(75), prefix), []);
  });

  it("no parameter is called script", () => {
    const text = above("", 's = Parameter("Script", default=1)');
    assert.deepEqual(about("argo", text), ['error deploy/reserved-parameter «"Script"»']);
    assert.deepEqual(about("kubeflow", text), []);
  });

  it("a clock needs defaults", () => {
    const parameters =
      'a = Parameter("a", required=True); b = Parameter("b"); c = Parameter("c", default=None, required=True); d = Parameter("d", 1, required=True); e = Parameter("e", default=D, required=True); f = Parameter("f", required=R); g = Config("g", required=True); h = IncludeFile("h", True)';
    const scheduled = above("@schedule(daily=True)", parameters);
    const refused = ['"a"', '"c"', '"h"'].map(
      (name) => `error deploy/required-parameter «${name}»`,
    );
    assert.deepEqual(about("argo", scheduled), refused);
    assert.deepEqual(about("step-functions", scheduled), refused);
    assert.deepEqual(about("argo", above("", parameters)), []);
    const off = above("@schedule(daily=False)", parameters);
    assert.deepEqual(about("argo", off), refused);
    assert.deepEqual(about("step-functions", off), []);
  });
});

describe("events on Argo Workflows", () => {
  it("have proper names and fill parameters that exist, once", () => {
    const events =
      '@trigger(events=[{"name": "a.b-c_1", "parameters": {"size": "n", "x-y": "k"}}, {"name": "b c", "parameters": ["Size", ("cfg", "no-dash"), name()]}, other, {"name": NAME, "parameters": {P: "q"}}])';
    const parameters = 'size = Parameter("size"); c = Config("cfg")';
    assert.deepEqual(about("argo", above(events, parameters)), [
      'error deploy/event-parameter «"x-y"»',
      'error deploy/event-name «"b c"»',
      'error deploy/event-duplicate «"Size"»',
      'error deploy/event-parameter «"cfg"»',
      'error deploy/event-key «"no-dash"»',
    ]);
    assert.deepEqual(about("argo", above('@trigger(event="a b")')), [
      'error deploy/event-name «"a b"»',
    ]);
    assert.deepEqual(
      about(
        "argo",
        above('@trigger(event={"name": "e", "parameters": {"p": "p"}})', "p = Parameter(NAME)"),
      ),
      [],
    );
  });

  it("need the three settings", () => {
    const text = above('@trigger_on_finish(flow="Other")');
    assert.deepEqual(about("argo", text), []);
    assert.deepEqual(about("argo", text, NOTHING), [
      'error deploy/argo-events «@trigger_on_finish(flow="Other")»',
    ]);
    const [finding] = check(text, {
      target: "argo",
      configuration: new Map([...EVENTS].slice(0, 2)),
    });
    assert.match(finding?.message ?? "", /set METAFLOW_ARGO_EVENTS_SERVICE_ACCOUNT\./u);
    assert.equal(check(text, { target: "argo" })[0]?.severity, "hint");
  });

  it("a flow waits for a whole project or for none", () => {
    const half = '{"name": "P", "project": "x"}';
    assert.deepEqual(about("argo", above(`@trigger_on_finish(flows=[${half}, "Q"])`)), [
      `error deploy/project-name «${half}»`,
    ]);
    assert.deepEqual(
      about("argo", above(`@project(name="y")\n@trigger_on_finish(flow=${half})`)),
      [],
    );
    assert.deepEqual(
      about(
        "argo",
        above('@trigger_on_finish(flow={"name": "P", "project": "x", "project_branch": "prod"})'),
      ),
      [],
    );
  });
});

describe("graphs on Argo Workflows", () => {
  it("the branches of a switch meet before the join of a foreach", () => {
    const inForeach = (...between: readonly string[]): string =>
      flowText(
        steps(
          'start -> self.s, foreach="x"',
          "b -> self.m",
          ...between,
          "join(inputs) -> self.end",
          "end",
        ),
      );
    const apart = inForeach(
      's -> {"a": self.b, "c": self.c}, condition="k"',
      "c -> self.join",
      "m -> self.join",
    );
    assert.deepEqual(about("argo", apart), ["error deploy/conditional-join «join»"]);
    const together = inForeach('s -> {"a": self.b, "c": self.m}, condition="k"', "m -> self.join");
    assert.deepEqual(about("argo", together), []);
    const recursive = inForeach(
      "s -> self.b",
      'm -> {"a": self.m, "c": self.c}, condition="k"',
      "c -> self.join",
    );
    assert.deepEqual(about("argo", recursive), []);
  });

  it("steps for other platforms are refused", () => {
    const batch = flowText(`    @batch(cpu=2)\n${PLAIN}`).replace("card,", "card, batch, slurm,");
    const [finding] = check(batch, { target: "argo", configuration: NOTHING });
    assert.equal(finding?.rule, "deploy/platform");
    assert.equal(finding.metaflow, "kubernetes");
    assert.deepEqual(about("argo", batch.replace("@batch(cpu=2)", "@slurm(x=1)")), [
      "error deploy/platform «@slurm(x=1)»",
    ]);
    assert.deepEqual(about("step-functions", batch), []);
    assert.deepEqual(about("step-functions", batch.replace("@batch", "@kubernetes")), [
      "warning deploy/platform «@kubernetes(cpu=2)»",
    ]);
  });
});

describe("elsewhere", () => {
  const targets = ["kubeflow", "step-functions", "airflow"] as const;

  it("switches, gangs, events and hooks are refused", () => {
    const graph = flowText(
      steps(
        'start -> {"a": self.end, "b": self.p}, condition="k"',
        "p -> self.w, num_parallel=2",
        "@parallel w -> self.j",
        "j(inputs) -> self.end",
        "end",
      ),
      '@exit_hook(on_error=["f"])\n@trigger(event="e")\n',
    );
    for (const target of targets) {
      assert.deepEqual(about(target, graph), [
        'error deploy/exit-hook «@exit_hook(on_error=["f"])»',
        'error deploy/trigger «@trigger(event="e")»',
        'error deploy/switch «self.next({"a": self.end, "b": self.p}, condition="k")»',
        "error deploy/parallel «self.next(self.w, num_parallel=2)»",
      ]);
    }
    assert.deepEqual(about("argo", graph), []);
  });

  it("there are no time zones", () => {
    const text = above('@schedule(daily=True, timezone="Europe/Berlin")');
    const severities = [...targets, "argo" as const].map((target) => about(target, text));
    const zone = 'deploy/timezone «timezone="Europe/Berlin"»';
    assert.deepEqual(severities, [[`warning ${zone}`], [`error ${zone}`], [`error ${zone}`], []]);
    assert.deepEqual(about("airflow", above("@schedule(daily=True, timezone=None)")), []);
  });

  it("options of @kubernetes get lost or are refused", () => {
    const text = flowText(
      `    @kubernetes(cpu=2, port=80, use_tmpfs=True, tolerations=[], image_pull_policy=POLICY)\n${PLAIN}`,
    );
    assert.deepEqual(about("kubeflow", text), [
      "warning deploy/ignored-option «port=80»",
      "warning deploy/ignored-option «use_tmpfs=True»",
      "warning deploy/ignored-option «image_pull_policy=POLICY»",
    ]);
    assert.deepEqual(about("airflow", text), [
      "warning deploy/ignored-option «port=80»",
      "error deploy/option «use_tmpfs=True»",
    ]);
    const policy = new Map([["METAFLOW_KUBERNETES_IMAGE_PULL_POLICY", "Never"]]);
    assert.deepEqual(about("airflow", flowText(PLAIN), policy), ["error deploy/option «F»"]);
  });

  it("Airflow wants a default for each Config, too", () => {
    const config = (rest: string): string[] =>
      about("airflow", above("", `c = Config("c"${rest})`));
    for (const bare of ["", ", default=None", ", default_value=None", ", required=True"])
      assert.deepEqual(config(bare), ['error deploy/required-parameter «"c"»'], bare);
    for (const given of [", default='c.json'", ", default_value={}", ", None, {}", ", **more"])
      assert.deepEqual(config(given), [], given);
  });

  it("Airflow wants defaults and short foreaches", () => {
    const parameters =
      'a = Parameter("a"); b = Parameter("b", 1); c = Config("c", default_value={})';
    assert.deepEqual(about("airflow", above("", parameters)), [
      'error deploy/required-parameter «"a"»',
    ]);
    const foreach = 'start -> self.a, foreach="x"';
    const nested = [foreach, 'a -> self.b, foreach="y"', "b -> self.i", "i(inputs) -> self.j"];
    assert.deepEqual(about("airflow", flowText(steps(...nested, "j(inputs) -> self.end", "end"))), [
      "error deploy/nested-foreach «a»",
    ]);
    const long = [foreach, "a -> self.b", "b -> self.j", "j(inputs) -> self.end", "end"];
    assert.deepEqual(about("airflow", flowText(steps(...long))), ["error deploy/foreach-body «b»"]);
    const short = [foreach, "a -> self.j", "j(inputs) -> self.k", "k -> self.end", "end"];
    assert.deepEqual(about("airflow", flowText(steps(...short))), []);
  });

  it("Step Functions counts a foreach in a table", () => {
    const text = flowText(
      steps('start -> self.a, foreach="x"', "a -> self.j", "j(inputs) -> self.end", "end"),
    );
    assert.deepEqual(about("step-functions", text), [
      'error deploy/foreach-table «self.next(self.a, foreach="x")»',
    ]);
    assert.deepEqual(
      about("step-functions", text, new Map([["METAFLOW_SFN_DYNAMO_DB_TABLE", "t"]])),
      [],
    );
  });
});
