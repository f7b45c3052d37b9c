import type { Decorator, Flow, FlowFile, Parameter, Step, Transition } from "../flow";
import { structureOf, type ClassItem, type DefItem, type Item } from "../flowReader/structure";
import { buildGraph } from "../graph";
import { scanLines, type LogicalLine } from "../python/lines";
import type { Span } from "../text";

/** A line of the outline with those below it. */
export interface OutlineSymbol {
  readonly kind: "flow" | "step" | "parameter" | "class" | "method" | "function";
  readonly name: string;
  /** What a step is in its flow's graph and its decorators: `foreach items · @kubernetes`. */
  readonly detail: string;
  /** Decorators included. */
  readonly span: Span;
  readonly nameSpan: Span;
  readonly children: readonly OutlineSymbol[];
}

/**
 * The classes and functions of a file as they are nested, those of its flows told apart; functions
 * within functions and variables are left out. Works on text that is half-typed.
 */
export function outlineOf(text: string, file: FlowFile): readonly OutlineSymbol[] {
  return new Outliner(text, file).symbolsOf(structureOf(scanLines(text).lines), null);
}

class Outliner {
  private readonly flows = new Map<number, Flow>();
  private readonly steps = new Map<number, readonly [Flow, Step]>();
  private readonly parameters = new Map<number, Parameter>();

  constructor(
    private readonly text: string,
    { flows }: FlowFile,
  ) {
    for (const flow of flows) {
      this.flows.set(flow.nameSpan.start, flow);
      for (const one of flow.parameters) this.parameters.set(one.span.start, one);
      for (const step of flow.steps) {
        const known = this.steps.get(step.nameSpan.start);
        // A base class shows its step as it is in its own graph.
        if (known === undefined || step.inheritedFrom === null)
          this.steps.set(step.nameSpan.start, [flow, step]);
      }
    }
  }

  symbolsOf(items: readonly Item[], owner: ClassItem | null): readonly OutlineSymbol[] {
    return items.flatMap((item): readonly OutlineSymbol[] => {
      switch (item.kind) {
        case "class":
          return this.classOf(item);
        case "def":
          return this.functionOf(item, owner);
        case "block":
          return this.symbolsOf(item.members, owner);
        case "line":
          return owner === null ? [] : this.parameterOf(item.line);
      }
    });
  }

  private classOf(item: ClassItem): readonly OutlineSymbol[] {
    const named = this.nameIn(item.header, CLASS);
    if (named === null) return [];
    const flow = this.flows.get(named.nameSpan.start);
    const detail = flow === undefined ? "" : joined(["flow", ...decoratorNames(flow.decorators)]);
    return [
      {
        ...named,
        kind: flow === undefined ? "class" : "flow",
        detail,
        span: { start: item.decorators[0]?.code ?? item.header.code, end: item.end },
        children: this.symbolsOf(item.members, item),
      },
    ];
  }

  private functionOf(item: DefItem, owner: ClassItem | null): readonly OutlineSymbol[] {
    const named = this.nameIn(item.header, DEF);
    if (named === null) return [];
    const step = this.steps.get(named.nameSpan.start);
    const kind = step !== undefined ? "step" : owner === null ? "function" : "method";
    const span = {
      start: item.decorators[0]?.code ?? item.header.code,
      end: Math.max(item.end, item.header.end),
    };
    const detail = step === undefined ? "" : stepDetail(...step);
    return [{ ...named, kind, detail, span, children: [] }];
  }

  private parameterOf({ code }: LogicalLine): readonly OutlineSymbol[] {
    const parameter = this.parameters.get(code);
    if (parameter === undefined) return [];
    const { attribute, kind, span } = parameter;
    const nameSpan = { start: code, end: Math.min(code + attribute.length, span.end) };
    const detail = kind === "include-file" ? "file" : kind;
    return [{ kind: "parameter", name: attribute, detail, span, nameSpan, children: [] }];
  }

  private nameIn(
    { code, end }: LogicalLine,
    head: RegExp,
  ): { readonly name: string; readonly nameSpan: Span } | null {
    const [, before = "", name = ""] = head.exec(this.text.slice(code, end)) ?? [];
    if (name === "") return null;
    const start = code + before.length;
    return { name, nameSpan: { start, end: start + name.length } };
  }
}

const CLASS = /^(class(?:[ \t\f]|\\\r?\n)+)([^\s\\(:[]+)/u;
const DEF = /^((?:async(?:[ \t\f]|\\\r?\n)+)?def(?:[ \t\f]|\\\r?\n)+)([^\s\\(:[]+)/u;

/** What the step is by its place in the graph, and what it asks for. */
function stepDetail(flow: Flow, step: Step): string {
  const { start, end } = buildGraph(flow);
  const place = [
    ...(step.name === start ? ["start"] : []),
    ...(step.positionalCount === 2 ? ["join"] : []),
    ...(step.name === end ? ["end"] : []),
  ];
  const words = [...place, ...opens(step.transition)];
  return joined([...(words.length > 0 ? words : ["step"]), ...decoratorNames(step.decorators)]);
}

function opens(transition: Transition): readonly string[] {
  switch (transition.form) {
    case "split":
      return [`${transition.targets.length} branches`];
    case "foreach":
      return [
        transition.foreach.kind === "string" ? `foreach ${transition.foreach.value}` : "foreach",
      ];
    case "parallel":
      return ["parallel tasks"];
    case "switch":
      return [`switch on ${transition.condition}`];
    default:
      return [];
  }
}

function decoratorNames(decorators: readonly Decorator[]): readonly string[] {
  return [...new Set(decorators.map(({ name }) => `@${name}`))];
}

function joined(parts: readonly string[]): string {
  return parts.join(" · ");
}
