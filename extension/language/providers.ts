import type { FlowIndex } from "../flows/flowIndex";
import type { FlowStore } from "../flows/flowStore";
import { FlowCompletions } from "./completion";
import { StepDefinitions } from "./definition";
import { StepHighlights } from "./highlights";
import { FlowHovers } from "./hover";
import { FlowOutline } from "./outline";
import { StepReferences } from "./references";
import { StepRename } from "./rename";
import { StepFiles } from "./stepFiles";

/** All help while a flow is edited. */
export class Providers {
  readonly hovers: FlowHovers;
  readonly completions: FlowCompletions;
  readonly definitions: StepDefinitions;
  readonly references: StepReferences;
  readonly highlights: StepHighlights;
  readonly rename: StepRename;
  readonly outline: FlowOutline;

  constructor(store: FlowStore, index: FlowIndex) {
    const files = new StepFiles(store, index);
    this.hovers = new FlowHovers(store);
    this.completions = new FlowCompletions(store);
    this.definitions = new StepDefinitions(files);
    this.references = new StepReferences(files);
    this.highlights = new StepHighlights(files);
    this.rename = new StepRename(files);
    this.outline = new FlowOutline(store);
  }
}
