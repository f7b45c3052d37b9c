import type { Random } from "./random";

/** How a generated step goes on. `raw` is the text of a whole last statement. */
export type NextShape =
  | { readonly form: "none" }
  | { readonly form: "linear"; readonly to: readonly string[] }
  | { readonly form: "foreach"; readonly to: readonly string[]; readonly over: string }
  | { readonly form: "parallel"; readonly to: readonly string[]; readonly tasks: string }
  | {
      readonly form: "switch";
      /** Key as Python source, and the step. */
      readonly cases: readonly (readonly [string, string])[];
      readonly condition: string;
    }
  | { readonly form: "raw"; readonly text: string };

export interface StepShape {
  name: string;
  /** The parameter list as source. */
  parameters: string;
  /** Decorators above `@step`, outermost first, as source without the `@`. */
  decorators: string[];
  /** Decorators between `@step` and `def`. */
  below: string[];
  /** `step`, `step()`, `step(start=True)` … */
  marker: string;
  next: NextShape;
}

export interface FlowShape {
  name: string;
  decorators: string[];
  steps: StepShape[];
}

const WORDS = [
  "load",
  "clean",
  "train",
  "score",
  "merge",
  "plot",
  "fit",
  "tune",
  "report",
  "a",
  "b",
];

const STEP_DECORATORS = [
  "retry",
  "retry(times=3)",
  "retry(times=2, minutes_between_retries=0)",
  "timeout(seconds=90)",
  "timeout(hours=1, minutes=30)",
  'catch(var="problem")',
  "card",
  'card(type="blank", id="summary")',
  "resources(cpu=2, memory=4000)",
  "kubernetes(cpu=2, memory=8192)",
  'kubernetes(\n    cpu=0.5,  # half a core\n    memory=512,\n    labels={"team": "ml"},\n)',
  'environment(vars={"MODE": "test"})',
];

const FLOW_DECORATORS = [
  'project(name="weather")',
  "schedule(daily=True)",
  'trigger(event="data")',
];

/** Builds a structurally sound flow of roughly `size` steps. */
export function soundFlow(random: Random, name: string, size: number): FlowShape {
  const builder = new Builder(random, size);
  builder.chain("start", "end", 0);
  builder.add("end", { form: "none" });
  const decorators = random.chance(0.15) ? [random.pick(FLOW_DECORATORS)] : [];
  const flow = {
    name,
    decorators,
    steps: random.chance(0.3) ? random.shuffle(builder.steps) : builder.steps,
  };
  if (random.chance(0.1)) renameEntry(random, flow);
  return flow;
}

/** Marks the first or last step with `@step(start=True)` and gives it another name. */
function renameEntry(random: Random, flow: FlowShape): void {
  const old = random.pick(["start", "end"]);
  const name = random.pick(["first", "last_one", "go"]);
  const step = flow.steps.find((each) => each.name === old);
  if (step === undefined || flow.steps.some((each) => each.name === name)) return;
  step.name = name;
  step.marker = `step(${old}=True)`;
  for (const each of flow.steps) each.next = retarget(each.next, old, name);
}

/** The same transition with every target `from` replaced by `to`. */
export function retarget(next: NextShape, from: string, to: string): NextShape {
  const swap = (target: string) => (target === from ? to : target);
  switch (next.form) {
    case "linear":
    case "foreach":
    case "parallel":
      return { ...next, to: next.to.map(swap) };
    case "switch":
      return { ...next, cases: next.cases.map(([key, target]) => [key, swap(target)] as const) };
    case "none":
    case "raw":
      return next;
  }
}

/** Every step name that a transition goes to. */
export function targetsOf(next: NextShape): readonly string[] {
  if (next.form === "switch") return next.cases.map(([, target]) => target);
  return next.form === "none" || next.form === "raw" ? [] : next.to;
}

class Builder {
  readonly steps: StepShape[] = [];
  private count = 0;

  constructor(
    private readonly random: Random,
    private readonly size: number,
  ) {}

  add(name: string, next: NextShape, parameters = "self"): StepShape {
    const decorators: string[] = [];
    if (this.random.chance(0.2)) decorators.push(this.random.pick(STEP_DECORATORS));
    const marker = this.random.chance(0.05) ? "step()" : "step";
    const step = { name, parameters, decorators, below: [], marker, next };
    this.steps.push(step);
    return step;
  }

