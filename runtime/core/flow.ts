import type { LineMap, Span } from "./text";
import type { Argument, PyValue } from "./value";
import type { Step } from "./flowReader/step";

export type { Step };

/**
 * What `readFlow` finds in one Python file. The model follows Metaflow 2.19.39 (`metaflow/graph.py`,
 * `metaflow/flowspec.py`) and is built without running any of the file's code.
 */
export interface FlowFile {
  readonly flows: readonly Flow[];
  readonly lines: LineMap;
  /** The other files that these flows take classes or decorators from. */
  readonly sources: readonly SourceFile[];
  /** The first place that Python certainly cannot parse; null when there is none or it is not certain. */
  readonly syntaxProblem: SyntaxProblem | null;
}

/**
 * Another file that a flow takes classes from. So that nobody mistakes its places for places of the
 * file that was read, its spans begin at `base`, far beyond the end of any text.
 */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: LineMap;
  readonly base: number;
}

export interface SyntaxProblem {
  readonly span: Span;
  readonly message: string;
}

/** A class whose bases lead to `FlowSpec`. */
export interface Flow {
  readonly name: string;
  readonly nameSpan: Span;
  /** The whole class statement, decorators included. */
  readonly span: Span;
  /** The 1-based line of the `class` keyword. */
  readonly line: number;
  readonly bases: readonly string[];
  /** The names of the classes it builds on, where they stand, of this file and of its `sources`. */
  readonly ancestors: readonly Span[];
  readonly decorators: readonly Decorator[];
  readonly parameters: readonly Parameter[];
  /** Some attribute has a value that the text does not tell: it may be a parameter, too. */
  readonly moreParameters: boolean;
  /** Steps of this file in order of line, then those of other files; inherited and mixin steps included. */
  readonly steps: readonly Step[];
  /** Module-level code calls the class, guarded by `__main__` or not. */
  readonly runnable: boolean;
  /** Another flow of this file extends this one. */
  readonly subclassed: boolean;
  /** A base class or a class decorator could not be followed, so steps or parameters may be missing here. */
  readonly partial: boolean;
}

/** Where a decorator's name leads, as far as imports in the file tell. */
export type DecoratorOrigin =
  /** Imported from Metaflow: `name` is Metaflow's own name for it. */
  | "metaflow"
  /** Defined in the file or imported from elsewhere: its options are unknown. */
  | "user"
  /** Not imported anywhere in the file (half-typed text, star imports). */
  | "unknown";

export interface Decorator {
  /** Metaflow's name when `origin` is `metaflow` (aliases resolved), else the name as written. */
  readonly name: string;
  readonly origin: DecoratorOrigin;
  readonly nameSpan: Span;
  /** From `@` to the end of the call. */
  readonly span: Span;
  /** The 1-based line of the `@`. */
  readonly line: number;
  /** A class that looks at the whole flow: as a `StepMutator` it may change other steps, too. */
  readonly reachesFlow?: true;
  /** False for `@card`, true for `@card()`. */
  readonly called: boolean;
  readonly arguments: readonly Argument[];
}

/** What a class attribute declares: a `Parameter`, an `IncludeFile` or a `Config`. */
export interface Parameter {
  readonly kind: "parameter" | "include-file" | "config";
  /** The name on the command line (the first argument), or null when it is not a literal. */
  readonly name: string | null;
  /** The class attribute it is assigned to. */
  readonly attribute: string;
  readonly line: number;
  readonly span: Span;
  readonly arguments: readonly Argument[];
}

/** Where a step says `@step`, and what else that says. */
export interface StepDecorator {
  readonly span: Span;
  readonly line: number;
  /** How many decorators stand between `@step` and `def` (0 when it is innermost, as Metaflow demands). */
  readonly below: number;
  /** `@step(start=True)` / `@step(end=True)`; anything that Python takes for true does. */
  readonly start: boolean;
  readonly end: boolean;
  /** It may mark an end that the text does not tell: `@step(start=is_first)`. */
  readonly unsure: boolean;
  readonly arguments: readonly Argument[];
}

export interface Target {
  readonly name: string;
  /** The attribute name inside `self.name`. */
  readonly span: Span;
}

export interface SwitchCase {
  /** As Python's `str()` gives it: `1`, `True`, `config:cfg.k`. */
  readonly key: string;
  readonly keySpan: Span;
  readonly target: Target;
}

/** What the last top-level statement of a step's body says, read exactly as Metaflow reads it. */
export type Transition =
  /** The body does not end in a `self.next(...)` expression. */
  | { readonly form: "none" }
  /** It does, but in no form that Metaflow accepts. `targets`: all positional arguments, if each is `X.name`. */
  | {
      readonly form: "invalid";
      readonly span: Span;
      readonly line: number;
      readonly targets: readonly Target[];
      /** More than one target with `foreach=`: Metaflow still gives such a step the type `foreach`. */
      readonly foreachOfMany: boolean;
      /** The same with `num_parallel=`: the step counts as parallel too. */
      readonly parallel?: boolean;
      /** In our words, what is wrong with the call. */
      readonly problem: string;
    }
  | {
      readonly form: "linear" | "split";
      readonly span: Span;
      readonly line: number;
      readonly targets: readonly Target[];
    }
  | {
      readonly form: "foreach";
      readonly span: Span;
      readonly line: number;
      readonly targets: readonly Target[];
      readonly foreach: PyValue;
    }
  | {
      readonly form: "parallel";
      readonly span: Span;
      readonly line: number;
      readonly targets: readonly Target[];
      readonly numParallel: PyValue;
    }
  | {
      readonly form: "switch";
      readonly span: Span;
      readonly line: number;
      /** One per distinct key, in order; `targets` has the same names in the same order. */
      readonly cases: readonly SwitchCase[];
      readonly targets: readonly Target[];
      readonly condition: string;
    };
