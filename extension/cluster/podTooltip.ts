import * as vscode from "vscode";
import { attemptDescription } from "../../runtime/core/cluster/attemptRow";
import type { ClusterRow } from "../../runtime/core/cluster/clusterRow";
import type { Attempt, ClusterTree } from "../../runtime/core/cluster/clusterTree";
import type { TimelineEntry } from "../../runtime/core/cluster/timeline";
import type { CommandId } from "../contributions";

/** What a row says in full. Names and messages come from the cluster: they are text, never Markdown. */
export function tooltipOf(
  tree: ClusterTree,
  row: ClusterRow,
  now: number,
): vscode.MarkdownString | string {
  const { subject } = row;
  if (subject.type === "pod") {
    const attempt = tree.attempts.get(subject.key);
    if (attempt !== undefined) return podTooltip(attempt, now);
  }
  if (subject.type === "event") {
    const entry = tree.attempts.get(subject.key)?.workload.events[subject.index];
    if (entry !== undefined) return eventTooltip(entry);
  }
  if (subject.type === "left") return "The newest runs are shown, and all that go on.";
  return row.description === "" ? row.label : `${row.label}: ${row.description}`;
}

const linked: readonly CommandId[] = [
  "flowlens.goToPodStep",
  "flowlens.showPodLog",
  "flowlens.showPodYaml",
  "flowlens.kubectl",
  "flowlens.copyRemedy",
];

function podTooltip(attempt: Attempt, now: number): vscode.MarkdownString {
  const { workload, pod } = attempt;
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: [...linked] };
  text.supportThemeIcons = true;
  const place = [workload.flow, workload.run, workload.step, workload.task];
  strong(text, place.filter((part) => part !== null).join("/"));
  paragraph(text, workload.reason ?? attemptDescription(attempt, now));
  if (workload.remedy !== null) paragraph(text, workload.remedy);
  if (workload.option !== null) {
    text.appendMarkdown("To change: ");
    code(text, optionText(workload.option));
  }
  paragraph(text, factsOf(attempt));
  const link = (command: CommandId, title: string): string => {
    const argument = encodeURIComponent(JSON.stringify([{ type: "pod", key: attempt.key }]));
    return `[${title}](command:${command}?${argument})`;
  };
  const links = [
    workload.step === null ? null : link("flowlens.goToPodStep", "Go to step"),
    pod === null || pod.gone ? null : link("flowlens.showPodLog", "Show log"),
    pod === null || pod.gone ? null : link("flowlens.showPodYaml", "Show YAML"),
    link("flowlens.kubectl", "kubectl"),
    workload.remedy === null ? null : link("flowlens.copyRemedy", "Copy remedy"),
  ];
  text.appendMarkdown(links.filter((one) => one !== null).join(" · "));
  return text;
}

/** `@kubernetes(memory=…)`; another decorator or a variable as it is. */
export function optionText(option: string): string {
  return /^[A-Z@]/.test(option) ? option : `@kubernetes(${option}=…)`;
}

function factsOf({ workload, pod }: Attempt): string {
  const { namespace, job, phase, node, restarts, attempt, created } = workload;
  const name = workload.pod === null ? "no pod yet" : `Pod ${workload.pod}`;
  const facts = [
    pod?.gone === true ? `${name}, deleted` : `${name}${phase === null ? "" : `, ${phase}`}`,
    job === null ? null : `Job ${job}`,
    `namespace ${namespace}`,
    node === null ? null : `node ${node}`,
    attempt === null ? null : `attempt ${attempt + 1}`,
    `${restarts} restart${restarts === 1 ? "" : "s"}`,
    created === null ? null : `created ${new Date(created).toLocaleString()}`,
  ];
  return facts.filter((fact) => fact !== null).join(" · ");
}

function eventTooltip({ type, reason, message, count, first, last, object }: TimelineEntry) {
  const text = new vscode.MarkdownString();
  strong(text, `${reason}${count > 1 ? ` ×${count}` : ""}`);
  paragraph(text, message);
  const at = (time: string): string => new Date(time).toLocaleString();
  const times =
    last === null
      ? null
      : first === null || first === last
        ? at(last)
        : `${at(first)} – ${at(last)}`;
  paragraph(text, [object, type, times].filter((part) => part !== null).join(" · "));
  return text;
}

function strong(text: vscode.MarkdownString, words: string): void {
  text.appendMarkdown("**").appendText(words).appendMarkdown("**\n\n");
}

function paragraph(text: vscode.MarkdownString, words: string): void {
  text.appendText(words).appendMarkdown("\n\n");
}

function code(text: vscode.MarkdownString, words: string): void {
  text.appendMarkdown(`\`${words.replaceAll("`", "'")}\`\n\n`);
}
