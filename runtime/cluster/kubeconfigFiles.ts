import { readFile } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { ownContext } from "../core/cluster/kubectl";
import { fields, items, text, type Json } from "../core/cluster/json";

/** What to tell the user instead: one sentence that says what to do. */
export interface Sentence {
  readonly sentence: string;
}

/** The kubeconfig files merged, their parts by name, as written but for paths made absolute. */
export interface MergedKubeconfig {
  readonly current: string | null;
  readonly contexts: ReadonlyMap<string, Json>;
  readonly clusters: ReadonlyMap<string, Json>;
  readonly users: ReadonlyMap<string, Json>;
}

/** Where Kubernetes mounts a pod's own credentials. */
const OWN_CREDENTIALS = "/var/run/secrets/kubernetes.io/serviceaccount";

/**
 * Reads the kubeconfig as Metaflow's client finds it: KUBECONFIG (several files), else inside a pod
 * the pod's own credentials, else `~/.kube/config`. Files merge as kubectl's do: missing ones are
 * passed over, the first to name a thing wins whole. `credentials` is the pod's folder of them.
 */
export async function loadKubeconfig(
  environment: NodeJS.ProcessEnv,
  home: string,
  credentials = OWN_CREDENTIALS,
): Promise<MergedKubeconfig | Sentence> {
  const named = kubeconfigFiles(environment, home);
  const host = environment["KUBERNETES_SERVICE_HOST"];
  if (named.length === 0 && host) {
    return inCluster(host, environment["KUBERNETES_SERVICE_PORT"] ?? "443", credentials);
  }
  const files = named.length > 0 ? named : [join(home, ".kube", "config")];
  const read: MergedKubeconfig[] = [];
  for (const file of files) {
    const one = await readOne(file);
    if (one === null) continue;
    if ("sentence" in one) return one;
    read.push(one);
  }
  if (read.length > 0) return merged(read);
  return {
    sentence: `There is no kubeconfig at ${files.join(", ")}: log in to a cluster to create it, or name its file in KUBECONFIG.`,
  };
}

function kubeconfigFiles(environment: NodeJS.ProcessEnv, home: string): string[] {
  const named = (environment["KUBECONFIG"] ?? "").split(delimiter).filter((file) => file !== "");
  return [...new Set(named.map((file) => resolve(file.replace(/^~(?=[\\/]|$)/, home))))];
}

async function readOne(file: string): Promise<MergedKubeconfig | Sentence | null> {
  let content: string;
  try {
    content = await readFile(file, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown error";
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    return { sentence: `The kubeconfig ${file} can't be read (${code}): check its permissions.` };
  }
  return parsed(content, file);
}

/** Parser messages quote the text around the mistake, tokens included: only the line is told. */
function parsed(content: string, file: string): MergedKubeconfig | Sentence {
  const lines = new LineCounter();
  const document = parseDocument(content, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
  });
  const mistake = document.errors[0];
  if (mistake !== undefined) {
    const { line } = lines.linePos(mistake.pos[0]);
    return { sentence: `The kubeconfig ${file} is not valid YAML at line ${line}: correct it.` };
  }
  let value: unknown;
  try {
    value = document.toJS();
  } catch {
    return { sentence: `The kubeconfig ${file} is not valid YAML: correct it.` };
  }
  const whole = fields(value);
  const folder = dirname(file);
  return {
    current: text(whole["current-context"]),
    contexts: byName(whole["contexts"], "context", (one) => one),
    clusters: byName(whole["clusters"], "cluster", (one) =>
      absolute(one, ["certificate-authority"], folder),
    ),
    users: byName(whole["users"], "user", (one) => absoluteUser(one, folder)),
  };
}

function byName(list: unknown, member: string, change: (one: Json) => Json): Map<string, Json> {
  const found = new Map<string, Json>();
  for (const entry of items(list).map(fields)) {
    const name = text(entry["name"]);
    if (name !== null && !found.has(name)) found.set(name, change(fields(entry[member])));
  }
  return found;
}

/** Paths in a kubeconfig are relative to its file. */
function absolute(part: Json, names: readonly string[], folder: string): Json {
  const changed: Record<string, unknown> = { ...part };
  for (const name of names) {
    const path = text(part[name]);
    if (path !== null && !isAbsolute(path)) changed[name] = join(folder, path);
  }
  return changed;
}

/** An exec program with a slash in its name is a path too; others are searched in PATH. */
function absoluteUser(user: Json, folder: string): Json {
  const own = absolute(user, ["client-certificate", "client-key", "tokenFile"], folder);
  const exec = fields(user["exec"]);
  const command = text(exec["command"]);
  if (command === null || !/[\\/]/.test(command)) return own;
  return { ...own, exec: absolute(exec, ["command"], folder) };
}

function merged(files: readonly MergedKubeconfig[]): MergedKubeconfig {
  // Later entries of a Map win: the first file comes last.
  const whole = (part: "contexts" | "clusters" | "users"): Map<string, Json> =>
    new Map(files.toReversed().flatMap((file) => [...file[part]]));
  return {
    current: files.map(({ current }) => current).find((current) => current !== null) ?? null,
    contexts: whole("contexts"),
    clusters: whole("clusters"),
    users: whole("users"),
  };
}

async function inCluster(
  host: string,
  port: string,
  credentials: string,
): Promise<MergedKubeconfig | Sentence> {
  const address = host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
  let namespace: string;
  try {
    namespace = (await readFile(join(credentials, "namespace"), "utf8")).trim();
  } catch {
    return {
      sentence:
        "This pod has no credentials of its own for the cluster: give it a service account, or name a kubeconfig in KUBECONFIG.",
    };
  }
  return {
    current: ownContext,
    contexts: new Map([[ownContext, { cluster: ownContext, user: ownContext, namespace }]]),
    clusters: new Map([
      [
        ownContext,
        {
          server: `https://${address}:${port}`,
          "certificate-authority": join(credentials, "ca.crt"),
        },
      ],
    ]),
    users: new Map([[ownContext, { tokenFile: join(credentials, "token") }]]),
  };
}

/**
 * The kubeconfig cut down to one context, which is its current one: all that a program needs to
 * reach that cluster and nothing of the others. Certificates and tokens in files stay in them.
 */
export async function contextKubeconfig(
  environment: NodeJS.ProcessEnv,
  home: string,
  name: string,
): Promise<{ readonly kubeconfig: Json } | Sentence> {
  const merged = await loadKubeconfig(environment, home);
  if ("sentence" in merged) return merged;
  const context = merged.contexts.get(name);
  if (context === undefined) {
    return { sentence: `The kubeconfig has no context ${name}: choose another one.` };
  }
  const clusterName = text(context["cluster"]) ?? "";
  const cluster = merged.clusters.get(clusterName);
  if (cluster === undefined) {
    return {
      sentence: `The kubeconfig's context ${name} names the cluster "${clusterName}", which it does not describe: correct it, or choose another context.`,
    };
  }
  const userName = text(context["user"]) ?? "";
  const user = merged.users.get(userName);
  return {
    kubeconfig: {
      apiVersion: "v1",
      kind: "Config",
      "current-context": name,
      contexts: [{ name, context }],
      clusters: [{ name: clusterName, cluster }],
      users: user === undefined ? [] : [{ name: userName, user }],
    },
  };
}
