import { basename, dirname } from "node:path";
import type { Place } from "../../runtime/core/configuration/settings";

/** A place in a few words: `dev.env:3`, `.metaflow/config.json:2`, `environment`. */
export function placeWords(place: Place): string {
  if (place.in === "environment") return "environment";
  const file = basename(place.path);
  const shown = place.in === "env-file" ? file : `${basename(dirname(place.path))}/${file}`;
  return `${shown}:${place.line}`;
}
