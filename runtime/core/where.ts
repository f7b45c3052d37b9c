/** Where a run's tasks happen: processes of this machine, Docker containers, or a cluster's pods. */
export type Where = "here" | "docker" | "kubernetes";

export const wheres: readonly Where[] = ["here", "docker", "kubernetes"];

/** As the interface names it. */
export const whereNames: Readonly<Record<Where, string>> = {
  here: "Here",
  docker: "Docker",
  kubernetes: "Kubernetes",
};

/** What is said of a run in its row and above its step; nothing of one on this machine. */
export function whereSuffix(where: Where): string | null {
  return where === "here" ? null : whereNames[where];
}

/** Whether something that was kept (or comes from a menu) is a place to run. */
export function isWhere(value: unknown): value is Where {
  return typeof value === "string" && value in whereNames;
}
