// The extension as VS Code finds it in an extensions folder.
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** Links the extension in `folder` into an extensions folder, under the name VS Code expects. */
export function linkExtension(folder, extensions) {
  const { publisher, name, version } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  symlinkSync(folder, join(extensions, `${publisher}.${name}-${version}`), "dir");
}
