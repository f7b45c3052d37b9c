import type { ContainerCreateOptions } from "dockerode";
import type { EngineFacts, Mount, Owner, TaskOrder } from "./task";

/** The label that all our containers carry: the key of their run. */
export const runLabel = "flowlens";
/** Which program waits for the container: `pid start host`; when it is gone, so should this be. */
export const ownerLabel = "flowlens.owner";

const supervisor = "/flowlens/package/metaflow_extensions/flowlens/plugins/supervise.py";

/** The task's container besides what `order` says: who asks, what the engine can, and the command. */
export interface Around {
  readonly facts: EngineFacts;
  readonly owner: Owner | null;
  /** The variables of the program that starts the container. */
  readonly environment: NodeJS.ProcessEnv;
  /** `OWNER` label, see `ownerLabel`. */
  readonly waiter: string;
  /** Python's name inside the image. */
  readonly python: string;
  /** Arguments after Python: the flow file and Metaflow's own. */
  readonly args: readonly string[];
}

/**
 * The container of a task, for `POST /containers/create`. Memory is a hard limit of N × 10^6 bytes
 * without swap; a cpu that the machine does not have is left at what it has.
 */
export function containerOptions(order: TaskOrder, around: Around): ContainerCreateOptions {
  const { facts, owner, args, python } = around;
  const memory = Math.round(order.memory * 1_000_000);
  return {
    Image: order.image,
    Entrypoint: [python],
    Cmd: ["-u", supervisor, "-u", ...args],
    WorkingDir: order.folder,
    Env: variables(order, around.environment),
    Labels: labels(order, around.waiter),
    ...(owner === null || facts.rootless ? { User: "0:0" } : { User: `${owner.uid}:${owner.gid}` }),
    Tty: false,
    OpenStdin: true,
    // Its standard input closes with the connection that started it, and then it ends itself.
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      AutoRemove: true,
      NanoCpus: Math.round(Math.min(order.cpu, facts.cpus) * 1e9),
      Memory: memory,
      MemorySwap: memory,
      ...(order.shared_memory > 0 ? { ShmSize: order.shared_memory * 1024 * 1024 } : {}),
      ...(order.tmpfs === null
        ? {}
        : { Tmpfs: { [order.tmpfs.path]: `rw,exec,mode=1777,size=${order.tmpfs.size}m` } }),
      Mounts: [...order.mounts, ...configFile(args)].map(bind),
      ...(facts.selinux ? { SecurityOpt: ["label=disable"] } : {}),
      ...(facts.remapped ? { UsernsMode: "host" } : {}),
      ...(order.gpu > 0 && facts.gpus
        ? { DeviceRequests: [{ Count: order.gpu, Capabilities: [["gpu"]] }] }
        : {}),
    },
  };
}

/** `512 MB`, `4 GB`: the limit as the decorator's user thinks of it. */
export function memoryText(megabytes: number): string {
  const gigabytes = megabytes / 1000;
  return megabytes >= 1000 && Number.isInteger(gigabytes * 10)
    ? `${gigabytes} GB`
    : `${Number(megabytes.toFixed(1))} MB`;
}

/** What of the decorator the engine cannot give, one sentence each. */
export function leftOut(order: TaskOrder, facts: EngineFacts): readonly string[] {
  const told: string[] = [];
  if (order.cpu > facts.cpus)
    told.push(`cpu=${order.cpu} is more than this engine has: the task gets ${facts.cpus}.`);
  if (order.gpu > 0 && !facts.gpus)
    told.push(`gpu=${order.gpu}: this engine offers no GPU, so the task runs without one.`);
  return told;
}

function variables(order: TaskOrder, environment: NodeJS.ProcessEnv): string[] {
  const passed = order.environment
    .filter((name) => !(name in order.set) && !ownSide.test(name))
    .flatMap((name) => {
      const value = environment[name];
      return value === undefined ? [] : [`${name}=${value}`];
    });
  const fixed = Object.entries(order.set).map(([name, value]) => `${name}=${value}`);
  return [...passed, ...fixed, `FLOWLENS_MEMORY=${memoryText(order.memory)}`];
}

/** These name files or programs of this machine. */
const ownSide =
  /^(?:FLOWLENS_DOCKER|METAFLOW_HOME|METAFLOW_PROFILE|METAFLOW_EXTENSIONS_SEARCH_DIRS|PATH|DOCKER_.*)$/;

function labels(order: TaskOrder, waiter: string): Record<string, string> {
  return {
    [runLabel]: order.key,
    [ownerLabel]: waiter,
    "flowlens.flow": order.flow,
    "flowlens.run": order.run,
    "flowlens.step": order.step,
    "flowlens.task": order.task,
    "flowlens.attempt": String(order.attempt),
  };
}

/** Metaflow keeps the values of the flow's Configs in a file of the temporary folder. */
function configFile(args: readonly string[]): readonly Mount[] {
  const file = args[args.indexOf("--local-config-file") + 1];
  if (!args.includes("--local-config-file") || file === undefined) return [];
  return [{ source: file, target: file, read_only: true }];
}

function bind({ source, target, read_only }: Mount): {
  Type: "bind";
  Source: string;
  Target: string;
  ReadOnly: boolean;
} {
  return { Type: "bind", Source: source, Target: target, ReadOnly: read_only };
}
