// The Chromium that UI tests drive: an installed one, never downloaded by us.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const programs = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
];
const bundles = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** The path of an installed Chromium, or null. FLOWLENS_CHROMIUM goes first. */
export function findChromium() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = [
    ...(process.env.FLOWLENS_CHROMIUM ? [process.env.FLOWLENS_CHROMIUM] : []),
    ...programs.flatMap((program) => folders.map((folder) => join(folder, program))),
    ...bundles,
  ];
  return candidates.find(isExecutable) ?? null;
}

export const chromiumAdvice =
  "no Chromium was found: install it (Debian: apt-get install chromium fonts-dejavu-core) or name one in FLOWLENS_CHROMIUM";

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
