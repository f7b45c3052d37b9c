import type { Where } from "../../runtime/core/where";

/** Codicon of a place to run. */
export const whereIcons: Readonly<Record<Where, string>> = {
  here: "device-desktop",
  docker: "package",
  kubernetes: "server-environment",
};
