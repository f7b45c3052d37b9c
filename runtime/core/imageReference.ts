// The grammar of references: github.com/distribution/reference.
const COMPONENT = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/u;
const DOMAIN =
  /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:]+\])(?::\d+)?$/u;
const TAG = /^\w[\w.-]{0,127}$/u;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/u;

/** What is wrong with the reference of an image, in a sentence; null when nothing is. */
export function imageProblem(text: string): string | null {
  if (/\s/u.test(text)) return "The name of an image has no spaces.";
  if (text.includes("://"))
    return "The name of an image begins with the registry: leave out the scheme.";
  const [named, digest] = split(text, text.indexOf("@"));
  if (digest !== undefined && !DIGEST.test(digest)) {
    return "After '@' comes the digest of the image, such as sha256: and 64 digits.";
  }
  const colon = named.lastIndexOf(":");
  const [name, tag] = split(named, colon > named.lastIndexOf("/") ? colon : -1);
  if (tag !== undefined && !TAG.test(tag)) {
    return "After ':' comes the tag of the image: letters, digits, '_', '.' and '-', at most 128.";
  }
  return problemOfName(name);
}

function problemOfName(name: string): string | null {
  const slash = name.indexOf("/");
  const first = name.slice(0, Math.max(slash, 0));
  const hasDomain = first === "localhost" || /[.:A-Z]/u.test(first);
  if (hasDomain && !DOMAIN.test(first)) return `'${first}' is no address of a registry.`;
  const components = (hasDomain ? name.slice(slash + 1) : name).split("/");
  if (components.every((one) => COMPONENT.test(one))) return null;
  return /[A-Z]/u.test(components.join(""))
    ? "The name of an image has small letters only."
    : "The name of an image is made of small letters and digits, with '.', '_', '-' and '/' between them.";
}

function split(text: string, at: number): [string, string?] {
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
