import { languages, type TextDocument } from "vscode";
import type { Disposables } from "../disposable";
import type { FlowIndex } from "../flows/flowIndex";
import type { FlowStore } from "../flows/flowStore";
import { OutlineSwitch } from "./outlineSwitch";
import type { Providers } from "./providers";

/** Characters after which there is something to propose. */
const completionTriggers = ["@", "(", ",", ".", "=", '"', "'"];

/** Registers all help while a flow is edited; it is loaded when the editor first asks in a flow. */
export function registerLanguage(store: FlowStore, index: FlowIndex, owner: Disposables): void {
  let loaded: Promise<Providers> | undefined;
  const load = (): Promise<Providers> =>
    (loaded ??= import("./providers.js").then((part) => new part.Providers(store, index)));
  const inFlow: InFlow = async (document, ask) =>
    store.read(document) === null ? null : ask(await load());
  registerReading(inFlow, owner);
  registerSteps(inFlow, owner);
  owner.add(
    new OutlineSwitch(store, {
      provideDocumentSymbols: (document) =>
        inFlow(document, ({ outline }) => outline.provideDocumentSymbols(document)),
    }),
  );
}

/** Asks the providers about a document, unless it declares no flow. */
type InFlow = <T>(
  document: TextDocument,
  ask: (providers: Providers) => T | Promise<T>,
) => Promise<T | null>;

const python = { language: "python" };

function registerReading(inFlow: InFlow, owner: Disposables): void {
  owner.add(
    languages.registerHoverProvider(python, {
      provideHover: (document, at) =>
        inFlow(document, ({ hovers }) => hovers.provideHover(document, at)),
    }),
  );
  owner.add(
    languages.registerCompletionItemProvider(
      python,
      {
        provideCompletionItems: (document, at) =>
          inFlow(document, ({ completions }) => completions.provideCompletionItems(document, at)),
      },
      ...completionTriggers,
    ),
  );
}

function registerSteps(inFlow: InFlow, owner: Disposables): void {
  owner.add(
    languages.registerDefinitionProvider(python, {
      provideDefinition: (document, at, token) =>
        inFlow(document, ({ definitions }) => definitions.provideDefinition(document, at, token)),
    }),
  );
  owner.add(
    languages.registerReferenceProvider(python, {
      provideReferences: (document, at, context, token) =>
        inFlow(document, ({ references }) =>
          references.provideReferences(document, at, context, token),
        ),
    }),
  );
  owner.add(
    languages.registerDocumentHighlightProvider(python, {
      provideDocumentHighlights: (document, at) =>
        inFlow(document, ({ highlights }) => highlights.provideDocumentHighlights(document, at)),
    }),
  );
  owner.add(
    languages.registerRenameProvider(python, {
      prepareRename: (document, at, token) =>
        inFlow(document, ({ rename }) => rename.prepareRename(document, at, token)),
      provideRenameEdits: (document, at, name, token) =>
        inFlow(document, ({ rename }) => rename.provideRenameEdits(document, at, name, token)),
    }),
  );
}
