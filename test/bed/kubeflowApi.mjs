// A stand-in for the API server of Kubeflow Pipelines, which does not run without a cluster and
// whose program no package registry has: as much of its REST API v2beta1 as metaflow-kubeflow 0.0.4
// calls by way of kfp, in memory. Nothing is ever run: a run stays as it is until a test says else.
//
// What it keeps to, as the server of release 2.16 does it: an upload makes a pipeline and a first
// version of the same name; times have whole seconds; lists are paged, and filtered by equality or
// part of a name; a spec of two YAML documents is told as `pipeline_spec` and `platform_spec`; a
// name that is taken is a conflict; a run has the parameters that its pipeline asks for, no others;
// errors are those of its gRPC gateway.
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { parseAllDocuments } from "yaml";

/** What the API says, by HTTP status, as gRPC's gateway spells it. */
class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

const codes = { 400: 3, 401: 16, 403: 7, 404: 5, 409: 6, 500: 13, 503: 14 };

/**
 * Starts it on a free port of this machine. Resolves to `url`; `uploads`, each the YAML text with
 * the version's name as it came; `pipelines()` with their `versions`; `runs()`, newest first;
 * `schedules()`; `setRun(id, fields)`; `answer(status)`: every call fails with it (`"page"`: a
 * login page comes instead; null: as usual); `stop()`.
 */
