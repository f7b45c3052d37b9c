import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** Milliseconds a credential program may take; some ask a cloud. */
const programLimit = 15_000;

const dockerHub = "https://index.docker.io/v1/";

/** As `X-Registry-Auth` takes it. */
interface AuthConfig {
  readonly username: string;
  readonly password: string;
  readonly serveraddress: string;
  readonly identitytoken?: string;
}

interface DockerConfig {
  readonly auths?: Readonly<Record<string, { auth?: string; identitytoken?: string }>>;
  readonly credsStore?: string;
  readonly credHelpers?: Readonly<Record<string, string>>;
}

/**
 * What `docker login` keeps for the image's registry: in `~/.docker/config.json` itself, or in the
 * credential program it names. Null: none, so the registry is asked as anybody.
 */
export async function registryAuth(
  image: string,
  env: NodeJS.ProcessEnv,
): Promise<AuthConfig | null> {
  const folder = env["DOCKER_CONFIG"] || join(env["HOME"] ?? homedir(), ".docker");
  const config = readConfig(join(folder, "config.json"));
  const server = serverOf(image);
  const store = config.credHelpers?.[server] ?? config.credsStore;
  if (store !== undefined && /^[\w.-]+$/.test(store)) return fromProgram(store, server);
  const entry = config.auths?.[server] ?? config.auths?.[`https://${server}`];
  const { auth, identitytoken } = entry ?? {};
  // A login by a token that is exchanged for others, as Azure's: `auth` has the name alone then.
  if (identitytoken) return { username: "", password: "", identitytoken, serveraddress: server };
  if (auth === undefined) return null;
  const [username = "", ...password] = Buffer.from(auth, "base64").toString().split(":");
  return { username, password: password.join(":"), serveraddress: server };
}

/** The registry of an image as Docker keeps it: the part before the first slash when it is a host. */
export function serverOf(image: string): string {
  const first = image.split("/")[0] ?? "";
  const isHost = image.includes("/") && (/[.:]/.test(first) || first === "localhost");
  return isHost && first !== "docker.io" ? first : dockerHub;
}

function readConfig(path: string): DockerConfig {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as DockerConfig;
  } catch {
    return {};
  }
}

/** Docker's protocol: the server's address on standard input, JSON on standard output. */
function fromProgram(store: string, server: string): Promise<AuthConfig | null> {
  return new Promise((resolve) => {
    const child = execFile(
      `docker-credential-${store}`,
      ["get"],
      { timeout: programLimit },
      (error, stdout) => {
        resolve(error === null ? readAnswer(stdout, server) : null);
      },
    );
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(server);
  });
}

function readAnswer(text: string, server: string): AuthConfig | null {
  try {
    const { Username, Secret } = JSON.parse(text) as { Username: string; Secret: string };
    return Username === "<token>"
      ? { identitytoken: Secret, username: "", password: "", serveraddress: server }
      : { username: Username, password: Secret, serveraddress: server };
  } catch {
    return null;
  }
}
