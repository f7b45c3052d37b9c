import type { RunEvent } from "../core/run";
import { commandLine } from "../metaflow/commandLine";
import { dockerEnvironment, sweep } from "./dockerProgram";
import { checkDocker } from "./checkDocker";
import { localRunner } from "./local";
import type { FollowOptions, RunRequest, Runner } from "./runner";

/**
 * Runs flows like `localRunner`, with each `@kubernetes` step's task (and the step of a spin) in a
 * Docker container of its own. `bundle`: absolute path of `dist/docker.js`; it is only started as
 * a program, never loaded. `runRecord` of runtime/runners/local.ts makes the record to `follow`.
 */
export function createDockerRunner(bundle: string): Runner {
  return {
    check: (request, signal) => checkDocker(inDocker(request, bundle), bundle, signal),
    arguments: (request) => Promise.resolve(commandLine(inDocker(request, bundle))),
    start: (request, signal) =>
      sweptAtEnd(localRunner.start(inDocker(request, bundle), signal), bundle, {
        key: request.key,
        environment: () => Promise.resolve(request.environment),
      }),
    follow: (record, signal, options = {}) => {
      const events = localRunner.follow(record, signal);
      if (options.ended === true) return events;
      return sweptAtEnd(events, bundle, { ...options, key: record.key });
    },
  };
}

/** The request with what Metaflow's side needs to put tasks into containers. */
function inDocker(request: RunRequest, bundle: string): RunRequest {
  const { environment, options, kind, stepDecorators } = request;
  const attached = kind === "spin" && !stepDecorators.includes("kubernetes");
  return {
    ...request,
    environment: { ...environment, ...dockerEnvironment(request, bundle) },
    ignoreKubernetes: true,
    // A spun step without the decorator gets a container with Metaflow's default limits.
    options: attached ? { ...options, with: [...options.with, "kubernetes"] } : options,
  };
}

/** The run is over only when none of its containers is left. */
async function* sweptAtEnd(
  events: AsyncIterable<RunEvent>,
  bundle: string,
  { key, environment }: { readonly key: string } & Pick<FollowOptions, "environment">,
): AsyncGenerator<RunEvent> {
  for await (const event of events) {
    if (event.type === "exited")
      await sweep(bundle, { key, environment: (await environment?.()) ?? {} });
    yield event;
  }
}
