/** Seconds that a pod or a job of AWS Batch takes at least, as Metaflow 2.19.39 has it. */
export const SHORTEST_TIMEOUT = 60;
