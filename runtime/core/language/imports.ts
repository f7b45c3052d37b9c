import { METAFLOW_NAMES } from "../flowReader/metaflowNames";

/** What a file calls Metaflow and what it brings, as its import lines say. */
export interface MetaflowImports {
  /** From the name used in the file to Metaflow's own. */
  readonly names: ReadonlyMap<string, string>;
  /** What Metaflow itself is called: `mf` after `import metaflow as mf`. */
  readonly modules: readonly string[];
}

const FROM =
  /^[ \t]*from[ \t]+metaflow(?:\.\w+)*[ \t]+import[ \t]*(\([^)]*|(?:[^\r\n\\]|\\\r?\n)*)/gmu;
const IMPORT = /^[ \t]*import[ \t]+([^\r\n]*\bmetaflow\b[^\r\n]*)/gmu;

/** Looks at import lines only, so that it also works where the text around the cursor is broken. */
export function metaflowImports(text: string): MetaflowImports {
  const names = new Map<string, string>();
  for (const [, list = ""] of text.matchAll(FROM)) {
    for (const [name, bound] of importedNames(list)) {
      if (name === "*") for (const known of METAFLOW_NAMES) names.set(known, known);
      else names.set(bound, name);
    }
  }
  const modules = [...text.matchAll(IMPORT)].flatMap(([, list = ""]) =>
    importedNames(list).flatMap(([name, bound]) => (name === "metaflow" ? [bound] : [])),
  );
  return { names, modules };
}

/** `a, b as c` as pairs of the name and what it is bound to. */
function importedNames(list: string): readonly (readonly [name: string, bound: string])[] {
  const plain = list.replace(/#[^\r\n]*/gu, "").replace(/[()\\]/gu, " ");
  return plain.split(",").flatMap((part) => {
    const match = /^\s*([\w.]+|\*)(?:\s+as\s+(\w+))?\s*$/u.exec(part);
    const name = match?.[1];
    return name === undefined ? [] : [[name, match?.[2] ?? name] as const];
  });
}
