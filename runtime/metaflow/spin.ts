/** Beginnings of the names of the decorators that `spin` runs (metaflow/metaflow_config.py). */
const kept = [
  "conda",
  "pypi",
  "conda_base",
  "pypi_base",
  "environment",
  "project",
  "timeout",
  "conda_env_internal",
  "card",
];

/**
 * Which of a step's decorators `spin` leaves out, in source order, each once. Metaflow compares
 * beginnings, so `card_custom` is kept. Decorators that are plain Python (origin `user`) are not
 * Metaflow's business: leave them out of `names`.
 */
export function ignoredBySpin(names: readonly string[]): readonly string[] {
  return [...new Set(names)].filter((name) => !kept.some((prefix) => name.startsWith(prefix)));
}
