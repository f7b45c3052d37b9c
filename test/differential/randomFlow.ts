import { addFault } from "./faults";
import { soundFlow, type FlowShape } from "./flowShapes";
import { fileText, type ClassText } from "./flowText";
import { Random } from "./random";

/** The text of the flow file that belongs to a seed. */
export function randomFlowFile(seed: number): string {
  const random = new Random(seed);
  const flow = soundFlow(random, "Main", random.int(1, 12));
  const faults = random.chance(0.55) ? random.int(1, 2) : 0;
  for (let i = 0; i < faults; i++) addFault(random, flow);
  const classes = arrange(random, flow);
  return fileText(random, classes, called(random, classes));
}

/** Puts the flow into one class, or spreads it over a base class or a mixin; now and then adds another flow. */
function arrange(random: Random, flow: FlowShape): ClassText[] {
  const layout = random.pick([
    "plain",
    "plain",
    "plain",
    "plain",
    "base",
    "mixin",
    "two",
    "levels",
  ]);
  if (layout === "two") {
    const other = soundFlow(random, "Other", 3);
    if (random.chance(0.3)) addFault(random, other);
    return random.shuffle([own(flow), own(other)]);
  }
  if (layout === "plain") return [own(flow)];
  const { shared, rest } = divide(random, flow);
  if (layout === "mixin") {
    const mixin = { flow: { ...shared, name: "Mixin", decorators: [] }, bases: [] };
    return [mixin, { flow: rest, bases: ["Mixin", "FlowSpec"] }];
  }
  const base = { flow: { ...shared, name: "Common", decorators: [] }, bases: ["FlowSpec"] };
  if (layout === "base") return [base, { flow: rest, bases: ["Common"] }];
  // Two levels and a mixin: of several steps of one name the nearest wins.
  const again = divide(random, shared);
  base.flow.steps = again.shared.steps;
  const middle = { flow: { ...again.rest, name: "Middle", decorators: [] }, bases: ["Common"] };
  const mixed = divide(random, rest);
  const mixin = { flow: { ...mixed.shared, name: "Mixin", decorators: [] }, bases: [] };
  return [base, middle, mixin, { flow: mixed.rest, bases: ["Mixin", "Middle"] }];
}

function own(flow: FlowShape): ClassText {
  return { flow, bases: ["FlowSpec"] };
}

/** Some steps go to the base class; one may be in both, then the subclass wins. */
function divide(random: Random, flow: FlowShape): { shared: FlowShape; rest: FlowShape } {
  const inBase = flow.steps.filter(() => random.chance(0.4));
  const rest = flow.steps.filter((step) => !inBase.includes(step));
  const twice =
    random.chance(0.2) && rest[0] !== undefined
      ? [{ ...rest[0], next: { form: "none" as const } }]
      : [];
  return {
    shared: { ...flow, steps: [...inBase, ...twice] },
    rest: { ...flow, steps: rest },
  };
}

function called(random: Random, classes: readonly ClassText[]): string[] {
  if (random.chance(0.08)) return [];
  const flows = classes
    .map((each) => each.flow.name)
    .filter((name) => name === "Main" || name === "Other");
  return flows.length > 1 && random.chance(0.7) ? [random.pick(flows)] : flows;
}
