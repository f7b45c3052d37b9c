import type { Flow } from "../flow";
import { buildGraph } from "../graph";
import type { Span } from "../text";
import {
  sharedStepAt,
  usesOf,
  type ClassPart,
  type FlowText,
  type Place,
  type SharedStep,
} from "./sharedStep";

/** All places to change, or why it must not be done. */
export type Rename = { readonly places: readonly Place[] } | { readonly refused: string };

/** Whether a file may be changed: it is one of the workspace's own. */
type IsOwn = (path: string) => boolean;

/** What every flow has by itself: the attributes of Metaflow's FlowSpec, and `name` (metaflow/lint.py). */
const RESERVED: ReadonlySet<string> = new Set([
  ...["name", "next", "input", "index", "cmd"],
  ...["foreach_stack", "merge_artifacts", "script_name"],
  ...["start", "end"],
]);

/** The step's name at an offset, if it can be renamed; null when there is no step's name. */
export function renamable(
  files: readonly FlowText[],
  path: string,
  offset: number,
  isOwn: IsOwn,
): { readonly span: Span; readonly name: string } | { readonly refused: string } | null {
  const shared = sharedStepAt(files, path, offset);
  if (shared === null) return null;
  const refused = fixedName(shared, isOwn);
  return refused === null ? { span: shared.span, name: shared.name } : { refused };
}

/**
 * Renames the step at an offset of the file `path` in all `files`: its `def`s, all transitions to it,
 * `inputs.<step>` in joins, and texts that name nothing else. What is read of past runs
 * (`Flow("F").latest_run["train"]`) keeps the old name, which those runs have.
 */
export function renameStep(
  files: readonly FlowText[],
  path: string,
  offset: number,
  name: string,
  isOwn: IsOwn,
): Rename | null {
  const shared = sharedStepAt(files, path, offset);
  if (shared === null) return null;
  if (name === shared.name) return { places: [] };
  const refused = fixedName(shared, isOwn) ?? unfitName(shared, name);
  return refused === null ? { places: usesOf(shared) } : { refused };
}

/** Why this step must keep its name. */
function fixedName(shared: SharedStep, isOwn: IsOwn): string | null {
  const { name, classes, flows } = shared;
  const uses = usesOf(shared);
  if (flows.some(({ flow }) => isByName(flow, name)))
    return `A flow ${name === "start" ? "begins" : "ends"} with the step named '${name}': it must keep its name.`;
  const assigned = uses.find(({ kind }) => kind === "statement");
  if (assigned !== undefined)
    return `A statement of a class in ${fileName(assigned.path)} names '${name}', and what it does with it is not certain: rename it by hand.`;
  const foreign = uses.find((use) => !isOwn(use.path));
  if (foreign !== undefined)
    return `'${name}' is named in ${fileName(foreign.path)}, which is no file of this workspace: rename it by hand.`;
  if (!uses.some(({ kind }) => kind === "definition"))
    return `'${name}' is not defined in a file of this workspace.`;
  const partial = flows.find(({ flow }) => flow.partial);
  if (partial !== undefined)
    return `Not all that ${partial.flow.name} (${fileName(partial.path)}) is made of can be read, and the rest may name '${name}' too: rename it by hand.`;
  return classes.some(definesTwice)
    ? `'${name}' is defined more than once in a class: keep one of them, then rename it.`
    : null;
}

function fileName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** Being called `start` or `end` is what makes it the flow's first or last step. */
function isByName(flow: Flow, name: string): boolean {
  if (name !== "start" && name !== "end") return false;
  const step = flow.steps.find((one) => one.name === name);
  return step?.stepDecorator[name] === false && buildGraph(flow)[name] === name;
}

/** Of two methods of one name in a class one is hidden; it would come to light as a step of its own. */
function definesTwice({ uses }: ClassPart): boolean {
  return uses.filter(({ kind }) => kind === "definition").length > 1;
}

/** Why the step cannot have this name. */
function unfitName({ flows }: SharedStep, name: string): string | null {
  if (!/^[a-z][a-z0-9_]*$/u.test(name) || KEYWORDS.has(name))
    return "A step's name is made of lower case letters a-z, digits and underscores, begins with a letter and is no word of Python.";
  if (RESERVED.has(name)) return `'${name}' means something else on a flow.`;
  for (const { flow } of flows) {
    if (flow.steps.some((step) => step.name === name))
      return `${flow.name} already has a step '${name}'.`;
    if (flow.parameters.some(({ attribute }) => attribute === name))
      return `${flow.name} already has a parameter '${name}'.`;
  }
  return usedAlready(
    flows.flatMap(({ classes }) => classes),
    name,
  );
}

/** A method or artifact of this name would get in the way. */
function usedAlready(classes: readonly ClassPart[], name: string): string | null {
  const pattern = new RegExp(`\\bdef[ \\t]+${name}\\b|\\bself\\.${name}\\b`, "u");
  const user = classes.find(({ text, part: { span } }) =>
    pattern.test(text.slice(span.start, span.end)),
  );
  return user === undefined ? null : `${user.part.name} already uses '${name}' for something else.`;
}

const KEYWORDS: ReadonlySet<string> = new Set(
  "and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield".split(
    " ",
  ),
);
