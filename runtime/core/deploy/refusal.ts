import { ReasonFinder } from "../reason";
import { stripAnsi } from "../runnerOutput";
import { readKubeflowRefusal } from "./kubeflowRefusal";

/** What a user can do about a refusal. */
export type NextStep =
  /** Give the production token of the deployed flow. */
  | { readonly do: "authorize" }
  /** Deploy under another name (`--name`). */
  | { readonly do: "rename" }
  /** Install Python packages into the interpreter. */
  | { readonly do: "install"; readonly packages: readonly string[] }
  /** Choose another cluster or log in. */
  | { readonly do: "choose-cluster" }
  /** Mend the environment file: a variable is missing. */
  | { readonly do: "set-environment" }
  /** Give another address of Kubeflow Pipelines. */
  | { readonly do: "correct-address" }
  /** Deploy the flow, which is not there yet. */
  | { readonly do: "deploy" };

/** Why a deployment or one of its commands failed. */
export interface Refusal {
  /** A sentence, or Metaflow's own words where they say what to do. */
  readonly sentence: string;
  readonly next: NextStep | null;
}

/**
 * Reads what a command of Metaflow's deployers printed before it failed (2.19.39). Its own
 * exceptions come as a headline and a message, indented by four (cli.py,
 * `print_metaflow_exception`); others as a traceback.
 */
export function readRefusal(output: string): Refusal {
  const text = withoutStars(stripAnsi(output)).replaceAll("\r\n", "\n");
  for (const read of readers) {
    const refusal = read(text);
    if (refusal !== null) return refusal;
  }
  const said = metaflowSays(text);
  return { sentence: said ?? lastReason(text), next: null };
}

type Reader = (text: string) => Refusal | null;

const readers: readonly Reader[] = [
  wrongToken,
  foreignTemplate,
  missingPackages,
  noKubeconfig,
  readKubeflowRefusal,
  unreachable,
  forbidden,
  noCredentials,
  missingSetting,
];

/**
 * `There is an existing version of …` is printed before the exception, which says little, and which
 * metaflow-kubeflow may put into another one.
 */
function wrongToken(text: string): Refusal | null {
  if (!/^ .*(?:Incorrect production token:|: Try again with the correct)/m.test(text)) return null;
  const existing = /^There is an existing version of .*$/m.exec(text)?.[0];
  const needed = /^To .* you need to use the same production token.*$/m.exec(text)?.[0];
  const said = [existing, needed].filter((line) => line !== undefined).map((line) => line.trim());
  const sentence =
    said.length === 0 ? "Try again with the correct production token." : said.join(" ");
  return { sentence, next: { do: "authorize" } };
}

function foreignTemplate(text: string): Refusal | null {
  const name = /non-metaflow workflow with the same name as (\S+) already exists/.exec(text)?.[1];
  if (name === undefined) return null;
  const sentence = `${name} is there already, and was not deployed by Metaflow: deploy under another name, or delete that template first.`;
  return { sentence, next: { do: "rename" } };
}

function missingPackages(text: string): Refusal | null {
  const found = [
    /Could not import module '(\w+)'/,
    /ModuleNotFoundError: No module named '(boto3|kubernetes)\b/,
    /requires the? '?(boto3|kubernetes)'? package/,
  ].flatMap((pattern) => pattern.exec(text)?.[1] ?? []);
  const [module] = found;
  if (module === undefined) return null;
  const sentence = `Metaflow needs the Python package ${module} to deploy: install it for the interpreter.`;
  return { sentence, next: { do: "install", packages: [module] } };
}

function noKubeconfig(text: string): Refusal | null {
  if (!/ConfigException: |Invalid kube-config/.test(text)) return null;
  const sentence = "Metaflow can't use the kubeconfig: choose another context, or log in again.";
  return { sentence, next: { do: "choose-cluster" } };
}

function unreachable(text: string): Refusal | null {
  const host = /HTTPS?ConnectionPool\(host='([^']+)', port=(\d+)\): Max retries exceeded/.exec(
    text,
  );
  if (host === null) return null;
  const sentence = `The cluster at ${host[1] ?? ""}:${host[2] ?? ""} can't be reached: choose another context, or log in again.`;
  return { sentence, next: { do: "choose-cluster" } };
}

/** The API server's own sentence: `… is forbidden: User "x" cannot get resource …`. */
function forbidden(text: string): Refusal | null {
  const said = /^.*\bis forbidden: User .* cannot \w+ resource .*$/m.exec(text)?.[0].trim();
  if (said === undefined) return null;
  return {
    sentence: `The cluster refuses: ${ended(said)} Ask for these rights, or choose another context.`,
    next: { do: "choose-cluster" },
  };
}

function noCredentials(text: string): Refusal | null {
  if (!/Unable to locate credentials|NoCredentialsError|PartialCredentials/.test(text)) return null;
  const sentence =
    "Metaflow finds no credentials for its datastore: set them in the environment file, or log in.";
  return { sentence, next: { do: "set-environment" } };
}

function missingSetting(text: string): Refusal | null {
  const said = metaflowSays(text);
  if (said === null || !/\bMETAFLOW_[A-Z_0-9]+\b/.test(said)) return null;
  return { sentence: said, next: { do: "set-environment" } };
}

/**
 * The message of the last exception that Metaflow itself reports, as one paragraph; the lines of
 * code in a traceback would look like such reports.
 */
function metaflowSays(text: string): string | null {
  if (/^Traceback \(most recent call last\):$/m.test(text)) return null;
  const lines = text.split("\n");
  const headline = lines.findLastIndex((line) => /^ {4}\S.*:$/.test(line));
  if (headline < 0) return null;
  const message: string[] = [];
  for (const line of lines.slice(headline + 1)) {
    if (line.trim() !== "" && !line.startsWith("    ")) break;
    message.push(line.trim());
  }
  const whole = message.filter((line) => line !== "").join(" ");
  return whole === "" ? null : ended(whole);
}

function lastReason(text: string): string {
  const finder = new ReasonFinder();
  for (const line of text.split("\n")) finder.add(line);
  const reason = finder.find();
  return reason === null ? "Metaflow failed without saying why." : ended(reason);
}

/** Metaflow marks names with stars, which its command line leaves out, but not everywhere. */
function withoutStars(text: string): string {
  return text.replace(/\*([\w.@+-]+)\*/g, "$1");
}

function ended(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
