// A registry that refuses, for pull failures without a network.
import { createServer } from "node:http";

const ANSWERS = [
  [/\/missing\//, 404, "MANIFEST_UNKNOWN", "manifest unknown"],
  [/\/private\//, 401, "UNAUTHORIZED", "authentication required"],
  [/\/limited\//, 429, "TOOMANYREQUESTS", "You have reached your pull rate limit."],
];

/**
 * Starts it on loopback. Resolves to `{ host, stop() }`: images `HOST/missing/x:1` are not there,
 * `HOST/private/x:1` need a login, `HOST/limited/x:1` are over a rate limit.
 */
export function startRegistry() {
  const server = createServer((request, response) => {
    const [, status, code, message] = ANSWERS.find(([path]) => path.test(request.url)) ?? [];
    const headers = { "content-type": "application/json" };
    if (status === 401) headers["www-authenticate"] = 'Basic realm="test"';
    response.writeHead(status ?? 200, headers);
    response.end(JSON.stringify(status ? { errors: [{ code, message }] } : {}));
  });
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const stop = () =>
        new Promise((done) => {
          server.closeAllConnections();
          server.close(() => done());
        });
      resolve({ host: `127.0.0.1:${server.address().port}`, stop });
    });
  });
}
