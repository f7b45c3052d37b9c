import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { proxyFor } from "../../../runtime/cluster/proxy";

describe("proxyFor", () => {
  const cases: [string, NodeJS.ProcessEnv, string | null][] = [
    ["https://k8s.example", {}, null],
    ["https://k8s.example", { HTTPS_PROXY: "http://p:3128" }, "http://p:3128"],
    ["https://k8s.example", { https_proxy: "p:3128" }, "http://p:3128"],
    ["http://k8s.example", { HTTPS_PROXY: "http://p" }, null],
    ["https://127.0.0.1:6443", { HTTPS_PROXY: "http://p" }, null],
    ["https://k8s.example", { HTTPS_PROXY: "http://p", NO_PROXY: "a.b, .example" }, null],
    ["https://example", { HTTPS_PROXY: "http://p", NO_PROXY: ".example" }, "http://p"],
    ["https://k8s.example", { HTTPS_PROXY: "http://p", NO_PROXY: "example:8443" }, "http://p"],
    ["https://10.1.2.3", { HTTPS_PROXY: "http://p", no_proxy: "10.0.0.0/8" }, null],
    ["https://11.1.2.3", { HTTPS_PROXY: "http://p", no_proxy: "10.0.0.0/8" }, "http://p"],
    ["https://k8s.example", { HTTPS_PROXY: "http://p", NO_PROXY: "*" }, null],
  ];
  for (const [server, environment, expected] of cases) {
    it(`${server} ${JSON.stringify(environment)}`, () => {
      assert.equal(proxyFor(new URL(server), environment), expected);
    });
  }
});
