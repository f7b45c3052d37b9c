/** What stands for a production token in what is shown. */
const hidden = "••••";

/**
 * Where Metaflow's deployers print a production token (2.19.39, argo_workflows_cli.py): in the
 * namespace that it makes, and in the command for others.
 */
const printed = /(production:|--authorize[ =])([A-Za-z0-9][\w.-]*)/g;

/** A line of a deployer's output without the token in it. */
export function withoutToken(line: string): string {
  return line.replace(printed, (whole, before: string, token: string) =>
    token === "MY_TOKEN" ? whole : `${before}${hidden}`,
  );
}

/** The token of the flow that was deployed; null: none was printed. */
export function tokenIn(output: string): string | null {
  return /^ *production:([A-Za-z0-9][\w.-]*) *$/m.exec(output)?.[1] ?? null;
}
