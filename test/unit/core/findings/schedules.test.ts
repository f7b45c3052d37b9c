import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  cronProblem,
  kubeflowCronProblem,
} from "../../../../runtime/core/findings/deploy/schedules";
import { brief, check, flowText, steps } from "./flows";

const PLAIN = steps("start -> self.end", "end");
const EVENTS = ["EVENT", "EVENT_SOURCE", "SERVICE_ACCOUNT"].map(
  (name) => [`METAFLOW_ARGO_EVENTS_${name}`, "x"] as const,
);

function onArgo(decorator: string): string[] {
  const text = `from metaflow import trigger_on_finish\n${flowText(PLAIN, `@${decorator}\n`)}`;
  assert.deepEqual(brief(text), []);
  return brief(text, { target: "argo", configuration: new Map(EVENTS) });
}

describe("what Argo's cron can read", () => {
  it("is what robfig/cron 3.0.1 parses", () => {
    for (const read of [
      ...["* * * * *", "0 10 * * ?", "0 10 ? * SUN", "0 10 ? JAN-MAR MON-FRI", "*/15 * * * *"],
      ...["1-5/2 * * * *", "1,2,3 * * * *", "1,,3 * * * *", "@daily", "@every 1h", "*/70 * * * *"],
      ...["0/15 * * * ?", "TZ=UTC 0 0 * * *", "0 0 * * 0-6", "01 1 1 1 1", "*,5 * * * *"],
      ...["?/5 * * * *", "*-5 * * * *", "0 0 * jan,feb *", "+5 * * * *", "0 0 1-31 * *"],
      ...["0 10 * * ? *", "0 10 * * ? 2030"],
    ])
      assert.equal(cronProblem(read), null, read);
    for (const unread of [
      ...["nonsense", "* * * *", "0 10 L * ?", "0 10 ? * 7", "0 10 ? * SUNDAY", "0 10 ? * 6#3"],
      ...["0 10 15W * ?", "60 * * * *", "0 24 * * *", "0 0 0 * *", "0 0 32 * *", "0 0 * 0 *"],
      ...["0 0 * 13 *", "*/0 * * * *", "5-1 * * * *", "@nightly", "0 0 1 1 5L", "0 0 1 1 jan"],
      ...["0 0 ? * 1-7", "a * * * *", "0 0 * * FRI-MON", "-1 * * * *", "5/ * * * *"],
      ...["5-5-5 * * * *", "1/2/3 * * * *", "0 0 * January *", "0 10 ? * MON#1"],
    ])
      assert.notEqual(cronProblem(unread), null, unread);
  });
});

describe("what the cron of Kubeflow Pipelines can read", () => {
  it("has six fields, seconds first", () => {
    for (const read of [
      "0 0 10 * * *",
      "0 0 10 * * ?",
      "*/10 * * * * MON-FRI",
      "@daily",
      "0 0 0 ? * SUN",
    ])
      assert.equal(kubeflowCronProblem(read), null, read);
    const meant: readonly (readonly [string, string | undefined])[] = [
      ["0 10 * * *", "0 0 10 * * *"],
      ["0 10 * * 1-5", "0 0 10 * * 1-5"],
      ["0 10 * * ? *", "0 0 10 * * ?"],
      ["0 10 ? * SUN *", "0 0 10 ? * SUN"],
      ["0 10 1 * ? 2030", "0 0 10 1 * ?"],
      ["0 10 ? * 7 *", undefined],
      ["0 10 L * ? *", undefined],
      ["0 10 * *", undefined],
      ["0 0 24 * * *", undefined],
    ];
    for (const [written, instead] of meant) {
      const problem = kubeflowCronProblem(written);
      assert.notEqual(problem, null, written);
      assert.equal(problem?.instead, instead, written);
    }
  });

  it("is told on that target only, where it stands", () => {
    const text = (above: string): string =>
      flowText(`    p = Parameter("p", required=True)\n\n${PLAIN}`, `@schedule(${above})\n`);
    assert.deepEqual(brief(text('cron="0 10 * * ? *"'), { target: "kubeflow" }), [
      'warning deploy/schedule «"0 10 * * ? *"»',
    ]);
    // Who deploys gives the recurring run the values of the parameters.
    for (const fine of ['cron="0 0 10 * * ?"', "daily=True", "cron=CRON", 'cron=""'])
      assert.deepEqual(brief(text(fine), { target: "kubeflow" }), [], fine);
    const [finding] = check(text('cron="0 10 * * *"'), { target: "kubeflow" });
    assert.equal(finding?.fix?.text, '"0 0 10 * * *"');
  });
});

/** Each was created with `argo-workflows create --only-json` of Metaflow 2.19.39. */
describe("schedules and options on Argo Workflows", () => {
  it("are refused exactly when the deployer refuses them", () => {
    for (const accepted of [
      ...['schedule(cron="0 10 * * ? *")', 'schedule(cron="")', "schedule(cron=None)"],
      ...["schedule(weekly=1)", "schedule(cron=CRON)", "schedule(timezone=5)"],
      `trigger(event="a", options={"reset_at": {"cron": "x"}})`,
      'trigger(event={"name": NAME})',
      ...[`trigger(event="a", options={})`, `trigger(event="a", options={"reset_at": R})`],
      ...["exit_hook(on_success=[f], options={})", "exit_hook(on_success=[f], options=O)"],
    ])
      assert.deepEqual(onArgo(accepted), [], accepted);
    for (const [refused, expected] of [
      ["schedule(cron=5)", "deploy/schedule «5»"],
      ["schedule(cron=[1])", "deploy/schedule «[1]»"],
      ['trigger(event={"name": 1})', "deploy/event-name «1»"],
      ['trigger(event="a", options={"reset_at": "x"})', 'deploy/trigger-options «"x"»'],
      ['trigger(event="a", options={"reset_at": None})', "deploy/trigger-options «None»"],
      ['trigger(event="a", options=5)', "deploy/trigger-options «5»"],
      ['trigger(event="a", options=None)', "deploy/trigger-options «None»"],
      ['trigger_on_finish(flow="A", options={"reset_at": 5})', "deploy/trigger-options «5»"],
      ["exit_hook(on_success=[f], options=5)", "deploy/exit-hook «5»"],
    ] as const)
      assert.deepEqual(onArgo(refused), [`error ${expected}`], refused);
  });

  it("that never start a run are told", () => {
    assert.deepEqual(onArgo('schedule(cron="0 10 ? * 7 *")'), [
      'warning deploy/schedule «"0 10 ? * 7 *"»',
    ]);
  });
});
