import { retarget, targetsOf, type FlowShape, type NextShape, type StepShape } from "./flowShapes";
import type { Random } from "./random";

type Fault = (random: Random, flow: FlowShape) => void;

/** Last statements that Metaflow does not read as a transition, or reads as an invalid or odd one. */
const ODD_TAILS: readonly ((target: string) => string)[] = [
  (a) => `return self.next(self.${a})`,
  (a) => `if True:\n    self.next(self.${a})`,
  (a) => `with open(__file__):\n    self.next(self.${a})`,
  (a) => `try:\n    self.next(self.${a})\nfinally:\n    pass`,
  (a) => `self.next(self.${a})\nself.after = 1`,
  (a) => `self.next(self.${a})\n"""not a docstring"""`,
  (a) => `self.next(self.${a})\npass`,
  (a) => `x = self.next(self.${a})`,
  (a) => `this = self; this.next(self.${a})`,
  (a) => `self.goto.next(self.${a})`,
  (a) => `self.next(self.${a}).then()`,
  () => `self.next`,
  () => `self.next()`,
  (a) => `self.next("${a}")`,
  (a) => `self.next(${a})`,
  (a) => `self.next(self.${a}())`,
  (a) => `self.next(*[self.${a}])`,
  (a) => `self.next(self.${a}, *[])`,
  (a) => `self.next(self.${a}, **{})`,
  (a) => `self.next(self.${a}, when="x")`,
  (a) => `self.next(self.${a}, condition="x")`,
  (a) => `self.next(self.${a}, foreach="x", num_parallel=2)`,
  (a) => `self.next(self.${a}, self.${a}, foreach="x")`,
  (a) => `self.next(self.${a}, self.end, num_parallel=3)`,
  () => `self.next(foreach="x")`,
  () => `self.next(num_parallel=2)`,
  (a) => `self.next({"x": self.${a}})`,
  (a) => `self.next({"x": self.${a}, "y": self.end}, condition=KEY)`,
  (a) => `self.next({"x": self.${a}, "y": self.end}, condition="")`,
  (a) => `self.next({"x": self.${a}, "y": self.end}, condition=3)`,
  (a) => `self.next({KEY: self.${a}, "y": self.end}, condition="v")`,
  (a) => `self.next({None: self.${a}, "y": self.end}, condition="v")`,
  (a) => `self.next({-1: self.${a}, "y": self.end}, condition="v")`,
  (a) => `self.next({f"x": self.${a}, "y": self.end}, condition="v")`,
  (a) => `self.next({**{}, "x": self.${a}, "y": self.end}, condition="v")`,
  (a) => `self.next({"x": "${a}", "y": self.end}, condition="v")`,
  (a) => `self.next({self.cfg: self.${a}, "y": self.end}, condition="v")`,
  (a) => `self.next({self.cfg.deep.key: self.${a}, "y": self.end}, condition="v")`,
  (a) => `self.next({other.cfg.key: self.${a}, "y": self.end}, condition="v")`,
  () => `self.next({}, condition="v")`,
  (a) => `self.next({"x": self.${a}, "y": self.end}, condition="v", foreach="z")`,
  (a) => `self.next({"x": self.${a}}, self.end, condition="v")`,
  (a) => `self.next({"x": self.${a}, "x": self.end}, condition="v")`,
  (a) => `self.next(self.deep.${a})`,
  (a) => `self.next(self.list[0].${a})`,
  (a) => `self.next(other.${a})`,
  (a) => `self.next("".${a})`,
  (a) => `self.next(self.${a}, foreach=None)`,
  (a) => `self.next(self.${a} if KEY else self.end)`,
  (a) => `self.next((self.${a}))`,
  (a) => `self.next(lambda: self.${a})`,
  (a) => `self.next(self.${a}) if KEY else None`,
  (a) => `self.next(self.${a}),`,
  (a) => `[self.next(self.${a})]`,
  (a) => `not self.next(self.${a})`,
  (a) => `self.next(self.${a}) or None`,
  (a) => `self.next(self.${a})[0]`,
  (a) => `self.next(self.${a})()`,
  (a) => `super().next(self.${a})`,
  (a) => `(x := self.next(self.${a}))`,
  (a) => `if KEY:\n    pass\nelse:\n    self.next(self.${a})`,
  (a) => `for _ in range(1):\n    self.next(self.${a})\nelse:\n    self.next(self.${a})`,
  (a) => `self.next(self.${a})\ndef late(): pass`,
  (a) => `self.next(self.${a})\n...`,
  (a) => `self.next(self.${a}); pass`,
  (a) => `self.next(self.${a}); self.done = True`,
  (a) => `self.next(self.${a}, foreach="x" "y")`,
  (a) => `self.next(self.${a}, foreach="x".upper())`,
  (a) => `self.next(self.${a}, num_parallel=None)`,
  (a) => `self.next(self.${a}, num_parallel=KEY, condition="x")`,
  (a) => `self.next({"x": self.${a}, "y": self.end}, condition="v" "w")`,
  (a) => `self.next({"x": self.${a}, "y": self.end}, condition=f"v")`,
  (a) => `self.next({"x": self.${a}, "y": self.end}, **{"condition": "v"})`,
  (a) => `self.next({"x": self.${a}, "y": self.end}, condition="v", when=1)`,
  (a) => `self.next({("x"): (self.${a}), "y": self.end}, condition=("v"))`,
  (a) => `self.next({"x": [self.${a}], "y": self.end}, condition="v")`,
  (a) => `self.next({"x": self.deep.${a}, "y": self.end}, condition="v")`,
  (a) => `self.next({"x": this.${a}, "y": self.end}, condition="v")`,
  (a) => `self.next(dict(x=self.${a}), condition="v")`,
  (a) => `self.next([self.${a}, self.end])`,
  (a) => `self.next((self.${a}, self.end))`,
  (a) => `self.next(self.${a}, self.end, condition="v")`,
];

