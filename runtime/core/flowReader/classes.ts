import type { Decorator } from "../flow";
import type { LineMap, Span } from "../text";
import type { ReadCache } from "./cache";
import type { ClassHeader, Reference } from "./pieces";
import { baseOf, type Base } from "./bases";
import { Branches } from "./branches";
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
import type { ModuleScope } from "./scope";
import { shiftReference, shiftSpan } from "./shift";
import type { StepReader } from "./stepReader";
import type { ClassItem, DefItem, Item } from "./structure";
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
    this.addMembers(item.members, members, doubtful, true);
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
          this.constants.note(item.line, this.text, sure && !isDeeper(item.line, items));
          this.addLine(item.line, members);
          break;
        case "block": {
          const chance = branches.next(this.textOf(item.header));
          if (chance !== "never") this.constants.hide(item.header, this.text);
          if (chance === "always") {
            const certain = sure && isCertain(this.textOf(item.header), chance);
            this.addMembers(item.members, members, doubtful, certain);
          }
          if (chance === "maybe") this.addMaybe(item.members, members, doubtful);
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

  private addMaybe(
    items: readonly Item[],
    members: Map<string, Member>,
    doubtful: Set<string>,
  ): void {
    const before = new Map(members);
    this.addMembers(items, members, doubtful, false);
    for (const name of new Set([...members.keys(), ...before.keys()])) {
      const was = before.get(name);
      if (members.get(name) === was) continue;
      doubtful.add(name);
      if (was && was.kind !== "other") members.set(name, was);
    }
  }

  private addDef(item: DefItem, members: Map<string, Member>): void {
    const step = this.steps.read(item, this.constants);
    this.constants.hide(item.header, this.text);
    if (step) members.set(step.name, { kind: "step", step });
    else {
      const name = /^(?:async\s+)?def\s+([^\s(:[]+)/.exec(this.textOf(item.header))?.[1];
      if (name === undefined) return;
      // A decorator of the user's own may make a step of it.
      const own = this.steps
        .decoratorsOf(item.decorators, null)
        .some(({ origin }) => origin === "user");
      members.set(name.normalize("NFKC"), own ? UNKNOWN : OTHER);
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
    if (!assignment) return;
    const value = assignment.value && shiftReference(assignment.value, line.code);
    for (const attribute of assignment.names) {
      const member = this.assigned(attribute, value, line, members);
      members.set(attribute, member.kind === "other" && isSeveral(text) ? UNKNOWN : member);
    }
  }

  private assigned(
    attribute: string,
    value: Reference | null,
    line: LogicalLine,
    members: ReadonlyMap<string, Member>,
  ): Member {
    if (value?.called === true) {
      const kind = parameterKind(attribute, this.scope.resolve(value.path));
      if (!kind) return UNKNOWN;
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

/** `a, b = ...`: which value goes to which name is not followed. */
function isSeveral(assignment: string): boolean {
  return /^[^=]*,[^=]*=/u.test(assignment);
}
