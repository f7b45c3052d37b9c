import type { Sourced } from "../configuration/attributes";
import { effectiveKubernetes, type EffectiveKubernetes } from "../configuration/effective";
import { isTruthy } from "../configuration/plain";
import { isSecretName } from "../configuration/secretNames";
import type { Settings } from "../configuration/settings";
import type { Finding } from "../finding";
import type { FlowFile } from "../flow";
import { advice, onceEach, type StepPlace } from "./onceEach";

/** Hints on good practice; what the settings in force give a step counts as given. */
export function judgePractices(file: FlowFile, settings: Settings | null): Finding[] {
  return onceEach(file).flatMap((place) => {
    const effective = effectiveKubernetes(place.step, settings ?? new Map());
    return [
      ...(effective === null ? [] : judgePod(place, effective)),
      ...judgeLiteralSecrets(place),
    ];
  });
}

/** Amounts and images that were left to Metaflow. */
const CHOSEN = ["cpu", "memory", "image"] as const;

function judgePod(place: StepPlace, { written, options }: EffectiveKubernetes): Finding[] {
  const span = written?.nameSpan ?? place.step.nameSpan;
  const has = (option: string): boolean => isTruthy(options.get(option)?.value ?? null);
  const left = CHOSEN.filter((option) => isLeft(options.get(option)));
  const found: Finding[] = [];
  const hint = (rule: Parameters<typeof advice>[1], message: string): void => {
    found.push(advice(place, rule, "hint", span, message));
  };
  if (!has("security_context"))
    hint(
      "practice/security-context",
      `The container may run as root: write security_context={"run_as_non_root": True}.`,
    );
  if (!has("labels"))
    hint(
      "practice/cost-labels",
      `No label tells whose cost this pod is: write labels={"team": "…"}, or set METAFLOW_KUBERNETES_LABELS.`,
    );
  if (left.length > 0)
    hint(
      "practice/defaults",
      `Metaflow's own default counts for ${left.join(", ")}: say it here, or set ${left.map(variableOf).join(", ")}.`,
    );
  return found;
}

function isLeft(option: Sourced | undefined): boolean {
  return option?.origins.every(({ from }) => from === "default") === true;
}

function variableOf(option: (typeof CHOSEN)[number]): string {
  const name = option === "image" ? "CONTAINER_IMAGE" : option.toUpperCase();
  return `METAFLOW_KUBERNETES_${name}`;
}

/** A variable, label or annotation whose name says secret and whose value stands in the code. */
function judgeLiteralSecrets(place: StepPlace): Finding[] {
  return place.step.decorators
    .filter(({ name, origin }) => origin === "metaflow" && WRITTEN[name] !== undefined)
    .flatMap((decorator) =>
      decorator.arguments.flatMap(({ name, value }) => {
        const options = WRITTEN[decorator.name] ?? [];
        if (!options.includes(name ?? "") || value.kind !== "dict") return [];
        return value.entries.flatMap(({ key, value: secret }) => {
          const named = key.kind === "string" && isSecretName(key.value);
          if (!named || secret.kind !== "string" || secret.value === "") return [];
          const message =
            "A secret stands in the code: use @secrets, or the secrets of @kubernetes.";
          return [advice(place, "practice/literal-secret", "hint", secret.span, message)];
        });
      }),
    );
}

const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  environment: ["vars"],
  kubernetes: ["labels", "annotations"],
};
