import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, describe, it } from "node:test";
import { readSources } from "../../../runtime/cli/sources";

const root = mkdtempSync(join(tmpdir(), "flowlens sources "));
after(() => {
  rmSync(root, { recursive: true });
});

function write(path: string, content: string | Buffer = "x"): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

const all = (): boolean => true;

describe("readSources", () => {
  it("walks folders in order, leaving out what is not the user's code", () => {
    for (const path of ["w/b.py", "w/a/c.py", "w/a.txt", "w/ü $(x);.py"]) write(path);
    for (const path of ["w/.git/x.py", "w/.hidden/x.py", "w/node_modules/x.py"]) write(path);
    for (const path of ["w/__pycache__/x.py", "w/env/pyvenv.cfg", "w/env/x.py"]) write(path);
    symlinkSync(join(root, "w"), join(root, "w/loop"));
    symlinkSync(join(root, "nowhere"), join(root, "w/gone.py"));
    const { sources, failed } = readSources([`${root}/w/`], all);
    const paths = sources.map(({ path }) => path.slice(root.length));
    assert.deepEqual(paths, ["/w/a/c.py", "/w/b.py", "/w/ü $(x);.py"]);
    assert.equal(failed, false);
  });

  it("reads a named file whatever its name, once, and keeps only the wanted", () => {
    write("n/script", "flow");
    write("n/other.py", "nothing");
    const { sources } = readSources([`${root}/n/script`, `${root}/n`, `${root}/n/script`], (text) =>
      text.includes("flow"),
    );
    assert.deepEqual(
      sources.map(({ path }) => path),
      [`${root}/n/script`],
    );
  });

  it("decodes as Python does", () => {
    write("d/bom.py", Buffer.from("\ufeffé"));
    write("d/latin.py", Buffer.from("# coding: latin-1\né", "latin1"));
    const { sources } = readSources([`${root}/d`], all);
    assert.deepEqual(
      sources.map(({ text }) => text),
      ["é", "# coding: latin-1\né"],
    );
  });

  it("says which named path cannot be read, and reads the rest", () => {
    write("e/a.py");
    const said: string[] = [];
    const write_ = process.stderr.write.bind(process.stderr);
    process.stderr.write = (text: string | Uint8Array) => said.push(String(text)) > 0;
    const { sources, failed } = readSources([`${root}/e/none.py`, `${root}/e/a.py`], all);
    process.stderr.write = write_;
    assert.equal(failed, true);
    assert.equal(sources.length, 1);
    assert.match(said.join(""), /none\.py: there is no such file or folder/);
  });
});
