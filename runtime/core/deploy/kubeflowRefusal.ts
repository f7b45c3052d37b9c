import type { Refusal } from "./refusal";

/**
 * What is to be done when a server of Kubeflow Pipelines does not do what it is asked; `status`:
 * of HTTP, null when there was no answer at all.
 */
export function serverTrouble(status: number | null): Refusal {
  return { sentence: troubleSentence(status), next: { do: "correct-address" } };
}

function troubleSentence(status: number | null): string {
  switch (status) {
    case null:
      return "Kubeflow Pipelines does not answer at its address: start it (or its port-forward), or correct the address (METAFLOW_KUBEFLOW_PIPELINES_URL).";
    case 401:
    case 403:
      return `Kubeflow Pipelines refuses you (${status}): keep a login for its Python client in ~/.config/kfp/context.json, or take an address that asks for none, of a port-forward say.`;
    case 404:
      return "What answers at the address is not the API of Kubeflow Pipelines, but a login page or another service: correct the address (METAFLOW_KUBEFLOW_PIPELINES_URL).";
    default:
      return `Kubeflow Pipelines failed (${status}): look into the log of its API server, and try again.`;
  }
}

/**
 * Reads what a command of metaflow-kubeflow 0.0.4 printed before it failed; null: it was for another
 * reason. Its client (kfp 2.16) asks the server's health first, five times, whatever the answer.
 */
export function readKubeflowRefusal(text: string): Refusal | null {
  const absent = /^ +Pipeline (\S+) not found on Kubeflow Pipelines\.$/m.exec(text)?.[1];
  if (absent !== undefined) {
    const sentence = `${absent} is not deployed to Kubeflow Pipelines: deploy it first.`;
    return { sentence, next: { do: "deploy" } };
  }
  if (/supply a Kubeflow Pipelines API Server URL/.test(text))
    return {
      sentence:
        "The address of Kubeflow Pipelines is not known: set METAFLOW_KUBEFLOW_PIPELINES_URL.",
      next: { do: "correct-address" },
    };
  const status = lastStatus(text);
  if (status === 400 || status === 409) return refused(text);
  if (status !== null) return serverTrouble(status);
  // A pipeline's name was looked for in a page.
  if (/Missing the required parameter `pipeline_id`/.test(text)) return serverTrouble(404);
  const silent = /Failed getting healthz endpoint|exceeded with url: \/apis\/v2beta1\//;
  return silent.test(text) ? serverTrouble(null) : null;
}

/** What the server says of a request that it does not like, a cron of five fields say. */
function refused(text: string): Refusal {
  const said = /^HTTP response body: .*"message":"((?:[^"\\]|\\.)*)"/m.exec(text)?.[1] ?? "";
  const reason = said.replace(/\\(.)/g, "$1").replace(/[.\s]*$/, "");
  const sentence = `Kubeflow Pipelines refuses this${reason === "" ? "" : `: ${reason}`}.`;
  return { sentence, next: null };
}

/** In the client's tracebacks, or in a sentence of metaflow-kubeflow. */
function lastStatus(text: string): number | null {
  const told = /(?:ApiException: \((\d{3})\)\nReason: |\(HTTP (\d{3}): )/g;
  const last = [...text.matchAll(told)].at(-1);
  return last === undefined ? null : Number(last[1] ?? last[2]);
}
