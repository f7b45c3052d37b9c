import type { Decorator, SourceFile, StepDecorator, Transition } from "../flow";
import type { Span } from "../text";
import { shiftArguments, shiftDecorator, shiftSpan, shiftTransition } from "./shift";

/** What a step's own text says: spans count from its first decorator, lines from its `def`. */
interface WrittenStep {
  readonly nameSpan: Span;
  readonly length: number;
  readonly decorators: readonly Decorator[];
  readonly stepDecorator: StepDecorator;
  readonly positionalCount: number;
  readonly parametersSpan: Span;
  readonly isAsync: boolean;
  readonly transition: Transition;
  readonly doc: string | null;
}

/** Whose step it is. */
interface StepOwner {
  readonly inheritedFrom: string | null;
  readonly source: SourceFile | null;
  /** In place of the decorators that are written; their places are the file's. */
  readonly decorators: readonly Decorator[] | null;
}

const ITS_CLASS: StepOwner = { inheritedFrom: null, source: null, decorators: null };

/**
 * A step of a flow. An edit moves all that stand below it: so a step keeps what is written in it and
 * where it stands apart, and puts the two together when it is asked. It never changes.
 */
export class Step {
  #span: Span | null = null;
  #decorators: readonly Decorator[] | null = null;
  #transition: Transition | null = null;

  constructor(
    private readonly written: WrittenStep,
    readonly name: string,
    /** The offset of the first decorator, where `span` starts. */
    readonly start: number,
    /** The 1-based line of `def` (or `async def`), as Metaflow counts it. */
    readonly line: number,
    private readonly owner: StepOwner = ITS_CLASS,
  ) {}

  /** The same step further down (or up) in the file. */
  moved(by: number, lines: number): Step {
    return new Step(this.written, this.name, this.start + by, this.line + lines, this.owner);
  }

  named(name: string): Step {
    return new Step(this.written, name, this.start, this.line, this.owner);
  }

  inherited(inheritedFrom: string): Step {
    return this.owned({ inheritedFrom });
  }

  /** The same step of another file, where its decorators stand too. */
  of(source: SourceFile, decorators: readonly Decorator[]): Step {
    return this.moved(source.base, 0).owned({ source, decorators });
  }

  withDecorators(decorators: readonly Decorator[]): Step {
    return this.owned({ decorators });
  }

  private owned(owner: Partial<StepOwner>): Step {
    return new Step(this.written, this.name, this.start, this.line, { ...this.owner, ...owner });
  }

  get nameSpan(): Span {
    return shiftSpan(this.written.nameSpan, this.start);
  }

  /** From the first decorator to the end of the body. */
  get span(): Span {
    const { start } = this;
    return (this.#span ??= { start, end: start + this.written.length });
  }

  /** In source order, without `@step` itself. */
  get decorators(): readonly Decorator[] {
    return (this.#decorators ??= this.owner.decorators ?? this.writtenDecorators());
  }

  private writtenDecorators(): readonly Decorator[] {
    const { decorators } = this.written;
    if (decorators.length === 0) return decorators;
    return decorators.map((one) => shiftDecorator(one, this.start, this.line));
  }

  get stepDecorator(): StepDecorator {
    const { stepDecorator: written } = this.written;
    return {
      ...written,
      span: shiftSpan(written.span, this.start),
      line: written.line + this.line,
      arguments: shiftArguments(written.arguments, this.start),
    };
  }

  /** Whether `@step` may mark it as a start or end that is not known here. */
  get isMarkUnsure(): boolean {
    return this.written.stepDecorator.unsure;
  }

  /** Positional parameters, defaults included, keyword-only and `*args` not: 1 normal, 2 join. */
  get positionalCount(): number {
    return this.written.positionalCount;
  }

  /** The parenthesised parameter list. */
  get parametersSpan(): Span {
    return shiftSpan(this.written.parametersSpan, this.start);
  }

  get isAsync(): boolean {
    return this.written.isAsync;
  }

  get transition(): Transition {
    const { written, start, line } = this;
    return (this.#transition ??= shiftTransition(written.transition, start, line));
  }

  /** The class that declares it, when that is a base class or mixin. */
  get inheritedFrom(): string | null {
    return this.owner.inheritedFrom;
  }

  /** The file that declares it; its `line` and spans are of that file. Null: the file that was read. */
  get source(): SourceFile | null {
    return this.owner.source;
  }

  /** First line of the docstring, if any. */
  get doc(): string | null {
    return this.written.doc;
  }
}
