import { spawn } from "node:child_process";
import { fields, items, text, type Json } from "../core/cluster/json";
import { Failure } from "./clusterError";

/** What a credential program answered. */
export interface Credential {
  readonly token: string | null;
  readonly certificate: string | null;
  readonly key: string | null;
  /** Milliseconds since the epoch; null: it stays good. */
  readonly expires: number | null;
}

interface ExecOptions {
  /** The kubeconfig user's `exec`. */
  readonly exec: Json;
  /** The kubeconfig's cluster, told to programs that ask for it. */
  readonly cluster: Json;
  readonly environment: NodeJS.ProcessEnv;
  readonly home: string;
  readonly context: string;
  /** Milliseconds. */
  readonly limit: number;
}

const MOST_OUTPUT = 1_000_000;

/**
 * Runs the credential program of a kubeconfig user (client.authentication.k8s.io), without a
 * terminal and with a time limit. What it prints holds tokens: no error repeats it.
 */
export function execCredential(options: ExecOptions): Promise<Credential> {
  const { exec, environment, home, context, limit } = options;
  const command = text(exec["command"]);
  const program = command?.split(/[\\/]/).at(-1) ?? "";
  const fail = (sentence: string, detail: string): Failure =>
    new Failure("credentials", sentence, detail);
  if (command === null) {
    return Promise.reject(
      new Failure("kubeconfig", `The kubeconfig's user of ${context} names no program to run.`),
    );
  }
  if (exec["interactiveMode"] === "Always") {
    return Promise.reject(
      fail(
        `${program} wants to ask you for credentials in a terminal: choose a context that needs no terminal.`,
        "interactiveMode is Always",
      ),
    );
  }
  return new Promise((resolve, reject) => {
    const child = spawn(command, items(exec["args"]).map(String), {
      cwd: home,
      env: { ...environment, ...variables(options) },
      stdio: ["ignore", "pipe", "ignore"],
      windowsHide: true,
    });
    let output = "";
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      reject(
        fail(
          `${program} gave no credentials for context ${context} within ${Math.round(limit / 1000)} s: log in by hand first.`,
          "time limit",
        ),
      );
    }, limit);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      if (output.length < MOST_OUTPUT) output += text;
    });
    child.on("error", (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(fail(notStarted(program, context, error), error.code ?? "no code"));
    });
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const credential = code === 0 ? readCredential(output) : null;
      if (credential !== null) resolve(credential);
      else {
        const how = code === 0 ? "no credentials in its output" : `exit ${code ?? signal ?? "?"}`;
        reject(
          fail(
            `${program} could not get credentials for context ${context}: log in again (run kubectl get pods in a terminal to see what it says).`,
            `${program}: ${how}`,
          ),
        );
      }
    });
  });
}

function notStarted(program: string, context: string, error: NodeJS.ErrnoException): string {
  if (error.code === "ENOENT") {
    return `${program}, which gets the credentials of context ${context}, is not installed or not in PATH: install it.`;
  }
  return `${program}, which gets the credentials of context ${context}, can't be started (${error.code ?? "unknown error"}).`;
}

function variables({ exec, cluster }: ExecOptions): NodeJS.ProcessEnv {
  const own = items(exec["env"])
    .map(fields)
    .map(({ name, value }) => [text(name) ?? "", text(value) ?? ""] as const);
  const info = {
    kind: "ExecCredential",
    apiVersion: exec["apiVersion"],
    spec: {
      interactive: false,
      ...(exec["provideClusterInfo"] === true ? { cluster } : {}),
    },
  };
  return { ...Object.fromEntries(own), KUBERNETES_EXEC_INFO: JSON.stringify(info) };
}

function readCredential(output: string): Credential | null {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    return null;
  }
  const status = fields(fields(value)["status"]);
  const token = text(status["token"])?.trim() ?? null;
  const certificate = text(status["clientCertificateData"]);
  const key = text(status["clientKeyData"]);
  if (token === null && (certificate === null || key === null)) return null;
  const expires = Date.parse(text(status["expirationTimestamp"]) ?? "");
  return { token, certificate, key, expires: Number.isNaN(expires) ? null : expires };
}
