import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readRefusal, type NextStep } from "../../../../runtime/core/deploy/refusal";

const start = `Metaflow 2.19.39 executing F for user:tester
Validating your flow...
    The graph looks good!
Deploying F to Argo Workflows...
`;

/** What Metaflow 2.19.39 printed (cut to what counts), with what is said of it. */
const cases: readonly {
  readonly name: string;
  readonly output: string;
  readonly sentence: RegExp;
  readonly next?: NextStep["do"];
}[] = [
  {
    name: "a wrong production token",
    output: `There is an existing version of f on Argo Workflows which was deployed by the user other.
To deploy a new version of this flow, you need to use the same production token that they used.
Please reach out to them to get the token. Once you have it, call this command:
    argo-workflows create --authorize MY_TOKEN
See "Organizing Results" at docs.metaflow.org for more information about production tokens.
    Incorrect production token:
    Try again with the correct production token.

`,
    sentence: /^There is an existing version of f .* user other\. To deploy .* that they used\.$/,
    next: "authorize",
  },
  {
    name: "a template that is not Metaflow's",
    output: `    Argo Workflows error:
    An existing non-metaflow workflow with the same name as f already exists in Argo Workflows.
    Please modify the name of this flow or delete your existing workflow on Argo Workflows before proceeding.

`,
    sentence: /^f is there already, and was not deployed by Metaflow: deploy under another name/,
    next: "rename",
  },
  {
    name: "a package that is missing",
    output: `Package creation/upload failed for F: Could not import module 'kubernetes'.
    Kubernetes error:
    Could not import module 'kubernetes'.
    
    Install Kubernetes Python package (https://pypi.org/project/kubernetes/) first.

`,
    sentence: /^Metaflow needs the Python package kubernetes to deploy/,
    next: "install",
  },
  {
    name: "no kubeconfig",
    output: `    Internal error
Traceback (most recent call last):
  File "argo_workflows.py", line 1, in f
kubernetes.config.config_exception.ConfigException: Invalid kube-config file. No configuration found.
`,
    sentence: /^Metaflow can't use the kubeconfig: choose another context/,
    next: "choose-cluster",
  },
  {
    name: "a cluster that is down",
    output: `    Internal error
Traceback (most recent call last):
urllib3.exceptions.MaxRetryError: HTTPSConnectionPool(host='127.0.0.1', port=6443): Max retries exceeded with url: /apis
`,
    sentence: /^The cluster at 127\.0\.0\.1:6443 can't be reached/,
    next: "choose-cluster",
  },
  {
    name: "no Kubeflow Pipelines",
    output: `    Internal error
Traceback (most recent call last):
  File "client.py", line 419, in get_kfp_healthz
    raise TimeoutError(
TimeoutError: Failed getting healthz endpoint after 5 attempts.

`,
    sentence: /^Kubeflow Pipelines does not answer at its address/,
    next: "correct-address",
  },
  {
    name: "missing rights",
    output: `    Argo Workflows error:
    workflowtemplates.argoproj.io is forbidden: User "dev" cannot create resource "workflowtemplates" in API group "argoproj.io" in the namespace "team-a"

`,
    sentence:
      /^The cluster refuses: workflowtemplates\.argoproj\.io is forbidden: User "dev".*team-a"\. Ask/,
    next: "choose-cluster",
  },
  {
    name: "a variable that is not set",
    output: `    Invalid command:
    Could not find the location of the datastore -- did you correctly set the METAFLOW_DATASTORE_SYSROOT_S3 environment variable?

`,
    sentence: /^Could not find the location of the datastore .* variable\?$/,
    next: "set-environment",
  },
  {
    name: "any other refusal",
    output: `    Argo Workflows error:
    Conditional steps inside a foreach that transition directly into a join step are not currently supported.
    As a workaround, add a common step after the conditional steps *a*, *b* that will transition to a join.

`,
    sentence:
      /^Conditional steps .* supported\. As a workaround, .* steps a, b that will .* join\.$/,
  },
  {
    name: "an option that Metaflow does not know",
    output: `Usage: f.py [OPTIONS] COMMAND [ARGS]...
Try 'f.py --help' for help.

Error: no such option: --branch
`,
    sentence: /^no such option: --branch\.$/,
  },
  {
    name: "an exception of the flow's own code",
    output: `Traceback (most recent call last):
  File "f.py", line 3, in <module>
ModuleNotFoundError: No module named 'pandas'
`,
    sentence: /^ModuleNotFoundError: No module named 'pandas'\.$/,
  },
  {
    name: "a fault of Metaflow",
    output: `    Internal error
Traceback (most recent call last):
  File "argo_client.py", line 231, in terminate_workflow
    if workflow["status"]["finishedAt"] is not None:
       ~~~~~~~~~~~~~~~~~~^^^^^^^^^^^^^^
KeyError: 'finishedAt'

`,
    sentence: /^KeyError: 'finishedAt'\.$/,
  },
  { name: "nothing", output: "", sentence: /^Metaflow failed without saying why\.$/ },
];

describe("why a deployment failed", () => {
  for (const { name, output, sentence, next } of cases) {
    it(`is read from what is printed: ${name}`, () => {
      const refusal = readRefusal(start + output);
      assert.match(refusal.sentence, sentence);
      assert.equal(refusal.next?.do, next);
      // Colours and a Windows newline do not hide it.
      const painted = `\u001b[1m${start}\u001b[0m${output}`.replaceAll("\n", "\r\n");
      assert.deepEqual(readRefusal(painted), refusal);
    });
  }

  it("names the package to install", () => {
    const { next } = readRefusal("    X:\n    Could not import module 'boto3'.\n");
    assert.deepEqual(next, { do: "install", packages: ["boto3"] });
  });
});
