import { ago } from "../cluster/eventRows";

/** A run of a deployed flow, as far as a row shows it. */
interface ShownRun {
  readonly phase: string;
  readonly message: string | null;
  readonly progress: string | null;
  readonly createdAt: string | null;
}

/** Codicons of Argo's phases. */
const icons: Readonly<Record<string, string>> = {
  Pending: "clock",
  Running: "sync",
  Succeeded: "pass",
  Failed: "error",
  Error: "error",
};

/** The icon of a run's row. */
export function runIcon({ phase }: Pick<ShownRun, "phase">): string {
  return icons[phase] ?? "question";
}

/** `Running · 3/6 · 2m ago`; `now` in milliseconds since the epoch. */
export function runDescription(run: ShownRun, now: number): string {
  const parts = [run.phase, run.progress, ago(run.createdAt, now).trim()];
  return parts.filter((part) => part !== null && part !== "").join(" · ");
}
