import { fields, items, text } from "./json";
import type { Job, KubeEvent, Pod, Workflow } from "./objects";
import { readEvent, readJob, readPod, readWorkflow } from "./readObject";

/** One thing a watch said. */
export type PodChange = { readonly type: ChangeType } & (
  | { readonly kind: "pod"; readonly object: Pod }
  | { readonly kind: "job"; readonly object: Job }
  | { readonly kind: "event"; readonly object: KubeEvent }
  | { readonly kind: "workflow"; readonly object: Workflow }
);

/** A fresh list of all objects of one kind: what it lacks is gone. */
export interface Listed {
  readonly type: "LISTED";
  readonly kind: PodChange["kind"];
  /** Null: of all namespaces. */
  readonly namespace: string | null;
  readonly objects: readonly PodChange[];
}

/** What a cluster's state is made of. */
export type ClusterChange = PodChange | Listed;

type ChangeType = "ADDED" | "MODIFIED" | "DELETED";

/**
 * Reads one JSON value of a watch or a recording: a watch event, with or without the recording's
 * wrapper, a bare object, or a list of objects. What is no pod, Job, event or Workflow, and what
 * is damaged, gives nothing.
 */
export function readChanges(value: unknown): PodChange[] {
  const line = fields(value);
  const inner = line["object"];
  const object = fields(inner ?? value);
  const listed = object["items"];
  const type = changeType(inner === undefined ? "ADDED" : line["type"]);
  if (type === null) return [];
  const kind = text(object["kind"]) ?? text(line["kind"]) ?? "";
  if (Array.isArray(listed)) {
    const itemKind = kind.replace(/List$/, "");
    return items(listed).flatMap((one) => readOne("ADDED", itemKind, one));
  }
  return readOne(type, kind, object);
}

function changeType(value: unknown): ChangeType | null {
  if (value === undefined) return "MODIFIED";
  return value === "ADDED" || value === "MODIFIED" || value === "DELETED" ? value : null;
}

/** `fallback` is the kind said outside of the object: items of a list need not repeat it. */
function readOne(type: ChangeType, fallback: string, value: unknown): PodChange[] {
  const json = fields(value);
  const kind = (text(json["kind"]) ?? fallback).toLowerCase().replace(/s$/, "");
  switch (kind) {
    case "pod": {
      const object = readPod(json);
      return object === null ? [] : [{ type, kind, object }];
    }
    case "job": {
      const object = readJob(json);
      return object === null ? [] : [{ type, kind, object }];
    }
    case "event": {
      const object = readEvent(json);
      return object === null ? [] : [{ type, kind, object }];
    }
    case "workflow": {
      const object = readWorkflow(json);
      return object === null ? [] : [{ type, kind, object }];
    }
    default:
      return [];
  }
}
