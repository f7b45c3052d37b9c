import { pythonStr } from "../configuration/plain";
import { resolve, type Settings } from "../configuration/settings";
import type { InForce } from "./surroundings";
import type { Finding } from "../finding";
import type { Decorator, Flow, FlowFile } from "../flow";

const NAMES: ReadonlySet<string> = new Set(["conda", "conda_base", "pypi", "pypi_base"]);

/**
 * Packages without an environment that has any: every command of Metaflow 2.19.39 but the bare graph
 * check wants `--environment=conda` (or `pypi`, or `fast-bakery`; either does for both) then. A hint,
 * for the command line may say it, and runs from the editor do; without a word unless a deployer is to
 * be started here, or the settings name an environment that has none.
 */
export function judgeEnvironments(
  file: FlowFile,
  settings: Settings | null,
  { certain }: InForce,
): Finding[] {
  if (settings === null) return [];
  const { value, setting } = resolve(settings, "DEFAULT_ENVIRONMENT");
  if (pythonStr(value) !== "local" || (setting === null && !certain)) return [];
  return file.flows.flatMap((flow) => {
    const [first] = packagesOf(flow);
    if (first === undefined || !flow.runnable) return [];
    const option = `--environment=${first.name.replace("_base", "")}`;
    const message = `@${first.name} is refused in the environment that is set here (local): add ${option}, or set METAFLOW_DEFAULT_ENVIRONMENT.`;
    const { nameSpan: span } = first;
    const rule = "decorator/environment";
    const at = { flow: flow.name, step: null, metaflow: null };
    return [{ rule, severity: "hint" as const, message, span, ...at }];
  });
}

function packagesOf(flow: Flow): readonly Decorator[] {
  const all = [...flow.decorators, ...flow.steps.flatMap(({ decorators }) => decorators)];
  return all.filter(({ name, origin }) => origin === "metaflow" && NAMES.has(name));
}
