// The real parts that tests and the demo run against: one pinned version each.
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The checkout. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** Where installed parts, scratch folders and screenshots are kept. */
export const cache = resolve(process.env.FLOWLENS_CACHE || join(root, ".cache"));

export const metaflow = "2.19.39";
/** VS Code 1.139.1 as a server, on the Node it is built for. */
export const codeServer = "4.139.1";
export const codeServerNode = "24.21.0";
export const oldestPython = [3, 9];
