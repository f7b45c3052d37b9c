import { refused, refusedHere, TARGET_NAMES, type Deployment } from "./deployment";
import type { Finding } from "../../finding";

/**
 * What is wrong with Metaflow's configuration as a whole: files that keep it from starting, and a
 * default datastore that no pod can reach (a hint, for --datastore may say another one).
 */
export function judgeConfiguration(deployment: Deployment): Finding[] {
  const { flow, target, configuration, problems = [] } = deployment;
  const rule = "deploy/configuration";
  const broken = problems.map((problem) => refusedHere(deployment, rule, flow.nameSpan, problem));
  if (configuration?.get("METAFLOW_DEFAULT_DATASTORE") !== "local") return broken;
  const stores = target === "step-functions" ? "s3" : "s3, azure or gs";
  const message = `METAFLOW_DEFAULT_DATASTORE is local, which no pod can reach: set it to ${stores}, or deploy to ${TARGET_NAMES[target]} with --datastore.`;
  const local = refused(deployment, rule, flow.nameSpan, message);
  return [...broken, { ...local, severity: "hint" }];
}
