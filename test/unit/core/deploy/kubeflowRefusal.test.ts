import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { serverTrouble } from "../../../../runtime/core/deploy/kubeflowRefusal";
import { readRefusal, type NextStep } from "../../../../runtime/core/deploy/refusal";

const start = `Metaflow 2.19.22+kubeflow_pipelines(0.0.4) executing F for user:tester
Validating your flow...
    The graph looks good!
`;

/** What kfp logs each of the five times that it asks for the server's health. */
const attempt = (
  status: number,
  reason: string,
): string => `ERROR:root:Failed to get healthz info attempt 1 of 5.
Traceback (most recent call last):
  File "client.py", line 412, in get_kfp_healthz
    return self._healthz_api.healthz_service_get_healthz()
kfp_server_api.exceptions.ApiException: (${status})
Reason: ${reason}
HTTP response headers: HTTPHeaderDict({'content-type': 'application/json'})
HTTP response body: {"error":"refused","code":16}

`;

const gaveUp = `    Internal error
Traceback (most recent call last):
  File "client.py", line 419, in get_kfp_healthz
    raise TimeoutError(
TimeoutError: Failed getting healthz endpoint after 5 attempts.

`;

/** What metaflow-kubeflow 0.0.4 with kfp 2.16.1 printed (cut to what counts), with what is said of it. */
const cases: readonly {
  readonly name: string;
  readonly output: string;
  readonly sentence: RegExp;
  readonly next?: NextStep["do"];
}[] = [
  {
    name: "a login that is refused",
    output: attempt(401, "Unauthorized").repeat(5) + gaveUp,
    sentence: /^Kubeflow Pipelines refuses you \(401\): keep a login .*context\.json/,
    next: "correct-address",
  },
  {
    name: "another service",
    output: attempt(404, "Not Found").repeat(5) + gaveUp,
    sentence: /^What answers at the address is not the API of Kubeflow Pipelines/,
    next: "correct-address",
  },
  {
    name: "a login page, in which it looks for the pipeline",
    output: `It seems this is the first time you are deploying F to Kubeflow Pipelines.
    Kubeflow Pipeline Exception:
    Failed to fetch versions for pipeline F: Missing the required parameter \`pipeline_id\` when calling \`pipeline_service_list_pipeline_versions\`

`,
    sentence: /^What answers at the address is not the API/,
    next: "correct-address",
  },
  {
    name: "a server that fails",
    output: `    Kubeflow Pipeline Exception:
    Failed to upload pipeline version 20261122084750179648 (HTTP 503: Service Unavailable)

`,
    sentence: /^Kubeflow Pipelines failed \(503\): look into the log of its API server/,
    next: "correct-address",
  },
  {
    name: "a schedule that the server can't read",
    output: `    Internal error
Traceback (most recent call last):
kfp_server_api.exceptions.ApiException: (400)
Reason: Bad Request
HTTP response headers: HTTPHeaderDict({'content-type': 'application/json'})
HTTP response body: {"error":"Invalid input error: the \\"cron\\" is wrong","code":3,"message":"Invalid input error: the \\"cron\\" is wrong.","details":[]}

`,
    sentence: /^Kubeflow Pipelines refuses this: Invalid input error: the "cron" is wrong\.$/,
  },
  {
    name: "no server",
    output: `    Internal error
Traceback (most recent call last):
  File "connectionpool.py", line 1, in urlopen
urllib3.exceptions.MaxRetryError: HTTPConnectionPool(host='127.0.0.1', port=9): Max retries exceeded with url: /apis/v2beta1/healthz (Caused by NewConnectionError("[Errno 111] Connection refused"))

`,
    sentence: /^Kubeflow Pipelines does not answer at its address: start it/,
    next: "correct-address",
  },
  {
    name: "no address",
    output: `    Kubeflow Pipeline Exception:
    Please supply a Kubeflow Pipelines API Server URL with --url

`,
    sentence:
      /^The address of Kubeflow Pipelines is not known: set METAFLOW_KUBEFLOW_PIPELINES_URL\.$/,
    next: "correct-address",
  },
  {
    name: "a flow that is not deployed",
    output: `Triggering F on Kubeflow Pipelines...
    Kubeflow Pipeline Exception:
    Pipeline F not found on Kubeflow Pipelines.

`,
    sentence: /^F is not deployed to Kubeflow Pipelines: deploy it first\.$/,
    next: "deploy",
  },
  {
    name: "a run of somebody else's",
    output: `Terminating run 28debe89 for F ...
There is an existing version of F on Kubeflow Pipelines which was deployed by the user other.
To terminate this flow, you need to use the same production token that they used.
Please reach out to them to get the token. Once you have it, call this command:
    kubeflow-pipelines terminate --authorize MY_TOKEN --kfp-run-id RUN_ID
    Kubeflow Pipeline Exception:
    Failed to validate run 28debe89: Try again with the correct production token.

`,
    sentence: /^There is an existing version of F .* the user other\. To terminate .* they used\.$/,
    next: "authorize",
  },
  {
    name: "a run that is not there",
    output: `    Kubeflow Pipeline Exception:
    Pipeline run 1234 not found.

`,
    sentence: /^Pipeline run 1234 not found\.$/,
  },
];

describe("why a command of Kubeflow's deployer failed", () => {
  for (const { name, output, sentence, next } of cases)
    it(`is read from what is printed: ${name}`, () => {
      const refusal = readRefusal(start + output);
      assert.match(refusal.sentence, sentence);
      assert.equal(refusal.next?.do, next);
    });

  it("is said alike when the server is asked without Metaflow", () => {
    const printed = readRefusal(start + attempt(403, "Forbidden") + gaveUp);
    assert.deepEqual(serverTrouble(403), printed);
  });
});
