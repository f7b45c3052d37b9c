import assert from "node:assert/strict";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import {
  effectiveKubernetes,
  type EffectiveKubernetes,
} from "../../runtime/core/configuration/effective";
import { isUnknown } from "../../runtime/core/configuration/plain";
import { settingsOfEnvironment, type Settings } from "../../runtime/core/configuration/settings";
import { parseEnvFile } from "../../runtime/core/envFile";
import { findingsOf } from "../../runtime/core/findings/findings";
import { readFlow } from "../../runtime/core/readFlow";
import { asFact, askBatch, askKubernetes, type KubernetesFacts } from "./kubernetesOracle";
import { metaflowPython } from "./oracle";
import { flowText, settingsOf, stepOf } from "./precedence";
import { decorators, precedenceCase, type PrecedenceCase } from "./precedenceCases";
import { Random } from "./random";

const SEED = Number(process.env["FLOWLENS_SEED"] ?? 1);
const CASES = Number(process.env["FLOWLENS_DIFFERENTIAL"] ?? 0) < 1000 ? 16 : 200;

/** Steps for each environment; together more than a thousand. */
const STEPS = 350;
const ENVIRONMENTS = [
  ["with no settings", {}],
  [
    "with amounts, labels and a registry",
    {
      METAFLOW_KUBERNETES_CPU: "8",
      METAFLOW_KUBERNETES_MEMORY: "64000",
      METAFLOW_KUBERNETES_DISK: "500",
      METAFLOW_KUBERNETES_LABELS: "team=infra,cost=1",
      METAFLOW_KUBERNETES_CONTAINER_REGISTRY: "registry.io/team/",
      METAFLOW_KUBERNETES_NODE_SELECTOR: "disk=fast",
    },
  ],
  [
    "with lists, names and a default decorator",
    {
      METAFLOW_DEFAULT_DECOSPECS: "kubernetes:cpu=7",
      METAFLOW_KUBERNETES_NAMESPACE: "prod",
      METAFLOW_KUBERNETES_SECRETS: "s1,s2",
      METAFLOW_KUBERNETES_TOLERATIONS: '[{"key": "x", "operator": "Exists"}]',
      METAFLOW_KUBERNETES_PERSISTENT_VOLUME_CLAIMS: '{"shared": "/shared"}',
      METAFLOW_KUBERNETES_PORT: "8080",
      METAFLOW_KUBERNETES_QOS: "Guaranteed",
      METAFLOW_DEFAULT_CONTAINER_IMAGE: "common/image",
    },
  ],
] as const;

const python = metaflowPython();
const scratch = realpathSync(mkdtempSync(join(tmpdir(), "flowlens-precedence-")));
after(() => {
  rmSync(scratch, { recursive: true, force: true });
});

const options = { skip: python === null && "no Python with Metaflow: set FLOWLENS_TEST_PYTHON" };

describe("effective configuration of @kubernetes", options, () => {
  it("is what the class of the installed Metaflow comes to", async () => {
    const random = new Random(SEED);
    const cases = Array.from({ length: CASES }, () => precedenceCase(random));
    const requests = cases.map(({ decorators, files, environment, envFile, profile, ...one }) => ({
      decorators,
      with: one.with,
      files,
      cwd: "project",
      env: {
        ...environment,
        ...Object.fromEntries(parseEnvFile(envFile ?? "").variables),
        ...(profile === null ? {} : { METAFLOW_PROFILE: profile }),
      },
    }));
    const { about, answers } = await askKubernetes(python ?? "", requests);
    const differences: string[] = [];
    for (const [i, one] of cases.entries()) {
      const answer = answers[i] ?? {};
      const difference = await compare(one, answer, about.python, join(scratch, String(i)));
      if (difference !== null) differences.push(`${JSON.stringify(one)}\n    ${difference}`);
    }
    assert.ok(differences.length === 0, `${differences.length} differ\n${differences.join("\n")}`);
    const taken = answers.filter(({ attributes }) => attributes).length;
    assert.ok(taken > CASES / 2, `only ${taken} of ${CASES} cases say something`);
  });
});

describe("attributes of @kubernetes", options, () => {
  for (const [name, env] of ENVIRONMENTS)
    it(`are those of the installed Metaflow's class ${name}`, async () => {
      const random = new Random(SEED);
      const steps = Array.from({ length: STEPS }, () => decorators(random));
      const { about, answers } = await askBatch(python ?? "", env, steps);
      const settings = settingsOfEnvironment(env);
      const differences = steps.flatMap((step, i) => {
        const facts = answers[i] ?? { refused: "no answer" };
        const ours = effectiveKubernetes(stepOf(step), settings, { python: about.python });
        const difference = judged(step, settings, ours, facts);
        return difference === null ? [] : [`${step.join(" ")}\n    ${difference}`];
      });
      assert.equal(differences.join("\n"), "");
    });
});

function judged(
  step: readonly string[],
  settings: Settings,
  ours: EffectiveKubernetes | null,
  facts: KubernetesFacts,
): string | null {
  const refused = refusals(step, settings);
  if (facts.refused !== undefined)
    return refused.length > 0 ? null : `nothing is told of ${facts.refused}`;
  if (refused.length > 0) return `Metaflow takes it; ours: ${refused.join("; ")}`;
  if (ours === null || !facts.attributes)
    return (ours === null) === !facts.attributes ? null : `on Kubernetes: ${String(ours !== null)}`;
  return differing(ours, facts);
}

async function compare(
  one: PrecedenceCase,
  facts: KubernetesFacts,
  python: string,
  folder: string,
): Promise<string | null> {
  const settings = await settingsOf(one, folder);
  const step = stepOf(one.decorators);
  const ours = effectiveKubernetes(step, settings, { with: one.with, python });
  if (facts.refused !== undefined) {
    // Findings know nothing of the options that a run will have.
    const told = refusals(one.decorators, settings);
    return told.length > 0 || one.with.length > 0 ? null : `nothing is told of ${facts.refused}`;
  }
  if (ours === null || !facts.attributes) {
    return (ours === null) === !facts.attributes ? null : `on Kubernetes: ${String(ours !== null)}`;
  }
  return differing(ours, facts);
}

/** What is said of values that Metaflow refuses: as errors of the text, or as hints on settings. */
function refusals(step: readonly string[], settings: Settings): readonly string[] {
  const text = flowText(step);
  return findingsOf(readFlow(text), text, { settings })
    .filter(({ rule, severity }) => severity === "error" || rule === "kubernetes/setting")
    .map(({ message }) => message);
}

function differing(ours: EffectiveKubernetes, facts: KubernetesFacts): string | null {
  const attributes = facts.attributes ?? {};
  const wrong = Object.entries(attributes).flatMap(([name, theirs]) => {
    const mine = ours.options.get(name)?.value ?? null;
    const same = JSON.stringify(asFact(mine)) === JSON.stringify(theirs);
    return same
      ? []
      : [`${name}: ${JSON.stringify(asFact(mine))}, Metaflow ${JSON.stringify(theirs)}`];
  });
  const names = [...ours.options.keys()].filter((name) => !(name in attributes));
  const limit = ours.timeout.value;
  if (!isUnknown(limit) && limit !== facts.timeout)
    wrong.push(`timeout: ${JSON.stringify(limit)}, Metaflow ${String(facts.timeout)}`);
  return [...wrong, ...names].length === 0 ? null : [...wrong, ...names].join("; ");
}
