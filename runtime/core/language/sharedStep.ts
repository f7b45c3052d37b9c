import type { Flow, FlowFile } from "../flow";
import { sourceOf } from "../flowReader/sources";
import type { Span } from "../text";
import { classTextsOf, type ClassText } from "./classTexts";
import { usesIn, type StepUse } from "./stepUses";

/** A file that was read. `path` is the one by which other files' imports lead to it. */
export interface FlowText {
  readonly path: string;
  readonly text: string;
  readonly file: FlowFile;
}

/** A place in one of several files. */
export interface Place {
  readonly path: string;
  readonly span: Span;
}

/** A class of a flow, in whichever file it stands. */
export interface ClassPart {
  readonly path: string;
  /** The whole file's. */
  readonly text: string;
  readonly part: ClassText;
  readonly uses: readonly StepUse[];
}

/** A flow with the classes it consists of. */
interface FlowParts {
  readonly path: string;
  readonly flow: Flow;
  readonly file: FlowFile;
  readonly classes: readonly ClassPart[];
}

/** A step that classes of several flows and files may define and name. */
export interface SharedStep {
  readonly name: string;
  /** Where the name stands at the place asked for. */
  readonly span: Span;
  /** The classes that name it: some flow has each of them together with another one. */
  readonly classes: readonly ClassPart[];
  /** The flows that have any of these classes. */
  readonly flows: readonly FlowParts[];
  /** The one at the place asked for. */
  readonly here: ClassPart;
}

/**
 * The step whose name stands at an offset of the file `path`; null when no step's name does. Two
 * classes mean the same step by a name if a flow has both; so flows that share only a base class
 * which never names it keep steps of their own.
 */
export function sharedStepAt(
  files: readonly FlowText[],
  path: string,
  offset: number,
): SharedStep | null {
  const text = files.find((one) => one.path === path)?.text;
  if (text === undefined) return null;
  const word = wordAt(text, offset);
  const name = text.slice(word.start, word.end);
  // The editor asks at every word: most are no step's, and then nothing is searched.
  if (!files.some(({ file }) => file.flows.some((flow) => hasStep(flow, name)))) return null;
  const texts = new ClassTexts(files);
  const flows = files.flatMap((one) => partsOf(one, name, texts));
  const here = texts.around(path, offset);
  const own = flows.flatMap(({ classes }) => classes).find(({ part }) => part === here);
  const use = own?.uses.find(({ span }) => span.start === word.start);
  if (own === undefined || use === undefined) return null;
  const [classes, tied] = tiedTo(own, flows);
  // In all of them: a base class may lead to a step that only its subclasses have.
  if (!tied.some(({ flow }) => hasStep(flow, name))) return null;
  return { name, span: use.span, classes, flows: tied, here: own };
}

function hasStep({ steps }: Flow, name: string): boolean {
  return steps.some((step) => step.name === name);
}

/** Every place that names the step, in order of files and lines. */
export function usesOf({ classes }: SharedStep): readonly (Place & Pick<StepUse, "kind">)[] {
  return classes
    .flatMap(({ path, uses }) => uses.map(({ span, kind }) => ({ path, span, kind })))
    .sort((a, b) => (a.path === b.path ? a.span.start - b.span.start : a.path < b.path ? -1 : 1));
}

/** Where the step is defined, as the flows have it that see the place asked for. */
export function definitionsOf({ name, flows, here }: SharedStep): readonly Place[] {
  const seeing = flows.filter(({ classes }) => classes.includes(here));
  const seen = definitionsIn(seeing, name);
  return seen.length > 0 ? seen : definitionsIn(flows, name);
}

function definitionsIn(flows: readonly FlowParts[], name: string): readonly Place[] {
  const places = new Map<string, Place>();
  for (const parts of flows)
    for (const step of parts.flow.steps) {
      if (step.name !== name) continue;
      const place = placeOf(parts, step.nameSpan);
      places.set(keyOf(place.path, place.span.start), place);
    }
  return [...places.values()];
}

/** A span of a flow's model, as a place of the file that it lies in. */
function placeOf({ path, file }: Pick<FlowText, "path" | "file">, span: Span): Place {
  const source = sourceOf(file.sources, span);
  if (source === undefined) return { path, span };
  return {
    path: source.path,
    span: { start: span.start - source.base, end: span.end - source.base },
  };
}

/** The classes that name the step and are tied to `own` by flows, and these flows. */
function tiedTo(
  own: ClassPart,
  flows: readonly FlowParts[],
): readonly [readonly ClassPart[], readonly FlowParts[]] {
  const classes = new Set([own]);
  const tied = new Set<FlowParts>();
  for (const one of classes)
    for (const flow of flows) {
      if (tied.has(flow) || !flow.classes.includes(one)) continue;
      tied.add(flow);
      for (const other of flow.classes) if (other.uses.length > 0) classes.add(other);
    }
  return [[...classes], flows.filter((flow) => tied.has(flow))];
}

function partsOf(one: FlowText, name: string, texts: ClassTexts): readonly FlowParts[] {
  const { path, file } = one;
  return file.flows.map((flow) => {
    const places = [flow.nameSpan, ...flow.ancestors].map((span) => placeOf(one, span));
    const found = places.flatMap((place) => texts.at(place) ?? []);
    const names = new Set(found.map(({ part }) => part.name));
    return { path, flow, file, classes: found.map((found) => texts.read(found, name, names)) };
  });
}

interface FoundClass {
  readonly path: string;
  readonly text: string;
  readonly part: ClassText;
}

/** The classes of all files, each file cut into classes and each class searched at most once. */
class ClassTexts {
  private readonly texts = new Map<string, string>();
  private readonly classes = new Map<string, readonly ClassText[]>();
  private readonly parts = new Map<ClassText, ClassPart>();

  constructor(files: readonly FlowText[]) {
    for (const { file } of files)
      for (const { path, text } of file.sources) this.texts.set(path, text);
    for (const { path, text } of files) this.texts.set(path, text);
  }

  at({ path, span }: Place): FoundClass | null {
    const part = this.in(path).find(({ nameStart }) => nameStart === span.start);
    const text = this.texts.get(path);
    return part === undefined || text === undefined ? null : { path, text, part };
  }

  /** The innermost class around an offset. */
  around(path: string, offset: number): ClassText | null {
    return this.in(path).findLast(({ span }) => span.start <= offset && offset <= span.end) ?? null;
  }

  read({ path, text, part }: FoundClass, name: string, classes: ReadonlySet<string>): ClassPart {
    const known = this.parts.get(part);
    if (known !== undefined) return known;
    const read = { path, text, part, uses: usesIn(text, part, name, classes) };
    this.parts.set(part, read);
    return read;
  }

  private in(path: string): readonly ClassText[] {
    const known = this.classes.get(path);
    if (known !== undefined) return known;
    const text = this.texts.get(path);
    const read = text === undefined ? [] : classTextsOf(text);
    this.classes.set(path, read);
    return read;
  }
}

function keyOf(path: string, start: number): string {
  return `${path}:${start}`;
}

/** The name around an offset; empty when there is none. */
function wordAt(text: string, offset: number): Span {
  const isWord = (index: number): boolean => /[\w\u0080-\uffff]/u.test(text.charAt(index));
  let start = offset;
  let end = offset;
  while (start > 0 && isWord(start - 1)) start--;
  while (end < text.length && isWord(end)) end++;
  return { start, end };
}
