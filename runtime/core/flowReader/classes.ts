import type { Decorator } from "../flow";
import type { LineMap, Span } from "../text";
import type { ReadCache } from "./cache";
import type { ClassHeader, Reference } from "./pieces";
import { baseOf, type Base } from "./bases";
import { Branches } from "./branches";
import { namesBound } from "./boundNames";
import { ClassConstants, isCertain, isDeeper } from "./constants";
import type { Literals } from "./literals";
import {
  bindsUnseen,
  memberOfValue,
  OTHER,
  UNKNOWN,
  withPrivateNames,
  type Member,
} from "./members";
import { namedBy, parameterKind } from "./parameters";
import { isMetaflow, type ModuleScope } from "./scope";
import { shiftReference, shiftSpan } from "./shift";
import type { StepReader } from "./stepReader";
import { inlineBody, statementsOf } from "./statements";
import type { BlockItem, ClassItem, DefItem, Item } from "./structure";
import type { LogicalLine } from "../python/lines";

/** One class of the file by itself; its place among the others is found in link.ts. */
export interface ClassDraft {
  readonly name: string;
  readonly nameSpan: Span;
  readonly span: Span;
  readonly line: number;
  readonly baseTexts: readonly string[];
  readonly bases: readonly Base[];
  readonly decorators: readonly Decorator[];
  readonly members: ReadonlyMap<string, Member>;
  /** Names that the class binds, rebinds or deletes depending on a condition. */
  readonly doubtful: ReadonlySet<string>;
  /** The class mentions some `.flow`. */
  readonly reachesFlow: () => boolean;
  /** Statements such as `exec` may bind any other name, or another class may stand for this one. */
  unseen: boolean;
}

export class ClassReader {
  private readonly constants: ClassConstants;
  private unseen = false;

  constructor(
    private readonly text: string,
    private readonly map: LineMap,
    private readonly cache: ReadCache,
    private readonly scope: ModuleScope,
    private readonly steps: StepReader,
    literals: Literals,
  ) {
    this.constants = new ClassConstants(cache, literals, scope);
  }

  read(item: ClassItem): ClassDraft | null {
    const header = this.cache.read("class", item.header, this.text);
    if (!header) return null;
    const offset = item.header.code;
    const members = new Map<string, Member>();
    const doubtful = new Set<string>();
    this.addBody(item, members, doubtful, true);
    const first = item.decorators[0] ?? item.header;
    return {
      name: header.name,
      nameSpan: shiftSpan(header.nameSpan, offset),
      span: { start: first.code, end: item.end },
      line: this.map.lineAt(offset),
      baseTexts: header.bases.map((base) => base.text),
      bases: this.basesOf(header),
      decorators: this.steps.decoratorsOf(item.decorators, null),
      members: withPrivateNames(members, header.name),
      doubtful,
      reachesFlow: () => /\.flow\b/u.test(this.text.slice(offset, item.end)),
      unseen: this.unseen,
    };
  }

  private textOf(line: LogicalLine): string {
    return this.text.slice(line.code, line.end);
  }

  private basesOf(header: ClassHeader): Base[] {
    return header.bases.map((base) => baseOf(base, this.scope.resolve(base.path)));
  }

  /** Fills `members` in order. Where it depends on a condition, the first of several counts. */
  private addMembers(
    items: readonly Item[],
    members: Map<string, Member>,
    doubtful: Set<string>,
    sure: boolean,
  ): void {
    const branches = new Branches();
    for (const item of items) {
      switch (item.kind) {
        case "def":
          this.addDef(item, members);
          break;
        case "line":
          this.addLines(
            statementsOf(item.line, this.text, this.cache),
            members,
            sure && !isDeeper(item.line, items),
          );
          break;
        case "block": {
          const chance = branches.next(this.textOf(item.header));
          if (chance !== "never") this.constants.hide(item.header, this.text);
          if (chance === "always") {
            const certain = sure && isCertain(this.textOf(item.header), chance);
            this.addBody(item, members, doubtful, certain);
          }
          if (chance === "maybe") this.addMaybe(item, members, doubtful);
          break;
        }
        case "class": {
          const name = this.cache.read("class", item.header, this.text)?.name;
          this.constants.hide(item.header, this.text);
          if (name !== undefined) members.set(name, OTHER);
        }
      }
    }
  }

