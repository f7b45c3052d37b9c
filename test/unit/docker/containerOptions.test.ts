import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Around } from "../../../runtime/docker/containerOptions";
import { containerOptions, leftOut, memoryText } from "../../../runtime/docker/containerOptions";
import type { EngineFacts, TaskOrder } from "../../../runtime/docker/task";

const facts: EngineFacts = {
  ...{ cpus: 4, rootless: false, remapped: false, selinux: false, gpus: false },
};

const order: TaskOrder = {
  ...{ key: "k1", flow: "F", run: "17", step: "train", task: "3", attempt: 1 },
  ...{ image: "acme/train:2.0", pull: null, executable: null },
  ...{ cpu: 2, memory: 4096, gpu: 0, shared_memory: 0, tmpfs: null },
  folder: "/home/me/flows",
  mounts: [
    { source: "/home/me/flows", target: "/home/me/flows", read_only: false },
    { source: "/opt/metaflow", target: "/flowlens/metaflow/metaflow", read_only: true },
  ],
  set: { HOME: "/tmp", METAFLOW_USER: "me" },
  environment: ["METAFLOW_USER", "METAFLOW_RUN_ID", "GREETING", "METAFLOW_PROFILE", "MISSING"],
};

const around: Around = {
  facts,
  owner: { uid: 1000, gid: 1001 },
  environment: {
    METAFLOW_USER: "root",
    METAFLOW_RUN_ID: "17",
    METAFLOW_PROFILE: "dev",
    GREETING: "a=b c",
    AWS_SECRET_ACCESS_KEY: "hidden",
  },
  waiter: "12 34 here",
  python: "python",
  args: ["/home/me/flows/f.py", "step", "train"],
};

const options = (change: Partial<TaskOrder> = {}, other: Partial<Around> = {}) =>
  containerOptions({ ...order, ...change }, { ...around, ...other });

describe("containerOptions", () => {
  it("limits memory hard, in millions of bytes, and cpu to what there is", () => {
    const { HostConfig } = options();
    assert.equal(HostConfig?.Memory, 4_096_000_000);
    assert.equal(HostConfig.MemorySwap, 4_096_000_000);
    assert.equal(HostConfig.NanoCpus, 2e9);
    assert.equal(options({ cpu: 64 }).HostConfig?.NanoCpus, 4e9);
    assert.equal(options({ cpu: 0.25 }).HostConfig?.NanoCpus, 0.25e9);
  });

  it("gives shared memory and tmpfs in mebibytes, only when asked for", () => {
    assert.equal(options().HostConfig?.ShmSize, undefined);
    assert.equal(options().HostConfig?.Tmpfs, undefined);
    const { HostConfig } = options({ shared_memory: 64, tmpfs: { path: "/scratch", size: 8 } });
    assert.equal(HostConfig?.ShmSize, 64 * 1024 * 1024);
    assert.deepEqual(HostConfig.Tmpfs, { "/scratch": "rw,exec,mode=1777,size=8m" });
  });

  it("runs as the caller, and as root where that is the caller", () => {
    assert.equal(options().User, "1000:1001");
    assert.equal(options({}, { facts: { ...facts, rootless: true } }).User, "0:0");
    assert.equal(options({}, { owner: null }).User, "0:0");
    const remapped = options({}, { facts: { ...facts, remapped: true, selinux: true } });
    assert.equal(remapped.HostConfig?.UsernsMode, "host");
    assert.deepEqual(remapped.HostConfig.SecurityOpt, ["label=disable"]);
  });

  it("passes on the variables that are named, and nothing of this machine", () => {
    assert.deepEqual(options().Env, [
      "METAFLOW_RUN_ID=17",
      "GREETING=a=b c",
      "HOME=/tmp",
      "METAFLOW_USER=me",
      "FLOWLENS_MEMORY=4096 MB",
    ]);
  });

  it("mounts code and data, and the file of the Configs", () => {
    const mounted = (args: readonly string[]) =>
      options({}, { args }).HostConfig?.Mounts?.map(({ Source, ReadOnly }) => [Source, ReadOnly]);
    const always = [
      ["/home/me/flows", false],
      ["/opt/metaflow", true],
    ];
    assert.deepEqual(mounted(around.args), always);
    assert.deepEqual(mounted(["f.py", "--local-config-file", "/tmp/x", "step"]), [
      ...always,
      ["/tmp/x", true],
    ]);
  });

  it("goes with who started it, and says whose it is", () => {
    const { OpenStdin, StdinOnce, HostConfig, Labels, Entrypoint, Cmd } = options();
    assert.deepEqual([OpenStdin, StdinOnce, HostConfig?.AutoRemove], [true, true, true]);
    assert.equal(Labels?.["flowlens"], "k1");
    assert.equal(Labels["flowlens.owner"], "12 34 here");
    assert.equal(Labels["flowlens.step"], "train");
    assert.deepEqual(Entrypoint, ["python"]);
    assert.deepEqual(Cmd?.slice(-3), around.args);
  });

  it("asks for GPUs only where there are any, and says what is left out", () => {
    assert.equal(options({ gpu: 2 }).HostConfig?.DeviceRequests, undefined);
    const { HostConfig } = options({ gpu: 2 }, { facts: { ...facts, gpus: true } });
    assert.deepEqual(HostConfig?.DeviceRequests, [{ Count: 2, Capabilities: [["gpu"]] }]);
    assert.deepEqual(leftOut(order, facts), []);
    assert.deepEqual(leftOut({ ...order, cpu: 8, gpu: 1 }, facts), [
      "cpu=8 is more than this engine has: the task gets 4.",
      "gpu=1: this engine offers no GPU, so the task runs without one.",
    ]);
  });
});

it("memoryText says limits as they are thought of", () => {
  assert.deepEqual([128, 512.5, 1000, 4000, 1500, 4096].map(memoryText), [
    "128 MB",
    "512.5 MB",
    "1 GB",
    "4 GB",
    "1.5 GB",
    "4096 MB",
  ]);
});
