import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { TaskOrder } from "../../../runtime/docker/task";
import { bundle, docker, engineHost, image, skip } from "./dockerRun";

/** An account that this machine does not know. */
const uid = 12345;
const gid = 23456;

const script = `
import os, socket
open("made", "w").close()
os.mkdir("folder")
print(os.getuid(), os.getgid(), os.environ["HOME"], os.access("/flowlens/package", os.W_OK))
`;

describe("whose files a task writes", { skip, timeout: 60_000 }, () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "flowlens-owner-"));
    await chmod(folder, 0o755);
    await copyFile(bundle, join(folder, "docker.js"));
    await mkdir(join(folder, "work"), { mode: 0o777 });
    await chmod(join(folder, "work"), 0o777);
    await writeFile(join(folder, "work", "task.py"), script);
  });
  after(() => rm(folder, { recursive: true }));

  it("those of the user who runs it, who need not have an account in the image", async () => {
    if (process.getuid?.() !== 0) return; // Only root can be somebody else.
    const work = join(folder, "work");
    const order: TaskOrder = {
      ...{ key: `owner-${process.pid}`, flow: "F", run: "1", step: "s", task: "1", attempt: 0 },
      ...{ image, pull: null, executable: null, cpu: 1, memory: 128, gpu: 0 },
      ...{ shared_memory: 0, tmpfs: null, folder: work, environment: [] },
      mounts: [
        { source: work, target: work, read_only: false },
        {
          source: join(process.cwd(), "runtime/metaflow/package"),
          target: "/flowlens/package",
          read_only: true,
        },
      ],
      set: { HOME: "/tmp", PYTHONPATH: "" },
    };
    const output = await runAs([join(folder, "docker.js"), "task", join(work, "task.py")], order);
    assert.equal(output, `${uid} ${gid} /tmp False\n`);
    for (const name of ["made", "folder"]) {
      const made = await stat(join(work, name));
      assert.deepEqual([made.uid, made.gid], [uid, gid]);
    }
    const left = await docker("ps", "--all", "--quiet", "--filter", `label=flowlens=${order.key}`);
    assert.equal(left, "");
  });
});

/** Runs the program as Metaflow's side does, as that other user; the answer is what it printed. */
async function runAs(args: readonly string[], order: TaskOrder): Promise<string> {
  const socket = engineHost.replace(/^unix:\/\//, "");
  const open = await mkdtemp(join(tmpdir(), "flowlens-socket-"));
  await chmod(open, 0o755);
  const { createServer, connect } = await import("node:net");
  // The engine's socket is root's alone; this one is everybody's for a moment.
  const relay = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path: socket, allowHalfOpen: true });
    client.pipe(engine).pipe(client);
    client.on("error", () => engine.destroy());
    engine.on("error", () => client.destroy());
  });
  const path = join(open, "docker.sock");
  await new Promise<void>((resolve) => relay.listen({ path, writableAll: true }, resolve));
  try {
    const env = {
      PATH: process.env["PATH"],
      HOME: "/tmp",
      DOCKER_HOST: `unix://${path}`,
      FLOWLENS_CONTAINER: JSON.stringify(order),
    };
    return await new Promise((resolve, reject) => {
      const child = execFile(process.execPath, args, { uid, gid, env }, (error, out, err) => {
        if (error === null) resolve(out);
        else reject(new Error(`${error.message}\n${out}${err}`));
      });
      child.stdin?.on("error", () => undefined);
    });
  } finally {
    relay.close();
    await rm(open, { recursive: true });
  }
}