export async function startKubeflowApi() {
  const server = createServer();
  const store = newStore();
  let failure = null;
  server.on("request", (request, response) => {
    void handle(store, request, failure).then(({ status, type, body }) => {
      response.writeHead(status, { "content-type": type });
      response.end(body);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    uploads: store.uploads,
    pipelines: () => [...store.pipelines.values()],
    runs: () => newestFirst(store.runs),
    schedules: () => [...store.schedules.values()],
    setRun: (id, fields) => Object.assign(store.runs.get(id), fields),
    answer: (status) => {
      failure = status;
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(resolve);
      }),
  };
}

const newStore = () => ({
  pipelines: new Map(),
  experiments: new Map(),
  runs: new Map(),
  schedules: new Map(),
  uploads: [],
});

async function handle(store, request, failure) {
  if (failure === "page")
    return { status: 200, type: "text/html", body: "<html><title>Log in</title></html>" };
  try {
    const body = await readAll(request);
    if (failure !== null) throw new Refusal(failure, "refused");
    const url = new URL(request.url, "http://localhost");
    const answer = await route(store, `${request.method} ${url.pathname}`, url.searchParams, {
      body,
      type: request.headers["content-type"] ?? "",
    });
    return { status: 200, type: "application/json", body: JSON.stringify(answer) };
  } catch (error) {
    const status = error instanceof Refusal ? error.status : 500;
    const { message } = error;
    const body = JSON.stringify({ error: message, code: codes[status] ?? 2, message, details: [] });
    return { status, type: "application/json", body };
  }
}

async function readAll(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Longer paths go first. */
const routes = [
  ["GET /healthz", () => ({ commit_sha: "none", tag_name: "none", multi_user: false })],
  ["POST /pipelines/upload", uploadPipeline],
  ["POST /pipelines/upload_version", uploadVersion],
  ["GET /pipelines/([^/]+)/versions/([^/]+)", versionOf],
  ["DELETE /pipelines/([^/]+)/versions/([^/]+)", removeVersion],
  ["GET /pipelines/([^/]+)/versions", listVersions],
  ["GET /pipelines/([^/]+)", (store, _query, _sent, id) => shown(pipelineOf(store, id))],
  ["DELETE /pipelines/([^/]+)", removePipeline],
  ["GET /pipelines", (store, query) => list("pipelines", store.pipelines, query)],
  ["GET /experiments", (store, query) => list("experiments", store.experiments, query)],
  ["POST /experiments", createExperiment],
  ["POST /runs/([^/:]+):terminate", terminateRun],
  ["GET /runs/([^/]+)", (store, _query, _sent, id) => runOf(store, id)],
  ["GET /runs", (store, query) => list("runs", store.runs, query)],
  ["POST /runs", createRun],
  ["GET /recurringruns", (store, query) => list("recurringRuns", store.schedules, query)],
  ["POST /recurringruns", createSchedule],
  ["DELETE /recurringruns/([^/]+)", removeSchedule],
].map(([pattern, act]) => {
  const [method, path] = pattern.split(" ");
  return { pattern: new RegExp(`^${method} /apis/v2beta1${path}$`), act };
});

function route(store, call, query, sent) {
  for (const { pattern, act } of routes) {
    const match = pattern.exec(call);
    if (match) return act(store, query, sent, ...match.slice(1).map(decodeURIComponent));
  }
  throw new Refusal(404, "Not Found");
}

// Pipelines and versions

async function uploadPipeline(store, query, sent) {
  const { text, spec } = await uploaded(sent);
  const name = query.get("name") ?? spec.pipelineInfo.name;
  if ([...store.pipelines.values()].some((one) => one.name === name))
    throw new Refusal(409, "Failed to create a pipeline and a pipeline version");
  const pipeline = { pipeline_id: randomUUID(), name, display_name: name, created_at: now() };
  store.pipelines.set(pipeline.pipeline_id, { ...pipeline, versions: new Map() });
  addVersion(store, pipeline.pipeline_id, name, text);
  return pipeline;
}

async function uploadVersion(store, query, sent) {
  const { text } = await uploaded(sent);
  const id = query.get("pipelineid") ?? "";
  if (!store.pipelines.has(id)) throw new Refusal(400, "Failed to create a pipeline version");
  return addVersion(store, id, query.get("name") ?? "", text);
}

function addVersion(store, id, name, text) {
  const { versions } = pipelineOf(store, id);
  if ([...versions.values()].some((one) => one.name === name))
    throw new Refusal(409, "Failed to create a pipeline version");
  const version = {
    pipeline_id: id,
    pipeline_version_id: randomUUID(),
    name,
    display_name: name,
    created_at: now(),
    pipeline_spec: specOf(text),
  };
  versions.set(version.pipeline_version_id, version);
  store.uploads.push({ name, text });
  return version;
}

async function uploaded({ body, type }) {
  const form = await new Response(body, { headers: { "content-type": type } }).formData();
  const text = await form.get("uploadfile").text();
  const told = specOf(text);
  const spec = told.pipeline_spec ?? told;
  const valid = /^[a-z0-9][-a-z0-9.]*$/.test(spec.pipelineInfo?.name ?? "") && spec.root;
  if (!valid || spec.schemaVersion !== "2.1.0")
    throw new Refusal(400, "Invalid input error: invalid v2 pipeline spec");
  return { text, spec };
}

/** A pipeline as its versions tell it: two parts when there is something about Kubernetes. */
function specOf(text) {
  const documents = parseAllDocuments(text).map((one) => one.toJS());
  const platform = documents.find((one) => one?.platforms?.kubernetes);
  const [pipeline] = documents.filter((one) => one !== platform);
  return platform ? { pipeline_spec: pipeline, platform_spec: platform } : pipeline;
}

function versionOf(store, _query, _sent, id, version) {
  return pipelineOf(store, id).versions.get(version) ?? missing("PipelineVersion", version);
}

function removeVersion(store, query, sent, id, version) {
  versionOf(store, query, sent, id, version);
  pipelineOf(store, id).versions.delete(version);
  return {};
}

function listVersions(store, query, _sent, id) {
  return list("pipeline_versions", pipelineOf(store, id).versions, query);
}

function removePipeline(store, _query, _sent, id) {
  if (pipelineOf(store, id).versions.size > 0)
    throw new Refusal(400, "Failed to delete a pipeline: it has versions");
  store.pipelines.delete(id);
  return {};
}

const pipelineOf = (store, id) => store.pipelines.get(id) ?? missing("Pipeline", id);

// Experiments, runs and schedules

function createExperiment(store, _query, { body }) {
  const { display_name } = JSON.parse(body);
  if ([...store.experiments.values()].some((one) => one.display_name === display_name))
    throw new Refusal(409, "The experiment is there already");
  const experiment = { experiment_id: randomUUID(), display_name, created_at: now() };
  store.experiments.set(experiment.experiment_id, experiment);
  return experiment;
}

const runOf = (store, id) => store.runs.get(id) ?? missing("Run", id);

function createRun(store, _query, { body }) {
  const asked = JSON.parse(body);
  checkReference(store, asked);
  const { experiment_id, display_name, pipeline_version_reference, runtime_config } = asked;
  if (!store.experiments.has(experiment_id)) missing("Experiment", experiment_id);
  const run = {
    ...{ run_id: randomUUID(), experiment_id, display_name, state: "PENDING" },
    ...{ storage_state: "AVAILABLE", pipeline_version_reference, runtime_config },
    created_at: now(),
  };
  store.runs.set(run.run_id, run);
  return run;
}

function terminateRun(store, _query, _sent, id) {
  const run = runOf(store, id);
  if (run.finished_at) throw new Refusal(400, "Failed to terminate a run: it has finished");
  Object.assign(run, { state: "CANCELED", finished_at: now() });
  return {};
}

function createSchedule(store, _query, { body }) {
  const asked = JSON.parse(body);
  checkReference(store, asked);
  const fields = asked.trigger?.cron_schedule?.cron?.trim().split(/\s+/).length;
  if (fields !== 6)
    throw new Refusal(400, "Invalid input error: the schedule's cron has no 6 fields");
  const schedule = { ...asked, recurring_run_id: randomUUID(), created_at: now() };
  store.schedules.set(schedule.recurring_run_id, schedule);
  return schedule;
}

function removeSchedule(store, _query, _sent, id) {
  if (!store.schedules.delete(id)) missing("RecurringRun", id);
  return {};
}

/** The version that is to be run must be there, and what it asks for be given. */
function checkReference(store, { pipeline_version_reference: reference, runtime_config: config }) {
  const { pipeline_id, pipeline_version_id } = reference;
  const told = versionOf(store, null, null, pipeline_id, pipeline_version_id).pipeline_spec;
  const { root } = told.pipeline_spec ?? told;
  const known = root.inputDefinitions?.parameters ?? {};
  const given = Object.keys(config?.parameters ?? {});
  const lacks = Object.entries(known).filter(
    ([name, { isOptional, defaultValue }]) =>
      !given.includes(name) && !isOptional && defaultValue === undefined,
  );
  const extra = given.filter((name) => !(name in known));
  if (lacks.length > 0)
    throw new Refusal(400, `Invalid input error: parameter ${lacks[0][0]} is not optional`);
  if (extra.length > 0)
    throw new Refusal(
      400,
      `Invalid input error: parameter ${extra[0]} is not part of the pipeline`,
    );
}

// Lists

const EQUALS = [1, "EQUALS"];
const IS_SUBSTRING = [9, "IS_SUBSTRING"];

function list(member, all, query) {
  const predicates = JSON.parse(query.get("filter") || "{}").predicates ?? [];
  const chosen = newestFirst(all).filter((one) => predicates.every((each) => holds(each, one)));
  const start = Number(query.get("page_token") || 0);
  const size = Number(query.get("page_size") || 20);
  const page = chosen.slice(start, start + size).map(shown);
  const next = start + size < chosen.length ? String(start + size) : "";
  // As JSON of protobuf: what is empty is left out.
  return {
    ...(page.length > 0 ? { [member]: page } : {}),
    total_size: chosen.length,
    ...(next ? { next_page_token: next } : {}),
  };
}

function holds({ operation, key, stringValue, string_value }, one) {
  const value = stringValue ?? string_value;
  if (EQUALS.includes(operation)) return one[key] === value;
  if (IS_SUBSTRING.includes(operation)) return one[key].includes(value);
  throw new Refusal(400, `The stand-in knows no operation ${operation}`);
}

const newestFirst = (all) => [...all.values()].reverse();

/** Of a pipeline its versions are asked for apart. */
function shown({ versions: _versions, ...told }) {
  return told;
}

const now = () => new Date().toISOString().replace(/\.\d+Z$/, "Z");

function missing(kind, id) {
  throw new Refusal(404, `Resource not found error: ${kind} ${id} not found`);
}
