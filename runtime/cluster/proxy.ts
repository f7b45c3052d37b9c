/**
 * The proxy for an API server by HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as kubectl reads them; null
 * for none. The machine itself is never asked through a proxy.
 */
export function proxyFor(server: URL, environment: NodeJS.ProcessEnv): string | null {
  const host = server.hostname.replace(/^\[|\]$/g, "").toLowerCase();
  if (host === "localhost" || host === "::1" || host.startsWith("127.")) return null;
  const variable = (name: string): string =>
    environment[name] ?? environment[name.toLowerCase()] ?? "";
  const proxy = variable(server.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY").trim();
  if (proxy === "" || isExcluded(host, server.port, variable("NO_PROXY"))) return null;
  return proxy.includes("://") ? proxy : `http://${proxy}`;
}

/** `*`, `example.com` (and all below it), `.example.com`, `10.0.0.0/8`, each perhaps with a port. */
function isExcluded(host: string, port: string, list: string): boolean {
  return list
    .toLowerCase()
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .some((entry) => {
      if (entry === "*") return true;
      if (entry.includes("/")) return isInNetwork(host, entry);
      const [, name = entry, only = ""] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      if (only !== "" && only !== (port === "" ? "443" : port)) return false;
      const bare = name.replace(/^\*?\./, "");
      return (host === bare && !name.startsWith(".")) || host.endsWith(`.${bare}`);
    });
}

/** IPv4 only. */
function isInNetwork(host: string, network: string): boolean {
  const [address = "", bits = ""] = network.split("/");
  const one = number(host);
  const other = number(address);
  const shift = 32 - Number(bits);
  if (one === null || other === null || !(shift >= 0 && shift <= 32)) return false;
  return Math.floor(one / 2 ** shift) === Math.floor(other / 2 ** shift);
}

function number(address: string): number | null {
  const parts = address.split(".").map(Number);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255))) return null;
  return parts.reduce((sum, part) => sum * 256 + part, 0);
}
