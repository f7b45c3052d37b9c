import { around, explanation, type Explanation } from "./explanation";

interface PullKind {
  readonly id: string;
  readonly pattern: RegExp;
  readonly words: string;
  readonly remedy: string;
  readonly option: string | null;
}

/**
 * What registries and runtimes (containerd, CRI-O, dockershim) say, the more telling first: a
 * refused login is often told as "not found or no access" in one message.
 */
const KINDS: readonly PullKind[] = [
  {
    id: "image-pull/rate-limit",
    pattern: /toomanyrequests|\b429\b|too many requests|rate limit|pull QPS exceeded/i,
    words: "rate limit reached",
    remedy:
      "The registry limits how often one may pull: wait, log in with a pull secret, or use a mirror of the image.",
    option: "image_pull_secrets",
  },
  {
    id: "image-pull/name",
    pattern:
      /InvalidImageName|couldn't parse image|invalid reference format|failed to parse image|default image tag|must be lowercase|short-?name|unqualified|no registries configured/i,
    words: "not a valid name",
    remedy: "Correct the image's name: registry/path:tag, in lower case.",
    option: "image",
  },
  {
    id: "image-pull/platform",
    pattern:
      /no match for platform|no matching manifest|no child with platform|no image found in (manifest|image) (list|index)|image operating system/i,
    words: "not for this CPU type",
    remedy: "Build the image for the nodes' architecture, or choose nodes of its architecture.",
    option: "image",
  },
  {
    id: "image-pull/unauthorized",
    pattern:
      /\b40[13]\b|unauthori[sz]ed|forbidden|authentication required|access denied|insufficient_scope|authorization failed|\bdenied\b|no basic auth|invalid username|unauthenticated|credentials/i,
    words: "needs a login",
    remedy:
      "Name a pull secret for this registry in image_pull_secrets, and check the image's name: registries also answer so when it does not exist.",
    option: "image_pull_secrets",
  },
  {
    id: "image-pull/dns",
    pattern:
      /no such host|name resolution|server misbehaving|lookup \S+( on \S+)?:.*(timeout|refused)|could not resolve|name does not resolve/i,
    words: "registry not in DNS",
    remedy:
      "The registry's host name does not resolve on the node: check the image's name, then the cluster's network and DNS.",
    option: "image",
  },
  {
    id: "image-pull/tls",
    pattern: /x509|certificate|HTTP response to HTTPS|tls: (?!handshake timeout)/i,
    words: "certificate refused",
    remedy: "The node does not trust the registry's certificate: have it added to the nodes.",
    option: null,
  },
  {
    id: "image-pull/disk",
    pattern: /no space left on device/i,
    words: "the node's disk is full",
    remedy: "Free disk on the node, use a smaller image, or let the pod run on another node.",
    option: "image",
  },
  {
    id: "image-pull/signature",
    pattern: /signature ?validation|signature/i,
    words: "signature refused",
    remedy: "The cluster's policy wants a signed image: sign it or use one that is.",
    option: "image",
  },
  {
    id: "image-pull/not-found",
    pattern: /not ?found|manifest unknown|name unknown|does not exist|\b404\b|no such image/i,
    words: "not found",
    remedy: "Check the image's name and tag, and that it was pushed to this registry.",
    option: "image",
  },
  {
    id: "image-pull/timeout",
    pattern: /timeout|timed out|deadline exceeded/i,
    words: "registry does not answer",
    remedy: "The registry did not answer in time: check that the nodes can reach it.",
    option: null,
  },
  {
    id: "image-pull/connection",
    pattern:
      /connection (refused|reset)|connect: |no route to host|unreachable|\bEOF\b|\b50\d\b|registry ?unavailable|dial tcp|broken pipe/i,
    words: "registry out of reach",
    remedy: "The nodes can't reach the registry: check its address, then the cluster's network.",
    option: null,
  },
];

/**
 * Why an image can't be pulled. `message` is all that kubelet and registry said of it, `missing`
 * the pull secrets that do not exist: those explain a refused login.
 */
export function explainPull(
  message: string,
  image: string | null,
  missing: string | null,
): Explanation {
  const said = withoutNames(message, image);
  const name = shortImage(image ?? "image");
  const kind = KINDS.find(({ pattern }) => pattern.test(said));
  if (missing !== null && kind?.id === "image-pull/unauthorized") {
    return explanation(
      "secret",
      around("pull secret ", missing, " not found"),
      `Create the secret ${missing} in the pod's namespace, or correct image_pull_secrets.`,
      "image_pull_secrets",
    );
  }
  if (kind === undefined) {
    return explanation(
      "image-pull",
      around("ImagePullBackOff: ", name, ""),
      "Read the full message in the pod's events, and check the image's name.",
      "image",
    );
  }
  const term = kind.id === "image-pull/name" ? "InvalidImageName" : "ImagePullBackOff";
  const reason = around(
    `${term}: `,
    endOfPath(name, 57 - term.length - kind.words.length),
    ` ${kind.words}`,
  );
  return explanation(kind.id, reason, kind.remedy, kind.option);
}

export function explainNeverPull(image: string | null): Explanation {
  return explanation(
    "image-never-pull",
    around("ErrImageNeverPull: ", shortImage(image ?? "image"), " is not on the node"),
    "The pull policy Never wants the image on the node already: load it there, or use IfNotPresent.",
    "image_pull_policy",
  );
}

/** Image names and addresses are the user's: `acme/not-found:401` must not decide. */
function withoutNames(message: string, image: string | null): string {
  const bare = image === null ? message : message.replaceAll(image, "IMAGE");
  const path = image?.replace(/[:@][^/]*$/, "");
  const shorter = path ? bare.replaceAll(path, "IMAGE") : bare;
  return shorter.replace(/https?:\/\/[^\s"]+/g, "URL").replace(/:\d{2,5}\b/g, ":PORT");
}

/** The name without its first parts, registry and team, if it is longer than that. */
function endOfPath(name: string, room: number): string {
  if (name.length <= room) return name;
  const parts = name.split("/");
  const from = parts.findIndex((_part, i) => parts.slice(i).join("/").length + 2 <= room);
  return from > 0 ? `…/${parts.slice(from).join("/")}` : name;
}

/** Docker Hub's own prefix says nothing. */
function shortImage(image: string): string {
  return image
    .replace(/^docker\.io\//, "")
    .replace(/^library\//, "")
    .replace(/@sha256:.*/, "@…");
}
