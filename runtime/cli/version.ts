import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The version in the package.json beside the `dist` folder that holds the built program. */
export function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, "..", "package.json"), "utf8"));
  const known = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return known ? String(manifest.version) : "unknown";
}
