// Prints how long the extension takes to load and to activate. `vscode` is a stand-in whose every
// member can be called, built, iterated (nothing comes) and extended.
const Module = require("node:module");
const { writeFileSync, mkdtempSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

const handler = {
  get(target, key) {
    if (key in target) return target[key];
    if (key === "then") return undefined;
    if (key === Symbol.iterator) return () => [][Symbol.iterator]();
    if (key === Symbol.toPrimitive) return () => "";
    if (key === "length" || key === "size") return 0;
    return (target[key] = anything());
  },
  // A class's own `name` cannot be assigned to, but a status bar item's can.
  set: (target, key, value) =>
    Reflect.defineProperty(target, key, { value, writable: true, configurable: true }),
  apply: () => anything(),
  construct: () => anything(),
};
const anything = () => new Proxy(class {}, handler);

// A bundle copies a module's own members and inherits the rest: so the stand-in is inherited.
const vscode = Object.create(anything());
const load = Module._load;
Module._load = (request, ...rest) => (request === "vscode" ? vscode : load(request, ...rest));

const clocked = (work) => {
  const start = performance.now();
  const result = work();
  return { result, taken: performance.now() - start };
};

const nothing = join(mkdtempSync(join(tmpdir(), "flowlens-bench-")), "empty.js");
writeFileSync(nothing, "");
const before = process.cpuUsage();
const empty = clocked(() => require(nothing));
const extension = clocked(() => require(process.argv[2]));
const context = { subscriptions: [], extensionPath: "/nowhere", asAbsolutePath: (path) => path };
const cpu = process.cpuUsage(before);
const activation = clocked(() =>
  extension.result.activate(new Proxy(context, { get: (own, key) => own[key] ?? anything() })),
);
process.stdout.write(
  JSON.stringify({
    ...{ empty: empty.taken, load: extension.taken, activate: activation.taken },
    cpu: (cpu.user + cpu.system) / 1000,
  }),
);
process.exit(0);
