/** The runners that most windows never need, loaded together with the first of them. */
export { createDockerRunner } from "../../runtime/runners/docker";
export { createKubernetesRunner } from "../../runtime/runners/kubernetes";
