import type { Uri } from "vscode";
import type { DeployTarget } from "../runtime/core/findings/deploy/deploy";
import type { FlowTarget, StepTarget } from "./flows/target";

/**
 * Everything this extension contributes by name, with its type. `test/unit/extension/manifest.test.ts`
 * holds package.json to these lists.
 */

/** What a click hands to a command: nothing (palette), a file (menus), or a node of a view. */
type Subject = unknown;

/** Each command with the arguments it is called with. */
interface Commands {
  "flowlens.runFlow": [subject?: Subject];
  "flowlens.runStep": [subject?: Subject];
  "flowlens.runFlowOn": [subject?: Subject];
  "flowlens.runStepOn": [subject?: Subject];
  "flowlens.chooseWhere": [subject?: Subject];
  "flowlens.showDag": [subject?: Subject];
  "flowlens.createSampleFlow": [];
  "flowlens.refreshFlows": [];
  "flowlens.copyName": [subject?: Subject];
  "flowlens.openFlow": [target: FlowTarget | StepTarget];
  "flowlens.cancelRun": [subject?: Subject];
  "flowlens.cancelAllRuns": [];
  "flowlens.rerun": [subject?: Subject];
  "flowlens.showLog": [subject?: Subject];
  "flowlens.showRunDag": [subject?: Subject];
  "flowlens.goToStep": [subject?: Subject];
  "flowlens.removeRun": [subject?: Subject];
  "flowlens.clearRuns": [];
  "flowlens.copyRunId": [subject?: Subject];
  "flowlens.runOptions": [subject?: Subject];
  "flowlens.installMetaflow": [];
  "flowlens.chooseProfile": [];
  "flowlens.previewPod": [subject?: Subject];
  "flowlens.deployToArgo": [subject?: Subject];
  "flowlens.deployPreviewed": [uri?: Uri];
  "flowlens.deployOptions": [uri?: Uri];
  "flowlens.triggerDeployed": [subject?: Subject];
  "flowlens.deployedStatus": [subject?: Subject];
  "flowlens.terminateDeployed": [subject?: Subject];
  "flowlens.deployToKubeflow": [subject?: Subject];
  "flowlens.showRule": [rule: string];
  "flowlens.showOutput": [];
  "flowlens.showCards": [subject?: Subject];
  "flowlens.chooseContext": [];
  "flowlens.chooseNamespace": [];
  "flowlens.refreshCluster": [];
  "flowlens.showPodLog": [subject?: Subject];
  "flowlens.showPreviousPodLog": [subject?: Subject];
  "flowlens.showPodYaml": [subject?: Subject];
  "flowlens.kubectl": [subject?: Subject];
  "flowlens.goToPodStep": [subject?: Subject];
  "flowlens.copyRemedy": [subject?: Subject];
  "flowlens.copyPodName": [subject?: Subject];
  "flowlens.copyEventMessage": [subject?: Subject];
  "flowlens.showPods": [subject?: Subject];
}

export type CommandId = keyof Commands;

/** Makes sure that no command is forgotten here: a missing or extra key does not compile. */
const commandSet: Record<CommandId, true> = {
  "flowlens.runFlow": true,
  "flowlens.runStep": true,
  "flowlens.runFlowOn": true,
  "flowlens.runStepOn": true,
  "flowlens.chooseWhere": true,
  "flowlens.showDag": true,
  "flowlens.createSampleFlow": true,
  "flowlens.refreshFlows": true,
  "flowlens.copyName": true,
  "flowlens.openFlow": true,
  "flowlens.cancelRun": true,
  "flowlens.cancelAllRuns": true,
  "flowlens.rerun": true,
  "flowlens.showLog": true,
  "flowlens.showRunDag": true,
  "flowlens.goToStep": true,
  "flowlens.removeRun": true,
  "flowlens.clearRuns": true,
  "flowlens.copyRunId": true,
  "flowlens.runOptions": true,
  "flowlens.installMetaflow": true,
  "flowlens.chooseProfile": true,
  "flowlens.previewPod": true,
  "flowlens.deployToArgo": true,
  "flowlens.deployPreviewed": true,
  "flowlens.deployOptions": true,
  "flowlens.triggerDeployed": true,
  "flowlens.deployedStatus": true,
  "flowlens.terminateDeployed": true,
  "flowlens.deployToKubeflow": true,
  "flowlens.showRule": true,
  "flowlens.showOutput": true,
  "flowlens.showCards": true,
  "flowlens.chooseContext": true,
  "flowlens.chooseNamespace": true,
  "flowlens.refreshCluster": true,
  "flowlens.showPodLog": true,
  "flowlens.showPreviousPodLog": true,
  "flowlens.showPodYaml": true,
  "flowlens.kubectl": true,
  "flowlens.goToPodStep": true,
  "flowlens.copyRemedy": true,
  "flowlens.copyPodName": true,
  "flowlens.copyEventMessage": true,
  "flowlens.showPods": true,
};

