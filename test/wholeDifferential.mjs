// `npm run test:differential`: all cases against the installed Metaflow, not only a seeded share.
process.env.FLOWLENS_DIFFERENTIAL ??= "2000";
process.argv.push("differential");
await import("./run.mjs");
