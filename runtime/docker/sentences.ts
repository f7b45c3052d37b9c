/** Why something with the engine failed: short for a task's reason, and what to do about it. */
export interface Cause {
  /** At most about 60 characters, the cause first: `image acme/train:2.0 not found`. */
  readonly reason: string;
  /** One sentence: what to do. */
  readonly remedy: string;
}

/**
 * Why an image could not be had, from what the engine said (Docker 20–28 and Podman pass on the
 * registry's own words: `manifest unknown`, `pull access denied`, `toomanyrequests`).
 */
export function pullCause(image: string, said: string): Cause {
  const found = pullCauses.find(([pattern]) => pattern.test(said));
  const [, reason, remedy] = found ?? [/./, "cannot be pulled", `The engine said: ${said}`];
  return { reason: `image ${image} ${reason}`, remedy };
}

/** The first that fits counts: Docker says `denied` together with other words. */
const pullCauses: readonly (readonly [RegExp, string, string])[] = [
  [
    /toomanyrequests|too many requests|rate limit|\b429\b/i,
    "not pulled: the registry's rate limit is reached",
    "Log in with docker login, wait a while, or use a mirror of the image.",
  ],
  [
    /unauthorized|authentication required|no basic auth|denied|\b401\b|\b403\b|forbidden/i,
    "not pulled: no access",
    "Check the name, or log in to its registry with docker login.",
  ],
  [
    /manifest unknown|not found|no such image|name unknown|\b404\b/i,
    "not found",
    "Correct the name or the tag in @kubernetes(image=…), or build the image on this machine.",
  ],
  [
    /invalid reference format|repository name must|invalid tag/i,
    "has an invalid name",
    "Correct @kubernetes(image=…): names are lower case, with an optional tag after a colon.",
  ],
  [
    /no matching manifest|does not match the specified platform|image operating system/i,
    "is not made for this machine",
    "Build the image for this machine's architecture, too.",
  ],
  [
    /no space left/i,
    "not pulled: the disk is full",
    "Make room for it, for example with docker system prune.",
  ],
  [
    /x509|certificate|server gave HTTP response to HTTPS/i,
    "not pulled: the registry's certificate is not trusted",
    "Add the registry's certificate authority, or the registry, to the engine's configuration.",
  ],
  [
    /no such host|dial tcp|connection refused|i\/o timeout|timeout|network is unreachable|EOF/i,
    "not pulled: the registry cannot be reached",
    "Check the registry's name and this machine's network or proxy.",
  ],
];

/** Why a container could not be made or started, from what the engine said. */
export function startCause(image: string, said: string): Cause {
  const path =
    /bind source path does not exist: (.+)$/m.exec(said)?.[1] ??
    /statfs (.+): no such file or directory/.exec(said)?.[1];
  if (path !== undefined || /mounts denied|is not shared/i.test(said)) {
    return {
      reason: "the Docker engine does not see the flow's folder",
      remedy: `Share ${path ?? "it"} with the engine (Docker Desktop: Settings, Resources, File sharing), or use an engine of this machine.`,
    };
  }
  if (/exec format error/i.test(said)) return pullCause(image, "no matching manifest");
  if (/minimum memory limit/i.test(said))
    return { reason: "memory is less than Docker allows", remedy: "Ask for at least 6 MB." };
  return { reason: "the container could not be started", remedy: `The engine said: ${said}` };
}

/** The engine's words for a program that the image does not have. */
export function isMissingProgram(said: string): boolean {
  return /executable file .*not found|command that was not found|no such file or directory: unknown|: no such file or directory$/im.test(
    said,
  );
}

/** Why the engine cannot be used, from the error of the connection. */
export function engineSentence(name: string, error: { code?: string; message: string }): string {
  if (error.code === "EACCES" || error.code === "EPERM")
    return `You may not use the Docker engine at ${name}: add yourself to the group docker and log in again, or use rootless Docker.`;
  if (error.code === "ENOENT" || error.code === "ECONNREFUSED" || error.code === "ECONNRESET")
    return `The Docker engine at ${name} is not running: start Docker, then run again.`;
  return `The Docker engine at ${name} does not answer: start or restart Docker, then run again.`;
}