export const commandIds: readonly string[] = Object.keys(commandSet);

/** What a command does. */
export type Handlers = {
  readonly [C in CommandId]: (...args: Commands[C]) => void | Promise<void>;
};

/** Commands that need arguments and make no sense in the palette, so the manifest does not list them. */
export const hiddenCommands: readonly CommandId[] = ["flowlens.openFlow", "flowlens.showRule"];

/** Keys of `when` clauses that this extension sets. */
export interface ContextKeys {
  /** A flow is known in this window. */
  "flowlens.hasFlows": boolean;
  /** The active editor's text declares a flow. */
  "flowlens.activeFlow": boolean;
  /** The cursor of the active editor is in a step. */
  "flowlens.activeStep": boolean;
  /** Paths of the files that declare flows. */
  "flowlens.flowFiles": Record<string, true>;
  /** The view Runs has something to show. */
  "flowlens.hasRuns": boolean;
  /** A run is going on. */
  "flowlens.running": boolean;
  /** The view Cluster shows what a cluster has just said. */
  "flowlens.clusterLive": boolean;
}

const contextKeySet: Record<keyof ContextKeys, true> = {
  "flowlens.hasFlows": true,
  "flowlens.activeFlow": true,
  "flowlens.activeStep": true,
  "flowlens.flowFiles": true,
  "flowlens.hasRuns": true,
  "flowlens.running": true,
  "flowlens.clusterLive": true,
};

export const contextKeys: readonly string[] = Object.keys(contextKeySet);

export const views = {
  flows: "flowlens.flows",
  runs: "flowlens.runs",
  cluster: "flowlens.cluster",
} as const;

export const dagPanelType = "flowlens.dag";

export const cardsPanelType = "flowlens.cards";

/** Severity of a rule as a user sets it. */
export type RuleLevel = "off" | "error" | "warning" | "info" | "hint";

/** Every setting below `flowlens.` with its type. */
export interface Settings {
  "codeLens.runFlow": boolean;
  "codeLens.showDag": boolean;
  "codeLens.runStep": boolean;
  "codeLens.showCards": boolean;
  "codeLens.deploy": boolean;
  "diagnostics.enabled": boolean;
  rules: Record<string, RuleLevel>;
  python: string;
  workingFolder: string;
  envFile: string;
  profile: string;
  deployTarget: "none" | DeployTarget;
  inlayHints: boolean;
  outline: "auto" | "on" | "off";
  bestPractices: boolean;
  "dag.direction": "auto" | "right" | "down";
}

/** The values used where the user set none; the manifest repeats them. */
export const settingDefaults: Settings = {
  "codeLens.runFlow": true,
  "codeLens.showDag": true,
  "codeLens.runStep": true,
  "codeLens.showCards": true,
  "codeLens.deploy": true,
  "diagnostics.enabled": true,
  rules: {},
  python: "",
  workingFolder: "",
  envFile: "",
  profile: "",
  deployTarget: "none",
  inlayHints: true,
  outline: "auto",
  bestPractices: false,
  "dag.direction": "auto",
};

/** Settings that choose what is executed or what it is given: ignored in an untrusted workspace. */
export const restrictedSettings: readonly (keyof Settings)[] = [
  "python",
  "workingFolder",
  "envFile",
  "profile",
];
