import { nearest } from "../nearest";
import { bytesOf, pythonFloat, type Parsed } from "../python/pythonNumber";
import { imageProblem } from "../imageReference";
import { isLabelName, isObjectName, NAME_ADVICE } from "../kubernetesNames";
import type { Form, Variable } from "./form";
import { judgeContained } from "./contained";
import { judgeDecorators } from "./decospecs";
import { judgePairs, judgeNames } from "./lists";
import { error, info, isTruthyJson, warning, type Given, type Verdict } from "./verdict";

/** What Metaflow, or Kubernetes after it, refuses when it comes to use a value. */
export function judgeForm(variable: Variable, given: Given): Verdict[] {
  const { form } = variable;
  if (form === null) return [];
  if (isPassedOver(variable, given)) return [];
  if (form.is === "shared-memory") return judgeSharedMemory(given);
  if (form.is === "user") return judgeUser(given);
  const shaped = judgeShaped(variable, form, given);
  if (shaped !== null) return shaped;
  const text = textOf(given.value);
  if (text === null) return [];
  if (form.is === "choice") return judgeChoice(variable, form, text);
  if (form.is === "decorators") return judgeDecorators(text, given.refusedDecorator);
  return text === "" ? [] : judgeNonEmpty(variable, form, text);
}

/** A value without a type that counts as false in Python is as good as none. */
function isPassedOver({ kind }: Variable, { from, value }: Given): boolean {
  return from === "file" && kind === "raw" && !isTruthyJson(value);
}

/** What is no text where Metaflow needs one, or no number; null where its text can be judged. */
function judgeShaped({ name, kind }: Variable, form: Form, given: Given): Verdict[] | null {
  if (given.from === "env" || kind !== "raw") return null;
  if (form.is === "image" && typeof given.value !== "string")
    return error("config/name", `${name} must be a string: Metaflow fails with anything else.`);
  if (form.is === "amount" && typeof given.value === "object")
    return error("config/number", `${name} must be a number of ${form.unit}.`);
  return null;
}

