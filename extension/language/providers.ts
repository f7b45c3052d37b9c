import type { FlowStore } from "../flows/flowStore";
import { FlowCompletions } from "./completion";
import { StepDefinitions } from "./definition";
import { StepHighlights } from "./highlights";
import { FlowHovers } from "./hover";
import { StepReferences } from "./references";
import { StepRename } from "./rename";

/** All help while a flow is edited. */
export class Providers {
  readonly hovers: FlowHovers;
  readonly completions: FlowCompletions;
  readonly definitions: StepDefinitions;
  readonly references: StepReferences;
  readonly highlights: StepHighlights;
  readonly rename: StepRename;

  constructor(store: FlowStore) {
    this.hovers = new FlowHovers(store);
    this.completions = new FlowCompletions(store);
    this.definitions = new StepDefinitions(store);
    this.references = new StepReferences(store);
    this.highlights = new StepHighlights(store);
    this.rename = new StepRename(store);
  }
}
