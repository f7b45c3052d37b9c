/** The longest name of a deployed workflow (argo_workflows_cli.py of Metaflow 2.19.39). */
export const LONGEST_NAME = 45;

/** What is wrong with a name for `argo-workflows --name`, in a sentence; null when it will do. */
export function checkWorkflowName(name: string): string | null {
  if (name === "") return "The workflow needs a name.";
  if (name.length > LONGEST_NAME)
    return `The name may have ${LONGEST_NAME} characters, this has ${name.length}.`;
  if (/^[a-z](?:[a-z0-9.-]*[a-z0-9])?$/.test(name)) return null;
  return "Use lower case letters, digits, dashes and dots; begin with a letter, end with a letter or digit.";
}

/** A name for a flow whose own is too long: its words, shortened from the end. */
export function suggestedName(flow: string): string {
  const words = flow
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "");
  return words.slice(0, LONGEST_NAME).replace(/[^a-z0-9]+$/, "");
}

/** The options by which Metaflow's commands find a deployed flow. */
export interface DeployedName {
  /** `argo-workflows --name`; null where the flow's own name leads there. */
  readonly name: string | null;
  readonly branch: string | null;
  readonly production: boolean;
}

/**
 * How to name a template that a flow was deployed as; `branch` is the one that its annotation tells
 * (null: it is in no project). Names and branches are made as in 2.19.39 (argo_workflows_cli.py,
 * `resolve_workflow_name_v2`, and project_decorator.py, `format_name`).
 */
export function deployedName(flow: string, template: string, branch: string | null): DeployedName {
  if (branch !== null) {
    const given = /^(?:prod|test)\.(.+)$/.exec(branch)?.[1] ?? null;
    return { name: null, branch: given, production: /^prod(?:\.|$)/.test(branch) };
  }
  const own = flow
    .replace(/^[^A-Za-z0-9]+/, "")
    .replaceAll("_", "")
    .toLowerCase();
  return { name: template === own ? null : template, branch: null, production: false };
}

/** The user whose own branch that is; null: anybody can deploy to it. */
export function branchUser(branch: string | null): string | null {
  return /^user\.(.+)$/.exec(branch ?? "")?.[1] ?? null;
}
