import { isFalsy } from "./kubernetesNumbers";
import { textOf } from "../literal";
import { pythonFloat } from "../python/pythonNumber";
import type { RuleId } from "../rules";
import { onceEach, type StepPlace } from "./onceEach";
import type { Finding } from "../finding";
import type { Decorator, FlowFile } from "../flow";
import type { PyValue } from "../value";

/** Why a value is refused, and which part of it. */
interface Refusal {
  readonly message: string;
  readonly span: Finding["span"];
}

type Judge = (value: PyValue, given: ReadonlyMap<string, PyValue>) => Refusal | null;

const JUDGES: ReadonlyMap<string, readonly [RuleId, Judge]> = new Map<
  string,
  readonly [RuleId, Judge]
>([
  ["trainium", ["batch/trainium", judgeTrainium]],
  ["aws_batch_tags", ["batch/aws_batch_tags", judgeTags]],
  ["tmpfs_path", ["batch/tmpfs_path", judgePath]],
  ["image", ["batch/image", judgeImage]],
]);

/**
 * What `BatchDecorator.init` and `step_init` of Metaflow 2.19.39 refuse, with every command but the
 * bare graph check; measured with the class. Amounts are not looked at there: AWS Batch judges them.
 */
export function judgeBatch(file: FlowFile): Finding[] {
  return onceEach(file).flatMap((place) =>
    place.step.decorators
      .filter(({ name, origin }) => name === "batch" && origin === "metaflow")
      .flatMap((batch) => [...judgeOptions(place, batch), ...judgeResources(place, batch)]),
  );
}

const SHARED = ["cpu", "memory", "gpu", "shared_memory"];

/** Of an amount and that of `@resources` the larger counts; what is no number must be the same. */
function judgeResources({ flow, step }: StepPlace, batch: Decorator): Finding[] {
  const resources = step.decorators.find(({ name }) => name === "resources");
  if (resources?.origin !== "metaflow") return [];
  const at = { flow: flow.name, step: step.name, metaflow: null };
  return SHARED.flatMap((option) => {
    const [mine, other] = [batch, resources].map(
      ({ arguments: given }) => given.findLast(({ name }) => name === option)?.value,
    );
    if (mine === undefined || other === undefined || !isConflict(mine, other)) return [];
    const message = `@batch and @resources ask for a different ${option}, and one is no number: ask once.`;
    const severity = "error";
    return [{ rule: "batch/resources", severity, message, span: mine.span, ...at }];
  });
}

function isConflict(mine: PyValue, other: PyValue): boolean {
  if ([mine, other].some(({ kind }) => kind === "none" || kind === "expression")) return false;
  const texts = [textOf(mine), textOf(other)];
  const words = [mine, other].some((value, i) => {
    const text = texts[i] ?? null;
    return text !== null && !isFalsy(value) && pythonFloat(text) === "refused";
  });
  return words && texts[0] !== texts[1];
}

function judgeOptions({ flow, step }: StepPlace, batch: Decorator): Finding[] {
  const given = new Map(
    batch.arguments.flatMap(({ name, value }) => (name === null ? [] : [[name, value] as const])),
  );
  return [...given].flatMap(([name, value]) => {
    const [rule, judge] = JUDGES.get(name) ?? [];
    const refusal = value.kind === "expression" ? null : judge?.(value, given);
    if (rule === undefined || refusal === undefined || refusal === null) return [];
    const at = { flow: flow.name, step: step.name, metaflow: null };
    return [{ rule, severity: "error" as const, ...refusal, ...at }];
  });
}

function judgeTrainium(
  { kind, span }: PyValue,
  given: ReadonlyMap<string, PyValue>,
): Refusal | null {
  const other = given.get("inferentia")?.kind ?? "none";
  if ([kind, other].some((one) => one === "none" || one === "expression")) return null;
  const message = "trainium is another name for inferentia: give one of them.";
  return { message, span };
}

const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

function judgeTags(value: PyValue): Refusal | null {
  if (value.kind === "none") return null;
  if (value.kind !== "dict") {
    return { message: `aws_batch_tags must be a dict: write {"key": "value"}.`, span: value.span };
  }
  for (const { key, value: tag } of value.entries) {
    const refusal = judgeTag(key, LONGEST_KEY) ?? judgeTag(tag, LONGEST_VALUE);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** Metaflow looks at the first character only; white space, `+-=._:/@`, letters and digits pass. */
function judgeTag(tag: PyValue, longest: number): Refusal | null {
  const { span } = tag;
  if (tag.kind === "expression") return null;
  const text = textOf(tag);
  if (text === null) return { message: "The keys and values of tags are strings.", span };
  if (/^aws:/iu.test(text)) return { message: "A tag must not begin with 'aws:'.", span };
  const { length } = Array.from(text);
  if (length > longest)
    return { message: `This may have ${longest} characters, it has ${length}: shorten it.`, span };
  if (/^[A-Za-z0-9\s+\-=._:/@]/u.test(text)) return null;
  const message = "A tag begins with a letter, a digit, a blank or one of + - = . _ : / @";
  return { message, span };
}

function judgePath(value: PyValue): Refusal | null {
  if (isFalsy(value) || textOf(value)?.startsWith("/") === true) return null;
  // `["/"][0]` passes, too.
  if ("items" in value && value.kind !== "set") return null;
  return { message: `tmpfs_path must begin with '/'.`, span: value.span };
}

function judgeImage(value: PyValue): Refusal | null {
  if (isFalsy(value) || value.kind === "string") return null;
  return { message: `image must be a string such as "python:3.12".`, span: value.span };
}
