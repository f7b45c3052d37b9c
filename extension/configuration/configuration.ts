import * as vscode from "vscode";
import type { Handlers } from "../contributions";
import type { Disposables } from "../disposable";
import type { Flows } from "../flows/flows";
import { ConfigurationDiagnostics } from "./diagnostics";
import { EffectiveHovers } from "./effectiveHover";
import { selector } from "./files";
import { EffectiveHints } from "./inlayHints";
import { PodPreviews } from "./podPreview";
import { chooseProfile } from "./profiles";
import { ProfileStatus } from "./profileStatus";
import { completions, hovers, quickFixes } from "./providers";

/** What is shown of the settings in force. */
interface ConfigurationParts {
  readonly status: ProfileStatus;
  readonly previews: PodPreviews;
}

/**
 * Squiggles, completion, hovers and quick fixes for env files and Metaflow's config files; the profile
 * of a folder, and what it makes of `@kubernetes`.
 */
export function registerConfiguration(
  { store, pick, settings }: Pick<Flows, "store" | "pick" | "settings">,
  owner: Disposables,
): ConfigurationParts {
  const { languages } = vscode;
  const python = { language: "python" };
  owner.add(new ConfigurationDiagnostics());
  owner.add(languages.registerCompletionItemProvider(selector, completions, "_", "=", '"'));
  owner.add(languages.registerHoverProvider(selector, hovers));
  owner.add(
    languages.registerCodeActionsProvider(selector, quickFixes, {
      providedCodeActionKinds: [vscode.CodeActionKind.QuickFix],
    }),
  );
  owner.add(languages.registerHoverProvider(python, new EffectiveHovers(store, settings)));
  const hints = owner.add(new EffectiveHints(store, settings));
  owner.add(languages.registerInlayHintsProvider(python, hints));
  const status = owner.add(new ProfileStatus(store, settings));
  const previews = owner.add(new PodPreviews(pick, store, settings));
  return { status, previews };
}

/** The commands of profiles and pods. */
export function configurationCommands({
  previews,
}: ConfigurationParts): Pick<Handlers, "flowlens.chooseProfile" | "flowlens.previewPod"> {
  return {
    "flowlens.chooseProfile": chooseProfile,
    "flowlens.previewPod": (subject) => previews.show(subject),
  };
}