/** What Metaflow makes of a single value; null for what has a shape, and for nothing at all. */
function textOf(value: unknown): string | null {
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

function judgeNonEmpty(variable: Variable, form: Form, text: string): Verdict[] {
  switch (form.is) {
    case "amount":
      return judgeAmount(variable, form.unit, text);
    case "json":
      return judgeContained(variable.name, form.holds, text);
    case "pairs":
      return judgePairs(form.of, text);
    case "names":
      return judgeNames(text);
    case "name":
      return judgeObjectName(variable.name, form.of, text);
    case "image":
      return judgeImage(text);
    case "registry":
      return judgeRegistry(variable.name, text);
    case "url":
      return judgeUrl(variable.name, form.scheme, text);
    case "container":
      return judgeContainer(variable.name, text);
    case "port":
      return judgePort(text);
    case "least":
      return judgeLeast(variable.name, form, text);
    default:
      return [];
  }
}

function judgeAmount(variable: Variable, unit: "cores" | "MB", text: string): Verdict[] {
  const { name, defaultValue } = variable;
  const number = numberOf(text);
  if (number === "unknown") return [];
  if (number === "refused") {
    const instead = unit === "cores" ? coresOf(text) : megabytesOf(text);
    if (instead !== null) {
      const message = `${name} is a plain number of ${unit}: write ${instead}.`;
      return error("config/number", message, instead);
    }
    const example = defaultValue ?? "1";
    return error("config/number", `${name} must be a number of ${unit}, such as ${example}.`);
  }
  if (!(number > 0))
    return error("config/number", `${name} must be above 0, such as ${defaultValue ?? "1"}.`);
  const small = unit === "MB" && number < 128 && Number.isInteger(number);
  if (!small) return [];
  const instead = String(number * 1000);
  return warning("config/number", `${text} is ${text} MB: write ${instead} for GB.`, instead);
}

/** A true in a config file counts as 1. */
function numberOf(text: string): Parsed {
  return text === "True" ? 1 : pythonFloat(text);
}

function coresOf(text: string): string | null {
  const millis = /^\s*(\d+)m\s*$/u.exec(text);
  return millis === null ? null : String(Number(millis[1]) / 1000);
}

function megabytesOf(text: string): string | null {
  const bytes = bytesOf(text);
  return bytes === null ? null : String(Math.ceil(bytes / 1e6));
}

function judgeChoice(
  { name }: Variable,
  form: Form & { readonly is: "choice" },
  text: string,
): Verdict[] {
  const { values, refused } = form;
  const caseless = refused === "by-metaflow";
  const same = (one: string): boolean =>
    caseless ? one.toLowerCase() === text.toLowerCase() : one === text;
  if (values.some(same)) return [];
  const message = `${name} is one of ${values.join(", ")}.`;
  const certain = refused === "by-metaflow" || refused === "by-metaflow-exactly";
  if (text === "" && refused === "at-start")
    return error("config/choice", `${message} Empty, no command starts: remove the line.`);
  if (text === "" && !certain) return [];
  const instead = nearest(text, values) ?? undefined;
  // An extension may have added what is no slip.
  if (refused === "open" && instead === undefined)
    return info("config/choice", `${message} Only an extension could add another.`);
  if (refused === "at-start" && instead === undefined)
    return warning(
      "config/choice",
      `${message} Without an extension that adds another, no command starts.`,
    );
  return (certain ? error : warning)("config/choice", message, instead);
}

function judgeUrl(name: string, scheme: "s3" | "gs" | "http", text: string): Verdict[] {
  if (scheme === "http") {
    if (/^https?:\/\/[^\s/?#]+\S*$/u.test(text)) return [];
    return warning("config/url", `${name} is an address that begins with http:// or https://.`);
  }
  if (new RegExp(`^${scheme}://[^/]`, "u").test(text)) return [];
  const instead = /^[\w.-]+(?:\/[^:]*)?$/u.test(text) ? `${scheme}://${text}` : undefined;
  // Metaflow takes it, and fails with the first thing that it stores there.
  return warning("config/url", `${name} begins with ${scheme}:// and a bucket's name.`, instead);
}

/** `container/path`, as Metaflow's Azure store takes it: no scheme, no slash at an end or doubled. */
function judgeContainer(name: string, text: string): Verdict[] {
  if (!text.includes("//") && !text.startsWith("/") && !text.endsWith("/")) return [];
  const address = /^\w+:\/\/([^@/]+)@[^/]+\/*(.*?)\/*$/u.exec(text);
  const path = address === null ? null : [address[1], address[2]].filter(Boolean).join("/");
  const trimmed = text.replace(/^\/+|\/+$/gu, "").replace(/\/{2,}/gu, "/");
  const instead = path ?? (text.includes("://") || trimmed === "" ? undefined : trimmed);
  const message = `${name} is container/path: no scheme, no slash at the ends, none doubled.`;
  return error("config/url", message, instead);
}

function judgePort(text: string): Verdict[] {
  const port = /^\d+$/u.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= 65_535) return [];
  return warning("config/number", "A port is a whole number from 1 to 65535.");
}

function judgeLeast(name: string, form: Form & { readonly is: "least" }, text: string): Verdict[] {
  const number = numberOf(text);
  if (typeof number !== "number" || Number.isNaN(number) || number >= form.least) return [];
  const message = `With ${name} below ${form.least} ${form.otherwise}.`;
  return warning("config/number", message);
}

/** `get_username` looks for the next name then. */
function judgeUser({ from, value }: Given): Verdict[] {
  if (from === "file" || value !== "root") return [];
  return warning("config/name", "Metaflow passes over the name root: write another one.");
}

/** Whatever the environment gives is text, and Metaflow takes only a number. */
function judgeSharedMemory({ from, value }: Given): Verdict[] {
  if (from === "env")
    return value === ""
      ? []
      : error(
          "config/shared-memory",
          "Metaflow refuses this: a variable is text, and it takes only a number. " +
            "Write @kubernetes(shared_memory=…), or a number in a config file.",
        );
  if (value === true) return [];
  if (typeof value === "number" && Number.isInteger(value) && value > 0) return [];
  const message = "This must be a whole number of MiB above 0, without quotes.";
  return error("config/shared-memory", message);
}

/** What Kubernetes asks of the name of a namespace, a service account or an event bus. */
function judgeObjectName(name: string, of: "namespace" | "object", text: string): Verdict[] {
  const isName = of === "namespace" ? isLabelName : isObjectName;
  if (isName(text)) return [];
  const lower = text.trim().toLowerCase().replaceAll("_", "-");
  const message = `${name} is a name of ${NAME_ADVICE}; Kubernetes refuses this one.`;
  return warning("config/name", message, isName(lower) ? lower : undefined);
}

function judgeImage(text: string): Verdict[] {
  const problem = imageProblem(text);
  return problem === null ? [] : warning("config/name", problem);
}

/** Metaflow writes it before a name, with a slash between. */
function judgeRegistry(name: string, text: string): Verdict[] {
  const address = text.replace(/\/+$/u, "");
  if (imageProblem(`${address}/image`) === null) return [];
  const bare = address.replace(/^\w+:\/\//u, "");
  const message = `${name} is the address of a registry, without a scheme, such as registry.example.com/team.`;
  const instead = imageProblem(`${bare}/image`) === null ? bare : undefined;
  return warning("config/name", message, instead);
}
