// Builds everything that ships: the extension host bundle, the CLI and the webview bundles.
import { build, transform } from "esbuild";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, resolve } from "node:path";

const production = process.argv.includes("--production");

const shared = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : "linked",
  target: "node20",
  logLevel: "warning",
  legalComments: "none",
  alias: { "@lezer/highlight": "./runtime/core/python/noHighlight.ts" },
};

/** Heavy parts that the command line needs too, each a bundle that the first `import()` of it loads. */
const lazyParts = {
  kubeconfig: "runtime/cluster/kubeconfig.ts",
  kubernetes: "runtime/cluster/kubernetes.ts",
  clusterModel: "runtime/core/cluster/clusterModel.ts",
};

const lazy = {
  name: "lazy",
  setup({ onResolve }) {
    const names = Object.keys(lazyParts);
    const filter = new RegExp(`/(${names.join("|")})(\\.js)?$`);
    onResolve({ filter }, ({ kind, path, resolveDir }) => {
      const file = `${resolve(resolveDir, path).replace(/\.js$/, "")}.ts`;
      const name = names.find((one) => resolve(lazyParts[one]) === file);
      if (name === undefined) return undefined;
      if (kind === "dynamic-import") return { path: `./${name}.js`, external: true };
      return { errors: [{ text: `${path} is heavy: load it by import() where it is needed` }] };
    });
  },
};

/** `import()` becomes `require`: every Node, and Electron's too, finds a bundle's neighbours by it. */
const host = {
  ...shared,
  outdir: "dist",
  platform: "node",
  format: "cjs",
  plugins: [lazy],
  supported: { "dynamic-import": false },
};

/** Engines of other machines cannot see the flow's files and nothing is built: no SSH, no BuildKit. */
const withoutRemotes = Object.fromEntries(
  ["ssh2", "@grpc/grpc-js", "@grpc/proto-loader", "protobufjs", "tar-fs"].map((name) => [
    name,
    "./runtime/docker/leftOut.ts",
  ]),
);

/**
 * The extension in pieces: what an `import()` leads to is a file that is loaded when it is needed, and
 * shares with the rest what both use. Pieces can only be cut out of ES modules, which the editor does
 * not load; and what is loaded at once is put together again, as one file is loaded sooner than thirty.
 */
async function buildExtension() {
  const { outputFiles, metafile } = await build({
    ...shared,
    sourcemap: false,
    entryPoints: { extension: "extension/extension.ts" },
    external: ["vscode"],
    outdir: "dist",
    platform: "node",
    format: "esm",
    splitting: true,
    chunkNames: "extension-[name]-[hash]",
    plugins: [lazy],
    metafile: true,
    write: false,
  });
  const texts = new Map(outputFiles.map(({ path, text }) => [basename(path), text]));
  const atOnce = loadedAtOnce(metafile.outputs);
  await Promise.all([
    joined(texts, atOnce),
    ...[...texts].filter(([name]) => !atOnce.has(name)).map((piece) => onDemand(piece, atOnce)),
  ]);
}

/** The names of the extension's file and of all that it imports without `import()`. */
function loadedAtOnce(outputs, path = "dist/extension.js", found = new Set()) {
  found.add(basename(path));
  for (const { kind, path: next } of outputs[path].imports)
    if (kind === "import-statement" && next in outputs && !found.has(basename(next)))
      loadedAtOnce(outputs, next, found);
  return found;
}

/** One file of all that is loaded at once; its `pieces` are what the others take from it. */
async function joined(texts, atOnce) {
  const names = [...atOnce].filter((name) => name !== "extension.js");
  const contents = [
    'export * from "./extension.js";',
    ...names.map((name, i) => `import * as piece${i} from "./${name}";`),
    `export const pieces = { ${names.map((name, i) => `"${name}": piece${i}`).join(", ")} };`,
  ].join("\n");
  const { outputFiles } = await build({
    ...host,
    sourcemap: false,
    stdin: { contents, resolveDir: "." },
    external: ["vscode"],
    write: false,
    plugins: [
      {
        name: "pieces",
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^\.\/extension/ }, ({ path }) =>
            atOnce.has(basename(path))
              ? { path: basename(path), namespace: "piece" }
              : { path, external: true },
          );
          onResolve({ filter: /^\.\// }, ({ path }) => ({ path, external: true }));
          onLoad({ filter: /.*/, namespace: "piece" }, ({ path }) => ({
            contents: texts.get(path),
          }));
        },
      },
    ],
  });
  writeFileSync("dist/extension.js", outputFiles[0].text);
}

/** A piece that is loaded later finds the extension's file loaded. */
async function onDemand([name, text], atOnce) {
  const { code } = await transform(text, {
    format: "cjs",
    platform: "node",
    target: shared.target,
    minify: production,
    supported: { "dynamic-import": false },
  });
  const linked = code.replace(/require\("\.\/(extension-[^"]+)"\)/g, (written, piece) =>
    atOnce.has(piece) ? `require("./extension.js").pieces["${piece}"]` : written,
  );
  writeFileSync(`dist/${name}`, linked);
}

rmSync("dist", { recursive: true, force: true });
mkdirSync("dist", { recursive: true });

await Promise.all([
  buildExtension(),
  // The search for flows runs in a thread of its own, from its own file.
  build({ ...host, entryPoints: { scan: "extension/flows/scanWorker.ts" } }),
  // No `external` here: a stray import of "vscode" below runtime/ fails this build.
  build({
    ...host,
    entryPoints: { cli: "runtime/cli/main.ts" },
    banner: { js: "#!/usr/bin/env node" },
  }),
  ...Object.entries(lazyParts).map(([name, file]) =>
    build({ ...host, plugins: [], entryPoints: { [name]: file } }),
  ),
  // What speaks to the Docker engine is a program of its own: dockerode is loaded nowhere else.
  build({
    ...host,
    entryPoints: { docker: "runtime/docker/main.ts" },
    alias: { ...shared.alias, ...withoutRemotes },
  }),
  build({
    ...shared,
    entryPoints: { dag: "webview/dag/main.ts", cards: "webview/cards/main.ts" },
    outdir: "dist/webview",
    platform: "browser",
    format: "iife",
    target: "es2022",
  }),
]);

cpSync("runtime/metaflow/package", "dist/metaflow", {
  recursive: true,
  filter: (path) => !path.includes("__pycache__"),
});
