/** Metaflow features that came with a version (metaflow's release notes; measured where marked). */
const since = {
  /** `self.next({...}, condition=...)`. */
  switch: [2, 17, 1],
  spin: [2, 18, 13],
  /** `@step(start=True)` and flows of one step. */
  namedEnds: [2, 19, 23],
} as const;

export type Feature = keyof typeof since;

/**
 * Whether this Metaflow has the feature; null when the version is not known or not readable.
 */
export function hasFeature(version: string | null, feature: Feature): boolean | null {
  const numbers = versionNumbers(version);
  if (numbers === null) return null;
  const wanted = since[feature];
  for (const [i, part] of wanted.entries()) {
    const own = numbers[i] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}

/** `2.18.13`, for sentences. */
export function firstVersionWith(feature: Feature): string {
  return since[feature].join(".");
}

function versionNumbers(version: string | null): readonly number[] | null {
  const match = version === null ? null : /^(\d+(?:\.\d+)*)/.exec(version);
  return match?.[1] === undefined ? null : match[1].split(".").map(Number);
}
