import { fields, text } from "../core/cluster/json";
import type { ClusterError, ClusterTrouble } from "./connection";

/** The error all calls reject with. */
export class Failure extends Error implements ClusterError {
  override readonly name = "ClusterError";

  constructor(
    readonly trouble: ClusterTrouble,
    sentence: string,
    readonly detail = "",
    readonly retryAfter: number | null = null,
  ) {
    super(sentence);
  }
}

/** What a call was about, for its sentence. */
export interface Asked {
  /** `list`, `watch`, `read the log of`, … */
  readonly verb: string;
  /** `pods`, `pod t-1234`, … */
  readonly what: string;
  /** Null for objects of the whole cluster. */
  readonly namespace: string | null;
  readonly context: string;
  /** The API server's address. */
  readonly server: string;
}

/** What an answer of 400 or above means. `body` is a Status object, or a proxy's page. */
export function answered(
  status: number,
  body: string,
  asked: Asked,
  retryAfter: string | undefined,
): Failure {
  const said = statusMessage(body);
  const detail = `${status} ${said}`;
  const where = asked.namespace === null ? "" : ` in namespace ${asked.namespace}`;
  switch (status) {
    case 401:
      return new Failure(
        "credentials",
        `The cluster of context ${asked.context} does not accept your credentials: log in to it again.`,
        detail,
      );
    case 403:
      return new Failure(
        "forbidden",
        `You have no right to ${asked.verb} ${asked.what}${where}: ask for a role that allows it, or choose another namespace or context.`,
        detail,
      );
    case 404:
      return new Failure("not-found", `There is no ${asked.what}${where}.`, detail);
    case 410:
      return new Failure("expired", "The cluster's list is outdated: it is read again.", detail);
    default:
      return new Failure(
        "refused",
        `The cluster could not ${asked.verb} ${asked.what}${where}: ${short(said)}`,
        detail,
        seconds(retryAfter),
      );
  }
}

const LONGEST = 200;

function short(said: string): string {
  const line = said.replace(/[\s\p{Cc}]+/gu, " ").trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 1)}…` : line;
}

function statusMessage(body: string): string {
  try {
    return text(fields(JSON.parse(body))["message"]) ?? "it did not say why";
  } catch {
    return /<html/i.test(body) || body === "" ? "it did not say why" : body.slice(0, LONGEST);
  }
}

function seconds(retryAfter: string | undefined): number | null {
  const value = Number(retryAfter ?? Number.NaN);
  return Number.isFinite(value) && value > 0 ? value * 1000 : null;
}

/** `refused` without an answer: what Node's errors mean. */
export function unanswered(error: unknown, asked: Asked): Failure {
  if (error instanceof Failure) return error;
  const { code = "", message, name } = error as NodeJS.ErrnoException;
  const detail = `${code} ${message}`.trim();
  if (name === "AbortError") return new Failure("cancelled", "Cancelled.", detail);
  const { server, context } = asked;
  const reached = REASONS.find(([pattern]) => pattern.test(detail));
  if (reached !== undefined) {
    const [, words, advice] = reached;
    return new Failure(
      "unreachable",
      `The cluster at ${server} can't be reached (${words}): ${advice}`,
      detail,
    );
  }
  if (/^(ERR_OSSL|ERR_CRYPTO)|PEM|key values mismatch/.test(detail)) {
    return new Failure(
      "kubeconfig",
      `A certificate or key of context ${context} in the kubeconfig can't be used: correct it, or log in again.`,
      detail,
    );
  }
  return new Failure(
    "unreachable",
    `The connection to the cluster at ${server} broke: check the network.`,
    detail,
  );
}

/** What Node says, in words, and what to do. */
const REASONS: readonly (readonly [RegExp, string, string])[] = [
  [/ECONNREFUSED/, "connection refused", "start it, or choose another context."],
  [
    /ENOTFOUND|EAI_AGAIN/,
    "its host name is not known",
    "check the network or VPN, or choose another context.",
  ],
  [
    /ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN/,
    "no route to it",
    "check the network or VPN, or choose another context.",
  ],
  [
    /CERT_HAS_EXPIRED|alert certificate expired/i,
    "a certificate has expired",
    "log in again, or have the cluster's certificates renewed.",
  ],
  [
    /SELF_SIGNED|UNABLE_TO_|ALTNAME|CERT_|unknown ca/i,
    "its certificate is not trusted",
    "check certificate-authority in the kubeconfig.",
  ],
  [
    /EPROTO|wrong version number|ERR_SSL|packet length/i,
    "it does not speak TLS",
    "check the server's address in the kubeconfig.",
  ],
  [/Bad response: \d+|Proxy/, "the proxy refused", "check proxy-url in the kubeconfig."],
];

/** No answer within the call's limit. */
export function late(asked: Asked, limit: number): Failure {
  return new Failure(
    "timeout",
    `The cluster at ${asked.server} did not answer within ${Math.round(limit / 1000)} s: check the network or VPN.`,
    `${asked.verb} ${asked.what}: no answer in ${limit} ms`,
  );
}
