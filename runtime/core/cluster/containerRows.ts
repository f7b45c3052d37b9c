import type { TaskState } from "../run";
import type { ClusterRow } from "./clusterRow";
import type { Attempt } from "./clusterTree";
import { statusesMainFirst } from "./evidence";
import type { ContainerState, ContainerStatus } from "./objects";

/** The containers of an attempt's pod, the step's own first. */
export function containerRows({ key, pod }: Attempt): readonly ClusterRow[] {
  if (pod === null) return [];
  const { containers } = pod.object;
  return statusesMainFirst(pod.object).map((status) => {
    const { name, state, restarts } = status;
    const image = containers.find((one) => one.name === name)?.image ?? null;
    const hasLog = !pod.gone && (state.kind === "running" || state.kind === "terminated");
    return {
      id: `container/${key}/${name}`,
      label: `container ${name}`,
      description: [stateWords(status), image].filter((part) => part !== null).join(" · "),
      look: lookOf(state),
      can: [
        "container",
        ...(hasLog || (!pod.gone && restarts > 0) ? ["live"] : []),
        ...(!pod.gone && restarts > 0 ? ["restarted"] : []),
      ],
      open: "leaf",
      subject: { type: "container", key, container: name },
    };
  });
}

function stateWords({ state, init, restarts }: ContainerStatus): string {
  const times = restarts === 0 ? "" : ` · ${restarts} restart${restarts === 1 ? "" : "s"}`;
  const first = init ? "init, " : "";
  switch (state.kind) {
    case "none":
      return `${first}not created yet`;
    case "running":
      return `${first}running${times}`;
    case "waiting":
      return `${first}waits: ${state.reason ?? "no reason given"}${times}`;
    case "terminated": {
      const code = state.exitCode === null ? "" : `, exit code ${state.exitCode}`;
      return `${first}${state.reason ?? "ended"}${code}${times}`;
    }
  }
}

function lookOf(state: ContainerState): TaskState {
  switch (state.kind) {
    case "none":
      return "pending";
    case "running":
      return "running";
    case "waiting":
      return "queued";
    case "terminated":
      return state.exitCode === 0 ? "succeeded" : "failed";
  }
}
