// Kubeconfigs of a cluster of the test bed.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const NAME = "flowlens-test";

/** What a TLS client needs to be the cluster's administrator. */
export function readCredentials(pki) {
  const read = (name) => readFileSync(join(pki, name));
  return { ca: read("ca.crt"), cert: read("admin.crt"), key: read("admin.key") };
}

/**
 * The text of a kubeconfig with one context: of the administrator, or of whom `token` is given.
 * JSON is YAML too.
 */
export function kubeconfig(pki, { server, token, namespace = "default" }) {
  const base64 = (name) => readFileSync(join(pki, name)).toString("base64");
  const user = token
    ? { token }
    : { "client-certificate-data": base64("admin.crt"), "client-key-data": base64("admin.key") };
  const cluster = { server, "certificate-authority-data": base64("ca.crt") };
  const content = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: NAME, cluster }],
    users: [{ name: NAME, user }],
    contexts: [{ name: NAME, context: { cluster: NAME, user: NAME, namespace } }],
    "current-context": NAME,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}