  /** What stands behind the colon of a class or block, and below it. */
  private addBody(
    { kind, header, members: items }: ClassItem | BlockItem,
    members: Map<string, Member>,
    doubtful: Set<string>,
    sure: boolean,
  ): void {
    // What a loop or a `with` binds stays an attribute of the class.
    const targets = kind === "block" ? namesBound(header, this.text, this.cache) : [];
    for (const name of targets) if (!members.has(name)) members.set(name, UNKNOWN);
    this.addLines(inlineBody(header, this.text, this.cache), members, sure);
    this.addMembers(items, members, doubtful, sure);
  }

  private addMaybe(block: BlockItem, members: Map<string, Member>, doubtful: Set<string>): void {
    const before = new Map(members);
    this.addBody(block, members, doubtful, false);
    for (const name of new Set([...members.keys(), ...before.keys()])) {
      const was = before.get(name);
      if (members.get(name) === was) continue;
      doubtful.add(name);
      if (was && was.kind !== "other") members.set(name, was);
    }
  }

  private addDef(item: DefItem, members: Map<string, Member>): void {
    const step = this.steps.read(item, this.constants);
    if (step) {
      this.constants.set(step.name, null);
      members.set(step.name, { kind: "step", step });
    } else {
      const name = /^(?:async\s+)?def\s+([^\s(:[]+)/.exec(this.textOf(item.header))?.[1];
      if (name === undefined) return;
      this.constants.set(name.normalize("NFKC"), null);
      // A decorator of the user's own may make a step of it.
      const own = this.steps
        .decoratorsOf(item.decorators, null)
        .some(({ origin }) => origin === "user");
      members.set(name.normalize("NFKC"), own ? UNKNOWN : OTHER);
    }
  }

  private addLines(
    lines: readonly LogicalLine[],
    members: Map<string, Member>,
    sure: boolean,
  ): void {
    for (const line of lines) {
      this.constants.note(line, this.text, sure);
      if (line.kind === "import") this.addImport(line, members);
      else this.addLine(line, members);
    }
  }

  /** What is imported in a class body may be a step. */
  private addImport(line: LogicalLine, members: Map<string, Member>): void {
    for (const { bound, module, symbol } of this.cache.read("import", line, this.text)) {
      if (symbol === "*") this.unseen ||= !isMetaflow(module);
      else members.set(bound, symbol === null || isMetaflow(module) ? OTHER : UNKNOWN);
    }
  }

  private addLine(line: LogicalLine, members: Map<string, Member>): void {
    const text = this.textOf(line);
    if (line.kind !== "simple") return;
    const deleted = /^del\b([^.;[\]]+)$/.exec(text)?.[1];
    for (const name of deleted?.match(/[^\s,()\\]+/g) ?? []) members.delete(name);
    this.unseen ||= bindsUnseen(text);
    if (!text.includes("=")) return;
    const assignment = this.cache.read("assignment", line, this.text);
    assignment?.names.forEach((attribute, index) => {
      const written = assignment.values[index] ?? null;
      const value = written && shiftReference(written, line.code);
      members.set(attribute, this.assigned(attribute, value, line, members));
    });
    for (const name of namesBound(line, this.text, this.cache)) {
      if (assignment?.names.includes(name) !== true) members.set(name, UNKNOWN);
    }
  }

  private assigned(
    attribute: string,
    value: Reference | null,
    line: LogicalLine,
    members: ReadonlyMap<string, Member>,
  ): Member {
    if (value?.called === true) {
      const binding = this.scope.resolve(value.path);
      const kind = parameterKind(attribute, binding);
      if (!kind) return memberOfValue(value, binding);
      const span = { start: line.code, end: line.end };
      const place = { attribute, line: this.map.lineAt(span.start), span };
      return { kind: "parameter", parameter: { kind, ...place, ...namedBy(value.arguments) } };
    }
    const same =
      (value && this.memberAt(value.path, members)) ??
      memberOfValue(value, value && this.scope.resolve(value.path));
    // The same function under a second name is a second step.
    return same.kind === "step" ? { kind: "step", step: same.step.named(attribute) } : same;
  }

  /** `name` of this class or `Other.name` of another one. */
  private memberAt(
    path: readonly string[] | null,
    members: ReadonlyMap<string, Member>,
  ): Member | undefined {
    const [first = "", second, ...more] = path ?? [];
    if (second === undefined) return members.get(first);
    const owner = more.length === 0 ? this.scope.resolve([first]) : null;
    return owner?.kind === "class" ? owner.draft.members.get(second) : undefined;
  }
}