  /** Everything from the step `entry` up to, not including, the step `exit`. */
  chain(entry: string, exit: string, depth: number): void {
    const full = this.steps.length >= this.size || depth > 4;
    const shape = full
      ? "last"
      : this.random.pick(["more", "more", "split", "foreach", "parallel", "switch", "again"]);
    if (shape === "last") this.add(entry, { form: "linear", to: [exit] });
    else if (shape === "more") this.more(entry, exit, depth);
    else if (shape === "split") this.split(entry, exit, depth);
    else if (shape === "foreach") this.foreach(entry, exit, depth);
    else if (shape === "parallel") this.parallel(entry, exit);
    else if (shape === "switch") this.switch(entry, exit, depth);
    else this.again(entry, exit, depth);
  }

  private more(entry: string, exit: string, depth: number): void {
    const middle = this.name();
    this.add(entry, { form: "linear", to: [middle] });
    this.chain(middle, exit, depth);
  }

  private split(entry: string, exit: string, depth: number): void {
    const branches = Array.from({ length: this.random.int(2, 4) }, () => this.name());
    const join = this.name();
    this.add(entry, { form: "linear", to: branches });
    for (const branch of branches) this.chain(branch, join, depth + 1);
    this.join(join, exit, depth);
  }

  private foreach(entry: string, exit: string, depth: number): void {
    const body = this.name();
    const join = this.name();
    const over = this.random.pick([
      '"items"',
      "'rows'",
      '"it" "ems"',
      'r"items"',
      "self.WHAT",
      'f"items"',
    ]);
    this.add(entry, { form: "foreach", to: [body], over });
    this.chain(body, join, depth + 1);
    this.join(join, exit, depth);
  }

  private parallel(entry: string, exit: string): void {
    const body = this.name();
    const join = this.name();
    const tasks = this.random.pick(["4", "2 + 2", "self.nodes", "0x10", "1_000", "-1"]);
    this.add(entry, { form: "parallel", to: [body], tasks });
    this.add(body, { form: "linear", to: [join] }).decorators = ["parallel"];
    this.join(join, exit, 9);
  }

  private switch(entry: string, exit: string, depth: number): void {
    const keys = this.random.pick([
      ['"good"', "'bad'", '"ugly"'],
      ["1", "2", "3.5"],
      ["True", "False"],
      ['"a"', "1", "True", "1.0"],
      ["self.cfg.small", "self.cfg.large"],
      ['b"x"', '"x"', "2j", "...", "1e3"],
      ["1e16", "1.0e-5", "0x1F", "0b11", "1_000", ".5", "5."],
      ["123456789012345678901234567890", "1e400", "7"],
      ['"\\x41"', '"\\u00e9"', 'r"\\d"', '"""three"""', "u'u'", '"a" "b"', '"it\'s"'],
    ]);
    const direct = this.random.chance(0.3);
    const cases = keys.map((key) => [key, this.name()] as const);
    const listed = direct ? [...cases, ['"skip"', exit] as const] : cases;
    this.add(entry, { form: "switch", cases: listed, condition: '"verdict"' });
    for (const [, target] of cases) this.chain(target, exit, depth + 1);
  }

  private again(entry: string, exit: string, depth: number): void {
    const after = this.name();
    const looping = this.name();
    this.add(entry, { form: "linear", to: [looping] });
    const cases = this.random.shuffle([
      ['"again"', looping],
      ['"done"', after],
    ] as const);
    this.add(looping, { form: "switch", cases, condition: '"verdict"' });
    this.chain(after, exit, depth);
  }

  private join(name: string, exit: string, depth: number): void {
    const parameters = this.random.pick([
      "self, inputs",
      "self, inputs",
      "self, branches=None",
      "self, inputs, *, x=1",
    ]);
    const step = this.add(name, { form: "linear", to: [exit] }, parameters);
    if (this.steps.length < this.size && this.random.chance(0.3)) {
      const middle = this.name();
      step.next = { form: "linear", to: [middle] };
      this.chain(middle, exit, depth);
    }
  }

  private name(): string {
    this.count++;
    return this.random.chance(0.5)
      ? `${this.random.pick(WORDS)}${this.count}`
      : `${this.random.pick(WORDS)}_${this.random.pick(WORDS)}_${this.count}`;
  }
}
