import "./cluster";
import "./configuration";
import "./editing";
import "./language";
import "./modules";
import "./panel";
import "./profiles";
import "./renaming";
import "./running";
import "./setup";
import "./lasting";
import { runTests } from "./tally";

/** The entry that the extension host calls; see test/support/host.mjs for what it is given. */
export async function run(): Promise<void> {
  await runTests(process.env["FLOWLENS_TALLY"]);
}
