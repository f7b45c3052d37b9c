/** Stands in for the packages of dockerode that are never used here: see esbuild.mjs. */
export const Client = undefined;
