/** One task's container, as Metaflow's side (container.py) orders it in FLOWLENS_CONTAINER. */
export interface TaskOrder {
  readonly key: string;
  readonly flow: string;
  readonly run: string;
  readonly step: string;
  readonly task: string;
  readonly attempt: number;
  readonly image: string;
  /** `Always`, `IfNotPresent` or `Never`; null: when it is missing. */
  readonly pull: string | null;
  /** The Python inside the image; null: the first that is there. */
  readonly executable: string | null;
  readonly cpu: number;
  /** MB (10^6 bytes), as Metaflow sends it to Kubernetes. */
  readonly memory: number;
  readonly gpu: number;
  /** MiB; 0: the engine's own size. */
  readonly shared_memory: number;
  /** `size` in MiB. */
  readonly tmpfs: { readonly path: string; readonly size: number } | null;
  /** Working folder. */
  readonly folder: string;
  readonly mounts: readonly Mount[];
  /** Variables for the container. */
  readonly set: Readonly<Record<string, string>>;
  /** Names of variables whose values are in the environment of whoever starts the container. */
  readonly environment: readonly string[];
}

export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly read_only: boolean;
}

/** What the engine says about itself, as far as it matters. */
export interface EngineFacts {
  readonly cpus: number;
  /** The user who runs the engine is root inside containers. */
  readonly rootless: boolean;
  /** Users inside containers are others outside (`userns-remap`). */
  readonly remapped: boolean;
  readonly selinux: boolean;
  readonly gpus: boolean;
}

/** Who starts the container: uid and gid of the files it will write; null where there are none. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}
