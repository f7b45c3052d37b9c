import type { Edit } from "../../finding";
import { metaflowImports } from "../../language/imports";
import { insertion, lineBreak, lineStartOf } from "./places";

const FROM_METAFLOW = /^([ \t]*from[ \t]+metaflow[ \t]+import[ \t]*)(\(\s*)?(?=\w)/mu;

/**
 * How a file writes a name of Metaflow, and the edits that bring it in where nothing does yet; null
 * when the file shows no place for an import.
 */
export function importEdits(
  name: string,
  text: string,
): { readonly written: string; readonly edits: readonly Edit[] } | null {
  const { names, modules } = metaflowImports(text);
  const bound = [...names].find(([, own]) => own === name)?.[0];
  if (bound !== undefined) return { written: bound, edits: [] };
  const list = FROM_METAFLOW.exec(text);
  if (list !== null) {
    return { written: name, edits: [insertion(list.index + list[0].length, `${name}, `)] };
  }
  const [module] = modules;
  if (module !== undefined) return { written: `${module}.${name}`, edits: [] };
  const other = /^(?:from|import)[ \t]/mu.exec(text);
  if (other === null) return null;
  const line = `from metaflow import ${name}${lineBreak(text)}`;
  return { written: name, edits: [insertion(lineStartOf(text, other.index), line)] };
}
