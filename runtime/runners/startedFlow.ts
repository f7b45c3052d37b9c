import { stripAnsi } from "../core/runnerOutput";
import type { RunEvent } from "../core/run";

/**
 * A run's events, as long as Metaflow starts the flow that was asked for. A file whose main block
 * calls several flows starts only the first, so its header (`Metaflow 2.19.39 executing NAME for
 * user:…`, metaflow/cli.py) is compared: when it names another flow, `stop` is called once and only
 * output and the end are told, as a failure that names the flow that began.
 */
export async function* onlyFlow(
  events: AsyncIterable<RunEvent>,
  flow: string,
  stop: () => void,
): AsyncGenerator<RunEvent> {
  let started: string | null = null;
  for await (const event of events) {
    if (started === null && event.type === "output" && event.step === null) {
      started = flowInHeader(event.text);
      if (started !== null && started !== flow) stop();
    }
    if (started === null || started === flow) yield event;
    else if (event.type === "output") yield event;
    else if (event.type === "exited") yield { ...event, code: 1, reason: otherFlow(started, flow) };
  }
}

/** The flow that Metaflow's header names; null when there is no header in the text. */
function flowInHeader(text: string): string | null {
  return /^Metaflow \S+ executing (\w+) for /m.exec(stripAnsi(text))?.[1] ?? null;
}

function otherFlow(started: string, flow: string): string {
  return `this file started ${started}, not ${flow}: let it call only ${flow}() to run that`;
}
