const UNITS: Readonly<Record<string, number>> = {
  "": 1,
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** The number a Kubernetes quantity stands for (`200m`, `4096M`, `1Gi`, `1e3`), null if it is none. */
export function quantity(text: string | undefined): number | null {
  const match = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([numkMGTPE]i?|Ki)?$/.exec(text?.trim() ?? "");
  if (match === null) return null;
  const value = Number(match[1]) * (UNITS[match[2] ?? ""] ?? Number.NaN);
  return Number.isFinite(value) ? value : null;
}

/** An amount of a resource in words: `0.2 CPU`, `256 MB`, `1 GPU`, `3 pods`. */
export function amount(resource: string, value: number): string {
  const name = resource.replace(/^(requests|limits)\./, "");
  if (name === "cpu") return `${rounded(value)} CPU`;
  if (name === "memory" || name.endsWith("storage")) return bytes(value);
  if (name.endsWith("/gpu")) return value === 1 ? "1 GPU" : `${rounded(value)} GPUs`;
  const things = name.startsWith("count/") ? name.slice(6).replace(/\..*/, "") : name;
  return `${rounded(value)} ${value === 1 ? things.replace(/s$/, "") : things}`;
}

/** `256 MB`, `4.1 GB`: powers of ten, as Metaflow sends memory and disk. */
export function bytes(value: number): string {
  if (value >= 1e12) return `${rounded(value / 1e12)} TB`;
  if (value >= 1e9) return `${rounded(value / 1e9)} GB`;
  return value >= 1e6 ? `${Math.round(value / 1e6)} MB` : `${Math.round(value / 1e3)} kB`;
}

function rounded(value: number): string {
  return String(Number(value.toFixed(value < 1 ? 2 : 1)));
}

/** The decorator argument that asks for a resource, null for those Metaflow does not set. */
export function resourceOption(resource: string): string | null {
  const name = resource.replace(/^(requests|limits)\./, "");
  if (name === "cpu" || name === "memory") return name;
  if (name === "ephemeral-storage") return "disk";
  if (name.endsWith("/gpu")) return "gpu";
  return name.includes("/") && !name.startsWith("count/") ? "extended_resources" : null;
}