/** Each puts one mistake into a flow (some turn out harmless: Metaflow is the judge). */
const FAULTS: readonly Fault[] = [
  (random, flow) => {
    random.pick(flow.steps).next = { form: "none" };
  },
  (random, flow) => {
    const step = random.pick(flow.steps);
    step.next = redirect(random, step.next, random.pick(["nowhere", "helper", "strat", "WHAT"]));
  },
  // Back to anywhere: loops, steps that skip their join, crossed branches.
  (random, flow) => {
    const step = random.pick(flow.steps);
    step.next = redirect(random, step.next, random.pick(flow.steps).name);
  },
  (random, flow) => {
    const step = random.pick(flow.steps);
    step.parameters = random.pick([
      "",
      "self, a",
      "self, a, b",
      "self, *args",
      "self, *, a=1",
      "self, /",
      "self, a=1, b=2",
      "self, **kw",
      "this",
    ]);
  },
  (random, flow) => {
    rename(
      random.pick(flow.steps),
      flow,
      random.pick([
        "fitModel",
        "_hidden",
        "input",
        "index",
        "name",
        "cmd",
        "schritt_ü",
        "X",
        "step2_",
      ]),
    );
  },
  (_, flow) => {
    flow.steps.push(extraStep("lonely", { form: "linear", to: ["end"] }));
  },
  (random, flow) => {
    flow.steps.push(
      extraStep("lonely", { form: "linear", to: ["lost"] }),
      extraStep("lost", { form: "linear", to: [random.pick(["lonely", "end"])] }),
    );
  },
  (random, flow) => {
    const lost = random.pick(flow.steps);
    flow.steps = flow.steps.filter((each) => each !== lost);
  },
  (random, flow) => {
    const lost = random.pick(["start", "end"]);
    flow.steps = flow.steps.filter((each) => each.name !== lost);
  },
  (random, flow) => {
    random.pick(flow.steps).marker = random.pick([
      "step(start=True)",
      "step(end=True)",
      "step(start=True, end=True)",
      "step(start=False)",
    ]);
  },
  (random, flow) => {
    const step = random.pick(flow.steps);
    step.next = { form: "linear", to: [...targetsOf(step.next), random.pick(flow.steps).name] };
  },
  (random, flow) => {
    const step = random.pick(flow.steps);
    step.next = { form: "foreach", to: [anyTarget(random, flow, step)], over: '"items"' };
  },
  (random, flow) => {
    const step = random.pick(flow.steps);
    step.next = { form: "parallel", to: [anyTarget(random, flow, step)], tasks: "2" };
  },
  (random, flow) => {
    const step = random.pick(flow.steps);
    step.next = {
      form: "switch",
      cases: [['"only"', anyTarget(random, flow, step)]],
      condition: '"v"',
    };
  },
  (random, flow) => {
    const cases = [
      ['"one"', random.pick(flow.steps).name],
      ['"two"', random.pick(flow.steps).name],
    ] as const;
    random.pick(flow.steps).next = { form: "switch", cases, condition: '"v"' };
  },
  (random, flow) => {
    random.pick(flow.steps).decorators.push("parallel");
  },
  (random, flow) => {
    const step = random.pick(flow.steps);
    step.decorators = step.decorators.filter((each) => each !== "parallel");
  },
];

