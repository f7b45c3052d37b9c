import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { settingsOfEnvironment } from "../../../../runtime/core/configuration/settings";
import { brief, flowText, steps } from "./flows";

const PLAIN = steps("start -> self.end", "end");
const CONFIGURATION = new Map<string, string>();

function above(flow: string, step = ""): string {
  return `from metaflow import conda, conda_base, pypi, pypi_base\n${flowText(step + PLAIN, flow)}`;
}

/** Measured with `check` of Metaflow 2.19.39, with and without `--environment` and the setting. */
describe("packages without an environment for them", () => {
  const about = (environment: string | null, text: string, deployed = true): string[] => {
    const name = "METAFLOW_DEFAULT_ENVIRONMENT";
    const settings = settingsOfEnvironment(environment === null ? {} : { [name]: environment });
    return deployed
      ? brief(text, { settings, target: "argo", configuration: CONFIGURATION })
      : brief(text, { settings });
  };

  it("are told once a flow, where the environment is certainly local", () => {
    const both = above("@pypi_base(python='3.11')\n", "    @conda(libraries={})\n");
    for (const environment of [null, "local"])
      assert.deepEqual(about(environment, both), ["hint decorator/environment «pypi_base»"]);
    assert.deepEqual(about("local", above("", "    @conda(disabled=True)\n"), false), [
      "hint decorator/environment «conda»",
    ]);
  });

  it("are not told where one is set, or may be given", () => {
    const text = above("", "    @pypi(packages={'a': '1'})\n");
    for (const environment of ["conda", "pypi", "fast-bakery", "mine"])
      assert.deepEqual(about(environment, text), []);
    assert.deepEqual(about(null, text, false), []);
    assert.deepEqual(brief(text), []);
    assert.deepEqual(about("local", above("")), []);
  });
});
