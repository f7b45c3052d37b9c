import { around, explanation, type Explanation } from "./explanation";

/** What keeps a container from starting and is not the image's fault. */
const NODE_TROUBLES: readonly (readonly [RegExp, string, string, string | null])[] = [
  [
    /context deadline exceeded|timing out in CRI-O|error reserving ctr name|is reserved for|DeadlineExceeded/i,
    "the node's container runtime is too slow",
    "It tries again by itself: wait, or let the pod run on another node.",
    null,
  ],
  [
    /no space left on device/i,
    "the node's disk is full",
    "Free disk on the node, or let the pod run on another node.",
    null,
  ],
  [
    /CDI devices?|nvidia-container|libnvidia|nvml/i,
    "the node can't give it its GPU",
    "The node's GPU driver or container toolkit is at fault: use another node, or ask who runs the cluster.",
    "gpu",
  ],
];

/** The runtime could not start the command, or the shell did not find one. */
export function startError(message: string): Explanation {
  const own = NODE_TROUBLES.find(([pattern]) => pattern.test(message));
  if (own !== undefined) {
    const [, words, remedy, option] = own;
    return explanation("start-error", `StartError: ${words}`, remedy, option);
  }
  const program =
    /exec: "([^"]+)"/.exec(message)?.[1] ??
    /stat ([^\s:]+): no such file/.exec(message)?.[1] ??
    /(?:^|\n)[\w/.-]*sh: (?:line )?\d*:? ?([^\s:]+): (?:(?:command )?not found|No such file or directory)/.exec(
      message,
    )?.[1] ??
    /executable file `?([^\s`]+)`? not found/.exec(message)?.[1];
  const words = knownWords(message, program?.split("/").at(-1));
  if (words === null) {
    return explanation(
      "start-error",
      `StartError: ${message === "" ? "the command can't be run" : endOfCause(message)}`,
      "The node's container runtime refused to start it: see the full message in the pod's events.",
    );
  }
  return explanation(
    "start-error",
    `StartError: ${words}`,
    "Use an image that has bash and python in its PATH and fits the node's architecture.",
    "image",
  );
}

/** What is wrong with the image; null: something else is. */
function knownWords(message: string, program: string | undefined): string | null {
  if (/exec format error/i.test(message)) return "the image is for another CPU type";
  if (program !== undefined) {
    const denied = /permission denied/i.test(message);
    return around("", program, denied ? " may not be run" : " is not in the image");
  }
  if (/chdir to cwd|working directory/i.test(message)) return "its working folder can't be used";
  return /no command specified/i.test(message) ? "the image names no command" : null;
}

/** Runtimes wrap: `failed to create task: failed to …: the cause: unknown`. */
function endOfCause(message: string): string {
  const parts = message
    .trim()
    .replace(/: unknown$/, "")
    .split(": ");
  let said = parts.pop() ?? "";
  for (let part = parts.pop(); part !== undefined; part = parts.pop()) {
    if (`${part}: ${said}`.length > 45) break;
    said = `${part}: ${said}`;
  }
  return said;
}
