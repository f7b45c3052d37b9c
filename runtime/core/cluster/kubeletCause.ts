import { explainContainerEnd } from "./endCause";
import { mainStatus, statusesMainFirst, type Evidence } from "./evidence";
import { explanation, type Explanation } from "./explanation";
import type { ContainerStatus, KubeEvent } from "./objects";
import { explainNeverPull, explainPull } from "./pullCause";
import { startError } from "./startCause";
import { explainConfig, explainMount, explainSecret } from "./volumeCause";

const PULL_REASONS =
  /^(ErrImagePull|ImagePullBackOff|ErrImagePullBackOff|RegistryUnavailable|SignatureValidationFailed|ImageInspectError|InvalidImageName)$/;

/** Why the node does not start the pod's containers: by their state, by events, by what was seen before. */
export function explainKubelet(evidence: Evidence): Explanation | null {
  const { pod, podEvents } = evidence;
  const statuses = pod === null ? [] : statusesMainFirst(pod.object);
  for (const status of statuses) {
    const found = explainWaiting(evidence, status);
    // No decorator reaches the containers Argo adds.
    const isOurs = !status.init && status.name !== "wait";
    if (found !== null) return isOurs ? found : { ...found, option: null };
  }
  const byEvent = explainEvents(evidence) ?? explainMountEvents(podEvents);
  if (byEvent !== null || pod === null) return byEvent;
  for (const [reason, { message }] of [...pod.waits].reverse()) {
    const found = explainReason(evidence, reason, message ?? "", imageOf(evidence, null, message));
    if (found !== null) return found;
  }
  return null;
}

function explainWaiting(evidence: Evidence, status: ContainerStatus): Explanation | null {
  const { state, last, name } = status;
  if (state.kind !== "waiting" || state.reason === null) return null;
  const spec = evidence.pod?.object.containers.find((one) => one.name === name);
  if (state.reason === "CrashLoopBackOff") {
    const ended = last.kind === "terminated" ? last : null;
    return ended === null ? null : explainContainerEnd(ended, spec?.limits["memory"]);
  }
  return explainReason(evidence, state.reason, state.message ?? "", spec?.image ?? null);
}

function explainReason(
  evidence: Evidence,
  reason: string,
  message: string,
  image: string | null,
): Explanation | null {
  if (reason === "ErrImageNeverPull") return explainNeverPull(image);
  if (PULL_REASONS.test(reason)) {
    const said = pullMessage(evidence, message, image);
    return explainPull(
      reason === "InvalidImageName" ? reason : said,
      image,
      missingPullSecret(evidence),
    );
  }
  switch (reason) {
    case "CreateContainerConfigError":
      return explainContainerConfig(message);
    case "CreateContainerError":
      return explainSecret(message) ?? explainConfig(message) ?? notStarted(evidence, message);
    case "RunContainerError":
    case "StartError":
    case "ContainerCannotRun":
    case "PostStartHookError":
      return notStarted(evidence, message);
    default:
      return null;
  }
}

/** A container that the runtime could not start: too little memory for that, too, ends it. */
function notStarted({ pod }: Evidence, message: string): Explanation {
  const name = pod === null ? undefined : mainStatus(pod.object)?.name;
  const limit = pod?.object.containers.find((one) => one.name === name)?.limits["memory"];
  const end = { kind: "terminated", reason: "StartError", message, exitCode: 128 } as const;
  return explainContainerEnd({ ...end, startedAt: null }, limit) ?? startError(message);
}

function explainContainerConfig(message: string): Explanation {
  return (
    explainSecret(message) ??
    explainConfig(message) ??
    explanation(
      "config",
      message === "" ? "CreateContainerConfigError" : `config: ${message}`,
      "The container's settings can't be met: see the full message in the pod's events.",
    )
  );
}

