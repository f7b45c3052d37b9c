/** Which run a panel draws: the flow's newest, or what was chosen at a time (epoch ms). */
export type ShownRun =
  | "newest"
  /** A null key: none, as the text says. */
  | { readonly key: string | null; readonly at: number };

interface StartedRun {
  readonly key: string;
  readonly state: { readonly startedAt: number };
}

/**
 * The run to draw of a flow's runs, newest first. A choice holds until the next run of the flow
 * starts: whoever starts one wants to watch it.
 */
export function shownRun<R extends StartedRun>(own: readonly R[], shown: ShownRun): R | undefined {
  const [newest] = own;
  if (shown === "newest" || (newest !== undefined && newest.state.startedAt > shown.at))
    return newest;
  return own.find(({ key }) => key === shown.key);
}
