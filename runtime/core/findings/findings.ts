import { judgeBatch } from "./batch";
import { judgeCombinations, judgeGangs } from "./combinations";
import { judgeDecorators } from "./decorators";
import { DEPLOY_SETTINGS, judgeDeployment, type DeployTarget } from "./deploy/deploy";
import { placedHere } from "./elsewhere";
import { judgeEnvironments } from "./environments";
import { judgeEnvironmentVariables } from "./environmentVariables";
import { judgeFlowDecorators } from "./flowDecorators";
import { lintGraph } from "./graphLint";
import { judgeImplied } from "./implied";
import { judgeKubernetes } from "./kubernetes";
import { withMutators } from "./mutators";
import { judgeArguments, type FilesInForce, type LacksFile } from "./parameterArguments";
import { judgeParameters } from "./parameters";
import { graphSeverity, type GraphSeverity } from "./severity";
import { withoutSuppressed } from "../suppress";
import { hasStepArguments, judgeVersion } from "./versions";
import { buildGraph } from "../graph";
import type { Finding } from "../finding";
import type { Flow, FlowFile, SyntaxProblem } from "../flow";
import type { GraphProblem } from "./problem";
import { pythonStr } from "../configuration/plain";
import type { Settings } from "../configuration/settings";
import { judgePractices } from "./practices";
import { judgeSpin } from "./spin";
import { judgeNames } from "./unknownNames";
import { judgeSurroundings, type InForce } from "./surroundings";

export interface FindingOptions {
  /** The version of the Metaflow that will run the flow, `2.19.39`; null or absent when unknown. */
  readonly metaflowVersion?: string | null;
  /** Rules that the user switched off, by id. */
  readonly disabled?: ReadonlySet<string>;
  /** Where the flows will be deployed, to hear what that deployer refuses; null or absent for nowhere. */
  readonly target?: DeployTarget | null;
  /**
   * Metaflow's settings in force, by full name (`METAFLOW_KUBERNETES_NAMESPACE`). Without them, what
   * depends on them is no more than a hint.
   */
  readonly configuration?: ReadonlyMap<string, string>;
  /** The same with their places, to hear what they do to the steps; null or absent when unknown. */
  readonly settings?: Settings | null;
  /** What Metaflow refuses of its own configuration files with any command, one sentence each. */
  readonly problems?: readonly string[];
  /** Whether a file is missing that the text names; absent where nobody can look. */
  readonly lacksFile?: LacksFile;
  /** Hints on good practice are wanted. */
  readonly bestPractices?: boolean;
}

/**
 * Everything that can be said about a file without running it, sorted by place. `text` is the text
 * that `file` was read from; it is searched for `# flowlens: ignore[rule]` comments.
 */
export function findingsOf(file: FlowFile, text: string, options: FindingOptions = {}): Finding[] {
  const version = options.metaflowVersion ?? null;
  const findings = [
    ...syntaxFindings(file),
    ...judgeDecorators(file),
    ...judgeNames(file, text),
    ...judgeKubernetes(file, options.target ?? null),
    ...judgeCombinations(file),
    ...judgeBatch(file),
    ...judgeFlowDecorators(file, text),
    ...file.flows.flatMap((flow) => judgeFlow(flow, text, version)),
    ...file.flows.flatMap((flow) =>
      judgeArguments(flow, graphSeverity(flow), filesInForce(options)),
    ),
    ...judgeTarget(file, options),
    ...judgeImplied(file, options.target ?? null, options.settings ?? null),
    ...judgeSurroundings(file, options.settings ?? null, inForce(options)),
    ...judgeEnvironments(file, options.settings ?? null, inForce(options)),
    ...file.flows.flatMap((flow) => judgeEnvironmentVariables(flow, options.target ?? null)),
    ...judgeSpin(file, version, options.settings ?? null),
    ...(options.bestPractices === true ? judgePractices(file, options.settings ?? null) : []),
  ];
  const wanted = placedHere(withMutators(findings, file), file).filter(
    ({ rule }) => options.disabled?.has(rule) !== true,
  );
  return withoutSuppressed(wanted, text, file.lines).sort(
    (a, b) => a.span.start - b.span.start || a.span.end - b.span.end,
  );
}

/** In an editor, the settings may be others when the flow is deployed. */
function inForce({ target = null, configuration }: FindingOptions): InForce {
  return { target, certain: target !== null && configuration !== undefined };
}

function filesInForce(options: FindingOptions): FilesInForce {
  return { lacksFile: options.lacksFile ?? null, certain: inForce(options).certain };
}

function judgeTarget(file: FlowFile, options: FindingOptions): Finding[] {
  const { target, settings = null } = options;
  if (target === undefined || target === null) return [];
  const configuration = options.configuration ?? (settings && deploySettings(settings));
  const mayChange = !inForce(options).certain;
  const { problems = [] } = options;
  const about = { configuration, mayChange, problems };
  return file.flows.flatMap((flow) => judgeDeployment(flow, target, about));
}

/** The settings that deployers look at, as texts. */
export function deploySettings(settings: Settings): ReadonlyMap<string, string> {
  return new Map(
    DEPLOY_SETTINGS.flatMap((name) => {
      const setting = settings.get(name);
      return setting === undefined ? [] : [[name, pythonStr(setting.value)] as const];
    }),
  );
}

function syntaxFindings({ syntaxProblem, flows }: FlowFile): Finding[] {
  return syntaxProblem === null ? [] : [syntaxFinding(syntaxProblem, flows)];
}

function syntaxFinding({ span, message }: SyntaxProblem, flows: readonly Flow[]): Finding {
  const within = flows.find((flow) => flow.span.start <= span.start && span.start < flow.span.end);
  return {
    rule: "syntax",
    severity: "warning",
    message,
    span,
    flow: within?.name ?? null,
    step: null,
    metaflow: null,
  };
}

function judgeFlow(flow: Flow, text: string, version: string | null): Finding[] {
  const severity = graphSeverity(flow);
  const graph = buildGraph(flow);
  const tooOld = judgeVersion(flow, graph, version, severity);
  if (severity === null) return tooOld;
  const problems = lintGraph(graph, text, hasStepArguments(version));
  return [
    ...tooOld,
    ...problems.map((problem) => asFinding(flow, problem, severity)),
    ...judgeParameters(flow, severity),
    ...judgeGangs(flow).map((one) => ({ ...one, severity })),
  ];
}

function asFinding(flow: Flow, problem: GraphProblem, severity: GraphSeverity): Finding {
  const { rule, check, span, message, step, related, fix, consequence } = problem;
  return {
    rule,
    severity,
    message,
    span,
    flow: flow.name,
    step,
    metaflow: check,
    ...(related !== undefined && related.length > 0 && { related }),
    ...(fix !== undefined && { fix }),
    ...(consequence === true && { consequence }),
  };
}
