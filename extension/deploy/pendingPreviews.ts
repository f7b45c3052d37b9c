import type * as vscode from "vscode";
import type { FlowTarget } from "../flows/target";
import { Problem } from "../problem";
import { editDeployOptions } from "./deployOptions";
import type { DeployPlace } from "./deployPlace";
import type { DeployStorage } from "./deployStorage";

/** What any preview that is shown was made of. */
interface Previewed {
  readonly place: DeployPlace;
}

/** The previews of one deployer that may still be deployed, by the document that shows each. */
export class PendingPreviews<Pending extends Previewed> {
  private readonly shown = new Map<string, Pending>();

  /** `again` previews a flow anew. */
  constructor(
    private readonly storage: DeployStorage,
    private readonly again: (target: FlowTarget) => Promise<void>,
  ) {}

  /** Only the last preview of a flow can be deployed: this one. */
  add(uri: vscode.Uri, pending: Pending): void {
    const { target } = pending.place;
    for (const [key, { place }] of this.shown)
      if (place.target.uri === target.uri && place.target.flow === target.flow)
        this.shown.delete(key);
    this.shown.set(uri.toString(), pending);
  }

  has(uri: vscode.Uri | undefined): boolean {
    return uri !== undefined && this.shown.has(uri.toString());
  }

  /** The preview that a document shows. Throws the Problem of one that a later one replaced. */
  of(uri: vscode.Uri | undefined): Pending {
    const pending = uri === undefined ? undefined : this.shown.get(uri.toString());
    if (pending !== undefined) return pending;
    throw new Problem("This preview is of an earlier deployment: deploy the flow again.");
  }

  /** The same, to be deployed: a flow that was edited meanwhile is another one than that shown. */
  unedited(uri: vscode.Uri | undefined): Pending {
    const pending = this.of(uri);
    const { target, opened, version } = pending.place;
    const { document, flow } = opened;
    if (!document.isDirty && document.version === version) return pending;
    throw new Problem(`${flow.name} was edited after this preview was made.`, [
      { title: "Preview Again", run: () => this.again(target) },
    ]);
  }

  /** Lets the user change how a flow is deployed, then previews it again. */
  async changeOptions(uri: vscode.Uri | undefined): Promise<void> {
    const { target, inProject, request } = this.of(uri).place;
    const changed = await editDeployOptions(request.deploy, { flow: target.flow, inProject });
    if (changed === undefined) return;
    await this.storage.setOptions(target, changed);
    await this.again(target);
  }
}
