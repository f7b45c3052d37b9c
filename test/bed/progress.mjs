// One line per slow thing, with its seconds: what a person who waits wants to read.

/** Runs `work`, printing `what` before it and the seconds it took after it. */
export async function step(what, work) {
  const start = Date.now();
  say(`${what} …`);
  const result = await work();
  say(`${what}: ${seconds(start)} s`);
  return result;
}

export function say(line) {
  process.stdout.write(`${line}\n`);
}

export function seconds(start) {
  return ((Date.now() - start) / 1000).toFixed(1);
}
