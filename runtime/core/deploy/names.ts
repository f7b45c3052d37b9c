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
