import * as vscode from "vscode";
import type { Handlers } from "../contributions";
import type { Disposables } from "../disposable";
import type { Flows } from "../flows/flows";
import { ConfigurationDiagnostics } from "./diagnostics";
import { kindOf, selector } from "./files";
import { EffectiveHints } from "./inlayHints";
import { PodPreviews } from "./podPreview";
import { chooseProfile } from "./profiles";
import type * as Providers from "./providers";
import { ProfileStatus } from "./profileStatus";

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
  registerFileHelp(owner);
  owner.add(
    languages.registerHoverProvider(python, {
      provideHover: async (document, at) => {
        const file = store.read(document);
        if (file === null) return null;
        const { effectiveHoverAt } = await import("./effectiveHover.js");
        return effectiveHoverAt(document, at, file, settings);
      },
    }),
  );
  const hints = owner.add(new EffectiveHints(store, settings));
  owner.add(languages.registerInlayHintsProvider(python, hints));
  const status = owner.add(new ProfileStatus(store, settings));
  const previews = owner.add(new PodPreviews(pick, store, settings));
  return { status, previews };
}

/** Help in env and config files; most windows never open one, so it is loaded with the first. */
function registerFileHelp(owner: Disposables): void {
  const { languages } = vscode;
  const inFile = async <T>(
    document: vscode.TextDocument,
    ask: (providers: typeof Providers) => T,
  ): Promise<T | null> => (kindOf(document) === null ? null : ask(await import("./providers.js")));
  owner.add(
    languages.registerCompletionItemProvider(
      selector,
      {
        provideCompletionItems: (document, at) =>
          inFile(document, ({ completionsAt }) => completionsAt(document, at)),
      },
      "_",
      "=",
      '"',
    ),
  );
  owner.add(
    languages.registerHoverProvider(selector, {
      provideHover: (document, at) => inFile(document, ({ hoverAt }) => hoverAt(document, at)),
    }),
  );
  owner.add(
    languages.registerCodeActionsProvider(
      selector,
      {
        provideCodeActions: (document, range, context) =>
          inFile(document, ({ quickFixesAt }) => quickFixesAt(document, range, context)),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
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
