import type { Decorator, Transition } from "../flow";
import type { LogicalLine, Scan } from "../python/lines";
import type { LineMap } from "../text";
import type { ReadCache } from "./cache";
import { namesConstant, withConstants, type ClassConstants } from "./constants";
import type { Literals } from "./literals";
import { decoratorTarget, type ModuleScope } from "./scope";
import { shiftArguments, shiftReference, shiftSpan, shiftTransition } from "./shift";
import { Step } from "./step";
import { isStepDecorator, isWithin, marksOf } from "./stepMarker";
import type { DefItem } from "./structure";

/** The place that spans and lines are counted from. */
interface Origin {
  readonly offset: number;
  readonly line: number;
}

const FILE: Origin = { offset: 0, line: 0 };

/** Reads decorators, and the functions that they make steps of. */
export class StepReader {
  constructor(
    private readonly text: string,
    private readonly map: LineMap,
    private readonly scan: Scan,
    private readonly cache: ReadCache,
    private readonly scope: ModuleScope,
    private readonly literals: Literals,
  ) {}

  /** The step, or null when no decorator of the function is Metaflow's `step`. */
  read(item: DefItem, constants: ClassConstants | null): Step | null {
    const [first] = item.decorators;
    if (!first) return null;
    const scope = constants?.version ?? this.scope.version;
    return this.asBefore(item, first, scope) ?? this.readAnew(item, first, constants, scope);
  }

  /** The step as the last reading built it, if nothing that it depends on has changed. */
  private asBefore(item: DefItem, { code: start }: LogicalLine, scope: number): Step | null {
    const built = this.cache.builtStep(item.header);
    if (built?.scope !== scope) return null;
    if (built.doubts !== null && built.doubts !== this.literals.doubts) return null;
    const { before, after } = this.scan.kept;
    const firstLine = item.bodyStart - 1 - item.decorators.length;
    if (item.bodyEnd > before && firstLine < after) return null;
    const tail = (item.last?.code ?? start) - start;
    if (built.length !== item.end - start || built.tail !== tail) return null;
    const { step } = built;
    const lines = item.bodyEnd <= before ? 0 : this.map.lineAt(item.header.code) - step.line;
    const by = start - step.start;
    const same = by === 0 && lines === 0 ? step : step.moved(by, lines);
    this.cache.moveStep(built, same);
    return same;
  }

  private readAnew(
    item: DefItem,
    first: LogicalLine,
    constants: ClassConstants | null,
    scope: number,
  ): Step | null {
    const start = first.code;
    const line = this.map.lineAt(item.header.code);
    const all = this.decoratorsOf(item.decorators, constants, { offset: start, line });
    const index = all.findIndex(isStepDecorator);
    const marker = all[index];
    const header = marker && this.cache.read("def", item.header, this.text);
    if (!header) return null;
    const offset = item.header.code - start;
    const length = item.end - start;
    const written = {
      nameSpan: shiftSpan(header.nameSpan, offset),
      length,
      decorators: all.filter((decorator) => !isStepDecorator(decorator)),
      stepDecorator: {
        span: marker.span,
        line: marker.line,
        below: all.length - 1 - index,
        arguments: marker.arguments,
        ...marksOf(marker.arguments),
      },
      positionalCount: header.positionalCount,
      parametersSpan: shiftSpan(header.parametersSpan, offset),
      isAsync: header.isAsync,
      transition: this.transitionOf(item, header.transition, { offset: start, line }),
      doc: item.first && this.docOf(item.first),
    };
    const step = new Step(written, header.name, start, line);
    const tail = (item.last?.code ?? start) - start;
    if (all.every(({ arguments: given, span }) => isWithin(given, span))) {
      const isConstant = all.some(({ arguments: given }) => given.some(namesConstant));
      const doubts = isConstant ? this.literals.doubts : null;
      this.cache.keepStep(item.header, { step, scope, doubts, length, tail });
    }
    return step;
  }

  private transitionOf(item: DefItem, inline: Transition | null, from: Origin): Transition {
    const { last } = item;
    const line = last ?? item.header;
    const read =
      last === null
        ? inline
        : last.kind === "simple"
          ? this.cache.read("transition", last, this.text)
          : null;
    if (read === null || read.form === "none") return { form: "none" };
    const lines = this.map.lineAt(read.span.start + line.code) - from.line;
    return shiftTransition(read, line.code - from.offset, lines);
  }

  private docOf(line: LogicalLine): string | null {
    const text = this.text.slice(line.code, line.end);
    return /^[rRuU]?["']/.test(text) ? this.cache.read("doc", line, this.text) : null;
  }

  /** What each decorator's name leads to, with its arguments; places are counted from `from`. */
  decoratorsOf(
    lines: readonly LogicalLine[],
    constants: ClassConstants | null,
    from: Origin = FILE,
  ): Decorator[] {
    const resolve = (path: readonly string[]) => this.scope.resolve(path);
    const found: Decorator[] = [];
    for (const line of lines) {
      const relative = this.cache.read("decorator", line, this.text);
      if (!relative) continue;
      const start = line.code - from.offset;
      const reference = shiftReference(relative, start);
      const { bound, ...target } = decoratorTarget(this.scope, reference);
      found.push({
        ...target,
        nameSpan: reference.nameSpan,
        span: { start, end: reference.span.end },
        line: this.map.lineAt(line.code) - from.line,
        called: reference.called || bound !== null,
        arguments:
          bound === null
            ? withConstants(reference.arguments, constants, this.literals, resolve)
            : shiftArguments(bound, -from.offset),
      });
    }
    return found;
  }
}