/** Mistakes in decorators: Metaflow refuses these files while it imports them. */
const DECORATOR_FAULTS: readonly Fault[] = [
  (random, flow) => {
    random
      .pick(flow.steps)
      .decorators.push(
        random.pick([
          "retry(time=3)",
          "kubernetes(cpus=2)",
          "resources(cores=1)",
          'card(kind="x")',
          "timeout(second=2)",
        ]),
      );
  },
  (random, flow) => {
    random.pick(flow.steps).decorators.unshift("retry", "retry(times=1)");
  },
  (random, flow) => {
    random
      .pick(flow.steps)
      .decorators.push(random.pick(["retry(3)", "kubernetes(2)", 'card("blank")']));
  },
  (random, flow) => {
    random
      .pick(flow.steps)
      .below.push(random.pick(["retry", "kubernetes(cpu=1)", "timeout(seconds=90)"]));
  },
  (random, flow) => {
    random.pick(flow.steps).decorators.push('project(name="x")');
  },
  (_, flow) => {
    flow.decorators.push("retry");
  },
  (_, flow) => {
    flow.decorators.push('project(name="x")', 'project(name="y")');
  },
  (_, flow) => {
    flow.decorators.push('project(nome="x")');
  },
];

/** Puts one fault into the flow; about one in six is a decorator's. */
export function addFault(random: Random, flow: FlowShape): void {
  if (flow.steps.length === 0) return;
  if (random.chance(0.2)) oddTail(random, flow);
  else random.pick(random.chance(0.2) ? DECORATOR_FAULTS : FAULTS)(random, flow);
}

function oddTail(random: Random, flow: FlowShape): void {
  const step = random.pick(flow.steps);
  const text = random.pick(ODD_TAILS)(anyTarget(random, flow, step));
  step.next = { form: "raw", text };
}

function redirect(random: Random, next: NextShape, to: string): NextShape {
  const targets = targetsOf(next);
  return targets.length === 0
    ? { form: "linear", to: [to] }
    : retarget(next, random.pick(targets), to);
}

function rename(step: StepShape, flow: FlowShape, name: string): void {
  const old = step.name;
  step.name = name;
  for (const each of flow.steps) each.next = retarget(each.next, old, name);
}

function anyTarget(random: Random, flow: FlowShape, step: StepShape): string {
  const targets = targetsOf(step.next);
  return targets.length === 0 ? random.pick(flow.steps).name : random.pick(targets);
}

function extraStep(name: string, next: NextShape): StepShape {
  return { name, parameters: "self", decorators: [], below: [], marker: "step", next };
}
