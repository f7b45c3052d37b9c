import type { Edit, Fix } from "../../finding";
import type { FlowGraph, GraphNode } from "../../graph";
import {
  fixOf,
  freshName,
  insertion,
  lineBreak,
  lineStartOf,
  marginsOf,
  stepLines,
} from "./places";
import { inputsEdit, type Patient } from "./transitions";

/** So many steps are tried as the join that was meant. */
const MOST_TRIED = 8;
const NAMED_JOIN = /join|merge|collect|gather|reduce|aggregate|combine/u;

/**
 * Ways to join what arrives at the end unjoined, the likeliest first: a step where branches meet
 * takes `inputs`, or new joins come before the end, one for each split that is open there.
 */
export function joinFixes({ graph, flow, text, step: end }: Patient): readonly Fix[] {
  const meeting = [...graph.nodes.values()]
    .filter((node) => node.step.source === null && isMeeting(graph, node, text))
    .slice(0, MOST_TRIED);
  const widened = meeting.flatMap((node) => {
    const edit = inputsEdit(node, text);
    return edit === null ? [] : (fixOf(`Make '${node.name}' the join: add 'inputs'`, [edit]) ?? []);
  });
  const added = newJoins({ graph, flow, text, step: end });
  return added === null ? widened : [...widened, added];
}

/** Where branches meet, or a step behind a foreach that is called a join or speaks of `inputs`. */
function isMeeting({ nodes, end }: FlowGraph, node: GraphNode, text: string): boolean {
  if (node.name === end || node.step.transition.form !== "linear" || node.incoming.length === 0) {
    return false;
  }
  if (node.incoming.length > 1) return true;
  const { parametersSpan, span } = node.step;
  const body = text.slice(parametersSpan.end, span.end);
  const opened = node.incoming.some((name) => nodes.get(name)?.kind === "foreach");
  return !opened && (NAMED_JOIN.test(node.name) || /\binputs\b/u.test(body));
}

/** A join for each set of open splits, from the innermost outwards, and the last leads to the end. */
function newJoins({ graph, flow, text, step: end }: Patient): Fix | null {
  const margins = marginsOf(end, text);
  if (margins === null || end.source !== null) return null;
  const names = new Map<string, string>();
  const steps: string[] = [];
  const eol = lineBreak(text);
  const taken = { steps: [...flow.steps] };
  const joinFor = (open: readonly string[]): string => {
    const split = open.at(-1);
    if (split === undefined) return end.name;
    const key = open.join(" ");
    const known = names.get(key);
    if (known !== undefined) return known;
    const outer = joinFor(open.slice(0, -1));
    const name = freshName(open.length === 1 ? "join" : `join_${split}`, { ...flow, ...taken });
    names.set(key, name);
    taken.steps.push(end.named(name));
    const lines = stepLines(
      end,
      text,
      margins,
      `${name}(self, inputs)`,
      `self.next(self.${outer})`,
    );
    steps.unshift(lines.join(eol) + eol + eol);
    return name;
  };
  const edits: Edit[] = [];
  for (const node of graph.nodes.values()) {
    const { transition, source } = node.step;
    if (transition.form === "none") continue;
    const open = node.kind === "join" ? node.splitParents.slice(0, -1) : node.splitParents;
    for (const { name, span } of transition.targets) {
      if (name !== end.name || open.length === 0) continue;
      if (source !== null) return null;
      edits.push({ span, text: joinFor(open) });
    }
  }
  if (steps.length === 0) return null;
  const added = insertion(lineStartOf(text, end.span.start), steps.join(""));
  const [name] = names.values();
  const title = steps.length === 1 ? `Add the join '${name ?? ""}'` : "Add the missing joins";
  return fixOf(title, [added, ...edits]);
}
