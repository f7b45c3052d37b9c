import type { OptionReference } from "../reference";

/** The texts that an option takes, where it takes only these or these are the usual ones. */
const WORDS: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.qos": ["Burstable", "Guaranteed"],
  "kubernetes.gpu_vendor": ["nvidia", "amd"],
  "kubernetes.image_pull_policy": ["Always", "IfNotPresent", "Never"],
  "card.type": ["default", "blank"],
  "card.scope": ["task"],
  "airflow_external_task_sensor.mode": ["poke", "reschedule"],
  "airflow_s3_key_sensor.mode": ["poke", "reschedule"],
};

/** The values to choose from, as Python source: quoted texts, or True and False; empty when it is open. */
export function choicesOf(decorator: string, option: OptionReference): readonly string[] {
  const words = WORDS[`${decorator}.${option.name}`];
  if (words !== undefined) return words.map((word) => `"${word}"`);
  if (option.type !== "bool") return [];
  // The default need not be written: its contrary comes first.
  return option.defaultValue === "True" ? ["False", "True"] : ["True", "False"];
}
