import { judgeCombinations, judgeGangs } from "./combinations";
import { judgeKubernetes } from "./kubernetes";
import type { DeployTarget } from "./deploy/deploy";
import { TARGET_NAMES } from "./deploy/deployment";
import { graphSeverity } from "./severity";
import { resolve, type Settings } from "../configuration/settings";
import { pythonStr } from "../configuration/plain";
import type { Finding } from "../finding";
import type { Decorator, FlowFile, Step } from "../flow";

type Platform = "kubernetes" | "batch";

/** What puts a platform's decorator on the steps that have none. */
interface Cause {
  readonly platform: Platform;
  readonly words: string;
  readonly certain: boolean;
  /** Steps with a decorator of another platform get one too; else that is told by a rule of its own. */
  readonly everywhere: boolean;
}

/**
 * What the `@kubernetes` (or `@batch`) refuses that nobody has written: the deployers of Metaflow
 * 2.19.39 put one on every step without one (`_attach_decorators`), as METAFLOW_DEFAULT_DECOSPECS
 * does for runs. A deployer is certain; the setting may be another one in the next run.
 */
export function judgeImplied(
  file: FlowFile,
  target: DeployTarget | null,
  settings: Settings | null,
): Finding[] {
  const cause = causeOf(target, settings);
  if (cause === null) return [];
  const { words, certain } = cause;
  const told = new Set(judged(file).map(identity));
  const severities = new Map(file.flows.map((flow) => [flow.name, graphSeverity(flow)]));
  return judged(withPlatform(file, cause)).flatMap((finding) => {
    const severity = severities.get(finding.flow ?? "") ?? null;
    if (severity === null || told.has(identity(finding))) return [];
    const message = `${finding.message} ${words} puts @${cause.platform} on every step.`;
    // What is related would be a decorator that nobody has written.
    return [{ ...finding, message, related: [], severity: certain ? severity : "hint" }];
  });
}

function causeOf(target: DeployTarget | null, settings: Settings | null): Cause | null {
  if (target !== null) {
    const platform = target === "step-functions" ? "batch" : "kubernetes";
    return { platform, words: TARGET_NAMES[target], certain: true, everywhere: false };
  }
  const specs = settings === null ? "" : pythonStr(resolve(settings, "DEFAULT_DECOSPECS").value);
  if (!/(?:^|\s)kubernetes(?:$|[\s:])/u.test(specs)) return null;
  const words = "METAFLOW_DEFAULT_DECOSPECS";
  return { platform: "kubernetes", words, certain: false, everywhere: true };
}

function judged(file: FlowFile): Finding[] {
  const findings = [
    ...judgeKubernetes(file),
    ...judgeCombinations(file),
    ...file.flows.flatMap(judgeGangs),
  ];
  return findings.filter(({ severity }) => severity === "error");
}

function identity({ rule, span, message }: Finding): string {
  return `${rule} ${span.start} ${message}`;
}

const PLATFORMS = ["kubernetes", "batch", "snowpark", "slurm", "nvidia", "nvct", "skypilot_step"];

function withPlatform(file: FlowFile, cause: Cause): FlowFile {
  const flows = file.flows.map((flow) => ({
    ...flow,
    steps: flow.steps.map((step) => withDecorator(step, cause)),
  }));
  return { ...file, flows };
}

function withDecorator(step: Step, { platform, everywhere }: Cause): Step {
  const others = everywhere ? [platform] : PLATFORMS;
  if (step.decorators.some(({ name }) => others.includes(name))) return step;
  const { nameSpan, line } = step;
  const implied: Decorator = {
    ...{ name: platform, origin: "metaflow", called: false, arguments: [] },
    ...{ nameSpan, line, span: nameSpan },
  };
  return step.withDecorators([...step.decorators, implied]);
}
