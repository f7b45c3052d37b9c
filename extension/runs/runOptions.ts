import * as vscode from "vscode";
import { configPrompts } from "../../runtime/core/configs";
import type { Flow } from "../../runtime/core/flow";
import { defaultOptions, type FlowOptions } from "../../runtime/metaflow/commandLine";
import {
  neededEnvironment,
  type NeededEnvironment,
} from "../../runtime/metaflow/neededEnvironment";
import type { FlowPick } from "../flows/flowPick";
import type { FlowTarget } from "../flows/target";
import { askConfig, configDescription } from "./configInput";
import type { RunStorage } from "./runStorage";

interface OptionItem extends vscode.QuickPickItem {
  /** Asks for a new value; undefined: left as it was. */
  readonly change: (() => Promise<FlowOptions | undefined>) | null;
}

/** Lets the user set a flow's top-level options one by one; they are remembered for its runs. */
export async function editRunOptions(
  target: FlowTarget,
  pick: FlowPick,
  storage: RunStorage,
): Promise<void> {
  const { flow } = await pick.open(target);
  for (;;) {
    const options = storage.options(target);
    const chosen = await vscode.window.showQuickPick(optionItems(options, flow), {
      title: `Run options of ${target.flow}`,
      placeHolder: "Options for every run of this flow; Escape when done",
    });
    if (chosen === undefined) return;
    const changed = await chosen.change?.();
    if (changed !== undefined) await storage.setOptions(target, changed);
  }
}

function optionItems(options: FlowOptions, flow: Flow): readonly OptionItem[] {
  const text = (
    label: string,
    key: "environment" | "datastore" | "datastoreRoot" | "metadata" | "branch",
    choices: readonly string[],
  ): OptionItem => ({
    label,
    description: options[key] ?? "not set",
    change: async () => {
      const value = await askText(label, options[key], choices);
      return value === undefined ? undefined : { ...options, [key]: value === "" ? null : value };
    },
  });
  const list = (label: string, key: "with" | "tags", hint: string): OptionItem => ({
    label,
    description: options[key].length === 0 ? "none" : options[key].join(", "),
    change: async () => {
      const value = await askText(
        `${label} (${hint}, with blanks between)`,
        options[key].join(" "),
      );
      if (value === undefined) return undefined;
      return { ...options, [key]: value.split(/\s+/).filter((part) => part !== "") };
    },
  });
  const isProject = flow.decorators.some(({ name }) => name === "project");
  return [
    {
      ...text("environment", "environment", ["local", "pypi", "conda"]),
      ...proposal(neededEnvironment(flow), options),
    },
    text("datastore", "datastore", ["local", "s3", "azure", "gs"]),
    text("datastore root", "datastoreRoot", []),
    text("metadata", "metadata", ["local", "service"]),
    list("with", "with", "such as retry:times=2"),
    list("tags", "tags", "such as experiment:a"),
    ...(isProject ? [text("branch", "branch", []), productionItem(options)] : []),
    ...configItems(options, flow),
    { label: "$(discard) Reset all", change: () => Promise.resolve(defaultOptions) },
  ];
}

/** Metaflow refuses `@pypi` and `@conda` without an environment of theirs. */
function proposal(
  needed: NeededEnvironment | null,
  options: FlowOptions,
): { readonly detail?: string } {
  if (needed === null || options.environment !== null) return {};
  return { detail: `This flow has @${needed}, which needs the environment ${needed}.` };
}

/** One item per Config of the flow. */
function configItems(options: FlowOptions, flow: Flow): readonly OptionItem[] {
  return configPrompts(flow).map(({ name, file }) => {
    const last = options.configs.find((config) => config.name === name);
    return {
      label: `config ${name}`,
      description: configDescription(last, file),
      change: async () => {
        const choice = await askConfig(name, last ?? null);
        if (choice === undefined) return undefined;
        const others = options.configs.filter((config) => config.name !== name);
        return { ...options, configs: choice === null ? others : [...others, choice] };
      },
    };
  });
}

function productionItem(options: FlowOptions): OptionItem {
  return {
    label: "production",
    description: options.production ? "yes" : "no",
    change: () => Promise.resolve({ ...options, production: !options.production }),
  };
}

async function askText(
  label: string,
  value: string | null,
  choices: readonly string[] = [],
): Promise<string | undefined> {
  if (choices.length === 0)
    return vscode.window.showInputBox({
      title: label,
      value: value ?? "",
      prompt: "Empty: not set",
    });
  const items = [
    ...choices.map((choice) => ({ label: choice, value: choice })),
    { label: "$(circle-slash) not set", value: "" },
  ];
  return (await vscode.window.showQuickPick(items, { title: label }))?.value;
}
