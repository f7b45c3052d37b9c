// Keys and certificates of a cluster, made for it alone and valid for a day.
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes to `folder`: `ca`, `apiserver` (for the given addresses), `admin` (system:masters) as
 * `.crt` and `.key`; and `accounts.key`, `accounts.pub`, which sign service accounts' tokens.
 */
export function makeCertificates(folder, addresses) {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  makeKey(folder, "ca");
  openssl(folder, [
    ...["req", "-x509", "-new", "-key", "ca.key", "-subj", "/CN=flowlens-test"],
    ...["-days", "2", "-out", "ca.crt"],
  ]);
  const names = ["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"];
  const subjects = [
    ...names.map((name) => `DNS:${name}`),
    ...addresses.map((address) => `IP:${address}`),
  ];
  sign(folder, "apiserver", "/CN=kube-apiserver", [
    `subjectAltName=${subjects.join(",")}`,
    "extendedKeyUsage=serverAuth",
  ]);
  sign(folder, "admin", "/O=system:masters/CN=admin", ["extendedKeyUsage=clientAuth"]);
  const accounts = generateKeyPairSync("rsa", { modulusLength: 2048 });
  write(folder, "accounts.key", accounts.privateKey.export({ type: "pkcs8", format: "pem" }));
  write(folder, "accounts.pub", accounts.publicKey.export({ type: "spki", format: "pem" }));
}

function makeKey(folder, name) {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  write(folder, `${name}.key`, privateKey.export({ type: "pkcs8", format: "pem" }));
}

function sign(folder, name, subject, extensions) {
  makeKey(folder, name);
  write(folder, `${name}.extensions`, extensions.join("\n"));
  openssl(folder, [
    "req",
    ...["-new", "-key", `${name}.key`, "-subj", subject, "-out", `${name}.request`],
  ]);
  openssl(folder, [
    ...["x509", "-req", "-in", `${name}.request`, "-CA", "ca.crt", "-CAkey", "ca.key"],
    ...["-CAcreateserial", "-days", "2", "-extfile", `${name}.extensions`, "-out", `${name}.crt`],
  ]);
}

function openssl(folder, args) {
  try {
    execFileSync("openssl", args, { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    throw new Error("openssl is not installed (Debian, Ubuntu: apt-get install openssl).", {
      cause: error,
    });
  }
}

const write = (folder, name, text) => writeFileSync(join(folder, name), text, { mode: 0o600 });
