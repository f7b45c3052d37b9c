import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { pythonVersion } from "../../../runtime/metaflow/pythonVersion";
import {
  lacksProfileIn,
  profileNames,
  readSettings,
  type ReadSettings,
} from "../../../runtime/metaflow/settings";

const home = mkdtempSync(join(tmpdir(), "flowlens-settings-"));
const cwd = join(home, "project", "flows");
const config = join(home, ".metaflowconfig");
mkdirSync(join(home, "project", ".metaflow"), { recursive: true });
mkdirSync(cwd);
mkdirSync(config);
after(() => {
  rmSync(home, { recursive: true, force: true });
});

writeFileSync(join(home, "project", ".metaflow", "config.json"), '{"METAFLOW_B": "local"}');
writeFileSync(join(config, "config.json"), '{"METAFLOW_B": "home", "METAFLOW_C": "home"}');
writeFileSync(join(config, "config_prod.json"), '{"METAFLOW_D": "prod"}');
writeFileSync(join(config, "config_bad.json"), '["METAFLOW_D"]');

function read(
  environment: Readonly<Record<string, string>>,
  profile: string | null = null,
  env: string | null = null,
): Promise<ReadSettings> {
  const envFile = env === null ? null : { path: "dev.env", text: env };
  return readSettings({ cwd, environment, home, envFile, profile });
}

function values({ settings }: ReadSettings): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...settings].map(([name, { value }]) => [name, value]));
}

describe("the settings of a folder", () => {
  it("are those of the environment, then of the folder, then of METAFLOW_HOME", async () => {
    const plain = await read({ METAFLOW_A: "environment" });
    const expected = { METAFLOW_A: "environment", METAFLOW_B: "local", METAFLOW_C: "home" };
    assert.deepEqual(values(plain), expected);
    assert.deepEqual(plain.problems, []);
    assert.equal(plain.settings.get("METAFLOW_B")?.place.in, "local-config");
  });

  it("follow a profile of the env file, and the chosen one before it", async () => {
    const written = await read({}, null, "METAFLOW_PROFILE=prod\nMETAFLOW_B=env");
    assert.equal(values(written)["METAFLOW_B"], "env");
    assert.equal(values(written)["METAFLOW_D"], "prod");
    assert.equal(values(written)["METAFLOW_C"], undefined, "a profile replaces the plain file");
    const chosen = await read({}, "prod", "METAFLOW_PROFILE=nowhere");
    assert.deepEqual(chosen.problems, []);
    assert.equal(values(chosen)["METAFLOW_D"], "prod");
  });

  it("lack a profile that has no file in METAFLOW_HOME", () => {
    const lacks = lacksProfileIn({ METAFLOW_HOME: config }, "/elsewhere");
    assert.equal(lacks("prod", null), false);
    assert.equal(lacks("nowhere", null), true);
    assert.equal(lacks("prod", join(home, "project")), true);
    assert.equal(lacksProfileIn({}, home)("prod", "~/.metaflowconfig"), false);
  });

  it("say what keeps Metaflow from starting", async () => {
    const missing = await read({}, "nowhere");
    assert.deepEqual(missing.problems, [
      `Metaflow finds no profile nowhere: there is no config_nowhere.json in ${config}.`,
    ]);
    const broken = await read({ METAFLOW_PROFILE: "bad" });
    assert.deepEqual(broken.problems, [
      `Metaflow cannot read ${join(config, "config_bad.json")}: it is no JSON object.`,
    ]);
  });

  it("have profiles to choose from", async () => {
    assert.deepEqual(await profileNames({}, home), ["bad", "prod"]);
    assert.deepEqual(await profileNames({ METAFLOW_HOME: "~/nowhere" }, home), []);
  });
});

describe("the version of a Python", () => {
  it("is that of the folders beside it", async () => {
    const venv = join(home, "venv");
    mkdirSync(join(venv, "lib", "python3.12", "site-packages"), { recursive: true });
    mkdirSync(join(venv, "bin"));
    writeFileSync(join(venv, "pyvenv.cfg"), "home = /nowhere\nversion = 3.12.4\n");
    assert.equal(await pythonVersion(join(venv, "bin", "python"), {}), "3.12");
    assert.equal(await pythonVersion(join(home, "nothing", "python"), {}), null);
  });
});