/** Back-off messages of older kubelets name only the image: the failed pull before said why. */
function pullMessage(evidence: Evidence, message: string, image: string | null): string {
  const candidates = [
    message,
    evidence.pod?.waits.get("ErrImagePull")?.message,
    evidence.podEvents.find((event) => isPullFailure(event) && isAbout(event, image))?.message,
    evidence.pod?.waits.get("ImagePullBackOff")?.message,
  ];
  const telling = candidates.find(
    (one) => one != null && one !== "" && !/^Back-off pulling image "[^"]*"$/.test(one),
  );
  return telling ?? message;
}

function isPullFailure({ reason, message }: KubeEvent): boolean {
  return (
    (reason === "Failed" && /pull/i.test(message) && /image/.test(message)) ||
    reason === "InspectFailed"
  );
}

function isAbout({ message }: KubeEvent, image: string | null): boolean {
  return image === null || message.includes(image);
}

function missingPullSecret({ podEvents }: Evidence): string | null {
  const event = podEvents.find(({ reason }) => reason === "FailedToRetrieveImagePullSecret");
  return /secrets \(([^),\s]+)/.exec(event?.message ?? "")?.[1] ?? null;
}

/** The containers' hurdles by the pod's events: what to go by when its state was never seen. */
function explainEvents(evidence: Evidence): Explanation | null {
  for (const event of evidence.podEvents) {
    const found = explainEvent(evidence, event);
    if (found !== null) return found;
  }
  return null;
}

function explainEvent(evidence: Evidence, event: KubeEvent): Explanation | null {
  const { reason, message } = event;
  const image = imageOf(evidence, event, message);
  if (reason === "ErrImageNeverPull" || /ErrImageNeverPull/.test(message)) {
    return explainNeverPull(image);
  }
  if (isPullFailure(event)) {
    const isOver = evidence.podEvents.some(
      (other) => other.reason === "Pulled" && image !== null && isAbout(other, image),
    );
    if (isOver) return null;
    return explainPull(message, image, missingPullSecret(evidence));
  }
  if (
    reason !== "Failed" ||
    !message.startsWith("Error: ") ||
    /ErrImagePull|BackOff/.test(message)
  ) {
    return null;
  }
  return explainSecret(message) ?? explainConfig(message) ?? explainFailedStart(message);
}

function explainFailedStart(message: string): Explanation | null {
  const isStart = /failed to (create|start)|OCI runtime|executable|no command|exec|cannot start/i;
  return isStart.test(message) ? startError(message) : null;
}

/** Volumes come before images: once an image is asked for, they are there. */
function explainMountEvents(events: readonly KubeEvent[]): Explanation | null {
  const past = events.find(({ reason }) => /^(Pulling|Pulled|Created)$/.test(reason));
  const open = past === undefined ? events : events.slice(0, events.indexOf(past));
  const mounts = open.filter(({ reason }) => /^Failed(Mount|AttachVolume|MapVolume)$/.test(reason));
  const sandbox = open.find(({ reason }) => reason === "FailedCreatePodSandBox");
  const mount = explainMount(mounts.map(({ message }) => message));
  if (mount !== null || sandbox === undefined) return mount;
  if (
    /assign an IP|no (free )?(IP )?addresses|insufficient ?(free)?addresses/i.test(sandbox.message)
  ) {
    return explanation(
      "start-error",
      "FailedCreatePodSandBox: no pod address is free on the node",
      "The cluster's network has no address left for it: wait until other pods end, or ask who runs the cluster.",
    );
  }
  return explanation(
    "start-error",
    "FailedCreatePodSandBox: the node can't set the pod up",
    "Mostly the cluster's network or container runtime: see the full message in the pod's events.",
  );
}

/** The image an event or message names, else the step's own. */
function imageOf(
  { pod }: Evidence,
  event: KubeEvent | null,
  message: string | null,
): string | null {
  const named = /image "([^"]+)"/.exec(event?.message ?? message ?? "")?.[1];
  if (named !== undefined) return named;
  const main = pod === null ? undefined : statusesMainFirst(pod.object)[0];
  const spec = pod?.object.containers.find(({ name }) => name === main?.name);
  return spec?.image ?? pod?.object.containers[0]?.image ?? null;
}
