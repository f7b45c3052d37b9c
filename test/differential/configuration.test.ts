import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { findingsOfEnvFile } from "../../runtime/core/configuration/envFindings";
import {
  KNOWN_OF,
  NAME_PREFIXES,
  OTHER_NAMES,
  SETTINGS,
} from "../../runtime/core/configuration/known";
import { refusedDecorator } from "../../runtime/core/findings/refusedDecorator";
import { metaflowPython } from "./oracle";

const python = metaflowPython();
const folder = mkdtempSync(join(tmpdir(), "flowlens-configuration-"));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

const options = { skip: python === null && "no Python with Metaflow: set FLOWLENS_TEST_PYTHON" };

const flow = `from metaflow import FlowSpec, kubernetes, step

class Pods(FlowSpec):
    @kubernetes
    @step
    def start(self):
        self.next(self.end)

    @step
    def end(self):
        pass

if __name__ == "__main__":
    Pods()
`;

/** One line of an env file each; what is only refused later, in use, is not among them. */
const lines = [
  ..."CPU=2.5|CPU=|CPU=0|CPU=many|MEMORY=512Mi|DISK=-1|DISK=1_0|QOS=|QOS=BestEffort".split("|"),
  ..."QOS=GUARANTEED|GPU_VENDOR=|GPU_VENDOR=intel|TOLERATIONS=[{|TOLERATIONS={}".split("|"),
  ..."IMAGE_PULL_SECRETS=login|PERSISTENT_VOLUME_CLAIMS=a|NODE_SELECTOR=a".split("|"),
  ..."NODE_SELECTOR=a=b,a=c|NODE_SELECTOR=a=b=c|NODE_SELECTOR=a=b,|LABELS=team=-x".split("|"),
  ..."LABELS=team= x|LABELS=team|LABELS=a=b,a=c|ANNOTATIONS=a=b,a=c|ANNOTATIONS=a=x y".split("|"),
  ..."SHARED_MEMORY=100|SHARED_MEMORY=|PORT=70000|FETCH_EC2_METADATA=no".split("|"),
]
  .map((line) => `KUBERNETES_${line}`)
  .concat(
    "S3_RETRY_COUNT=|S3_RETRY_COUNT=1_0|S3_RETRY_COUNT=1.5|SERVICE_HEADERS=[]".split("|"),
    "SERVICE_HEADERS=|SPIN_ALLOWED_DECORATORS={}|GS_STORAGE_WORKLOAD_TYPE=General".split("|"),
    "DEFAULT_DATASTORE=|DEFAULT_MONITOR=|DEFAULT_EVENT_LOGGER=|ENABLED_DATASTORE=s3".split("|"),
    'ENABLED_STEP_DECORATOR=["retry"]|ENABLED_TL_PLUGIN=x|ENABLED_ENVIRONMENT='.split("|"),
    "retry:|retry:times=9|retry:time=1|kubernetes:cpu=0|kubernetes:cpu|kubernetes:cpu=2|a,b|timeout"
      .split("|")
      .map((spec) => `DEFAULT_DECOSPECS=${spec}`),
  );

describe("variables of Metaflow", options, () => {
  it("has the settings, names and beginnings of names that Metaflow has", async (test) => {
    const { output } = await run(["test/oracle/configuration_facts.py"], {});
    const version = /KNOWN_OF = "(.*)"/u.exec(output)?.[1];
    if (version !== KNOWN_OF) {
      test.skip(`The table is that of Metaflow ${KNOWN_OF}, not ${String(version)}.`);
      return;
    }
    const settings = [...output.matchAll(/^ {2}(\[".*\]),$/gmu)].map(
      ([, json = ""]) => JSON.parse(json) as unknown,
    );
    assert.deepEqual(settings, SETTINGS);
    const words = [...output.matchAll(/`\n([A-Z0-9_\s]+)`/gu)].map(([, text = ""]) =>
      text.split(/\s+/u),
    );
    assert.deepEqual(words, [OTHER_NAMES, NAME_PREFIXES]);
  });

  it("says error exactly where Metaflow refuses", async () => {
    const file = join(folder, "pods.py");
    writeFileSync(file, flow);
    for (const line of lines) {
      const [name = "", ...rest] = `METAFLOW_${line}`.split("=");
      const value = rest.join("=");
      const { code } = await run([file, "--no-pylint", "check"], { [name]: value });
      const findings = findingsOfEnvFile(`${name}='${value}'`, undefined, refusedDecorator);
      const refused = findings.some(({ severity }) => severity === "error");
      assert.equal(refused, code !== 0, line);
    }
  });
});

function run(
  command: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<{ code: number; output: string }> {
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    METAFLOW_HOME: folder,
    METAFLOW_USER: "tester",
    METAFLOW_DEFAULT_DATASTORE: "s3",
    METAFLOW_DATASTORE_SYSROOT_S3: "s3://bucket/flows",
    AWS_ACCESS_KEY_ID: "none",
    AWS_SECRET_ACCESS_KEY: "none",
    ...variables,
  };
  return new Promise((resolve) => {
    execFile(python ?? "", command, { env }, (error, output) => {
      resolve({ code: error === null ? 0 : 1, output });
    });
  });
}
