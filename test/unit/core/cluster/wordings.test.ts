import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { readChanges, type PodChange } from "../../../../runtime/core/cluster/podChange";
import { after, eventChange, jobChange, podChange, waiting } from "./replay";

type Told = (message: string) => readonly PodChange[];

const image = "registry.acme.io/ml/train:2.0";
const beginnings: Readonly<Record<string, string>> = {
  image,
  containerd: `rpc error: code = Unknown desc = failed to pull and unpack image "${image}": failed to resolve reference "${image}"`,
  "cri-o": `rpc error: code = Unknown desc = initializing source docker://${image}`,
  docker: "rpc error: code = Unknown desc = Error response from daemon",
  runc: "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed",
  pod: 'pods "t-1-abcde-fghij"',
};

const unscheduled: Told = (message) => {
  const condition = { type: "PodScheduled", status: "False", reason: "Unschedulable", message };
  return podChange({ status: { conditions: [condition] } });
};

const assigned = { nodeName: "n1", containers: [{ name: "train", image }] };

const creating =
  (reason: string): Told =>
  (message) => [...waiting("ContainerCreating", "", image), ...eventChange(reason, message)];

const ended =
  (reason: string, exitCode: number, startedAt: string | null): Told =>
  (message) => {
    const state = { terminated: { reason, exitCode, startedAt, message } };
    return podChange({
      status: { phase: "Failed", containerStatuses: [{ name: "train", state }] },
    });
  };

const over = (reason: string, message: string): readonly PodChange[] =>
  podChange({ spec: { nodeName: "n1" }, status: { phase: "Failed", reason, message } });

const argoNode: Told = (message) =>
  readChanges({
    type: "ADDED",
    object: {
      kind: "Workflow",
      metadata: {
        ...{ name: "w", namespace: "ns", uid: "w" },
        labels: { "app.kubernetes.io/part-of": "metaflow" },
        annotations: { "metaflow/run_id": "argo-w", "metaflow/flow_name": "Flow" },
      },
      status: {
        storedTemplates: {
          a: { name: "train", metadata: { annotations: { "metaflow/step_name": "train" } } },
        },
        nodes: {
          "w-1": { name: "w.train", type: "Pod", phase: "Pending", templateName: "train", message },
        },
      },
    },
  });

/** The ways in which a cluster says the messages of each part of test/cluster/wordings.txt. */
const ways: Readonly<Record<string, Readonly<Record<string, Told>>>> = {
  "image pulls": {
    "as the state": (message) => waiting("ErrImagePull", message, image),
    "in the back-off": (message) => {
      const backOff = `Back-off pulling image "${image}": ErrImagePull: ${message}`;
      return waiting("ImagePullBackOff", backOff, image);
    },
    "as events alone": (message) => [
      ...podChange({ spec: assigned }),
      ...eventChange("Failed", `Failed to pull image "${image}": ${message}`),
      ...eventChange("Failed", "Error: ErrImagePull"),
    ],
  },
  "invalid image names": {
    "as the state": (message) => waiting("InvalidImageName", message, "Acme/Train:2.0"),
  },
  "images never pulled": {
    "as the state": (message) => waiting("ErrImageNeverPull", message, image),
  },
  scheduling: {
    "as a condition": unscheduled,
    "as an event alone": (message) => [...podChange(), ...eventChange("FailedScheduling", message)],
  },
  mounts: { "as an event": creating("FailedMount") },
  attaching: { "as an event": creating("FailedAttachVolume") },
  settings: { "as the state": (message) => waiting("CreateContainerConfigError", message) },
  starts: {
    "while it is run": (message) => waiting("RunContainerError", message),
    "while it is made": (message) => waiting("CreateContainerError", message),
    "as its end": ended("StartError", 128, "1970-01-01T00:00:00Z"),
    "as its end by dockershim": ended("ContainerCannotRun", 127, null),
  },
  creation: {
    "as an event": (message) => [
      ...jobChange(),
      ...eventChange("FailedCreate", `Error creating: ${message}`, {
        ...{ kind: "Job", name: "t-1-abcde" },
      }),
    ],
  },
  evictions: { "as the pod's end": (message) => over("Evicted", message) },
  "ends of the pod": { "as its reason": (reason) => over(reason, "Pod was ended") },
  sandboxes: { "as an event": creating("FailedCreatePodSandBox") },
  "waiting for what nobody has heard of": {
    "as the state": (message) => waiting("StarsNotRight", message),
  },
  "warnings that nobody has heard of": {
    "as an event": (message) => [
      ...podChange({ spec: assigned }),
      ...eventChange("FailedStarGazing", message),
    ],
  },
  "argo nodes": { "as its message": argoNode },
};

function parts(): ReadonlyMap<string, readonly (readonly [message: string, cause: string])[]> {
  const found = new Map<string, (readonly [string, string])[]>();
  let title = "";
  for (const line of readFileSync("test/cluster/wordings.txt", "utf8").split("\n")) {
    const heading = /^\[(.*)\]$/.exec(line)?.[1];
    if (heading !== undefined) title = heading;
    if (heading !== undefined || line === "" || line.startsWith("#")) continue;
    const [, cause = "", said = ""] = /^(\S+) ?(.*)$/.exec(line) ?? [];
    const message = said
      .replace(/\{([\w-]+)\}/g, (whole, name: string) => beginnings[name] ?? whole)
      .replaceAll("\\n", "\n");
    found.set(title, [...(found.get(title) ?? []), [message, cause]]);
  }
  return found;
}

for (const [title, messages] of parts()) {
  for (const [way, told] of Object.entries(ways[title] ?? {})) {
    describe(`${title}, ${way}`, () => {
      for (const [message, cause] of messages) {
        it(`${cause}: ${message.slice(-90)}`, () => {
          const [found, ...others] = after(told(message));
          assert.deepEqual(others, []);
          assert.equal(found?.cause, cause, found?.reason ?? "");
          const reason = found.reason ?? "";
          assert.ok(reason !== "" && reason.length <= 60, reason);
          assert.ok((found.remedy ?? "") !== "");
          // What nobody knows is at least shown.
          if (cause === "unknown") assert.ok(reason.includes(message.slice(0, 20)), reason);
        });
      }
    });
  }
}

it("every part of the wordings is said in some way", () => {
  assert.deepEqual([...parts().keys()].sort(), Object.keys(ways).sort());
});
