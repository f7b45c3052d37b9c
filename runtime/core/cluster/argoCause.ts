import { explainCreate } from "./createCause";
import { explainContainerEnd } from "./endCause";
import type { Explanation } from "./explanation";
import { timedOut } from "./podEndCause";
import { explainNeverPull, explainPull } from "./pullCause";
import { explainUnschedulable } from "./scheduleCause";

const PULL = /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ImageInspectError)\b/;

/**
 * What an Argo node's message tells: it repeats what the API server, the scheduler or the kubelet
 * said. Null for one that tells nothing.
 */
export function explainNode(message: string | null): Explanation | null {
  if (message === null || /shutdown with strategy/.test(message)) return null;
  const image = /image "([^"]+)"/.exec(message)?.[1] ?? null;
  if (message.startsWith("ErrImageNeverPull")) return explainNeverPull(image);
  if (PULL.test(message)) return explainPull(message, image, null);
  if (message.includes("nodes are available")) {
    return explainUnschedulable(message, { resources: {}, nodeSelector: {} }, []);
  }
  if (/DeadlineExceeded|specified deadline/.test(message)) return timedOut(null);
  return explainCreate(message) ?? explainExit(message);
}

/** `Error (exit code 3): …`, `OOMKilled (exit code 137)` */
function explainExit(message: string): Explanation | null {
  const found = /^(\w+) \(exit code (\d+)\)(?:: ([\s\S]*))?$/.exec(message);
  if (found === null) return null;
  const [, reason = "", code = "", said = ""] = found;
  return explainContainerEnd(
    { kind: "terminated", reason, message: said, exitCode: Number(code), startedAt: null },
    undefined,
  );
}
