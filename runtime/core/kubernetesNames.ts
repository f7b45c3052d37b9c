// The grammars of names in Kubernetes (its pages "Object Names and IDs" and "Labels and Selectors").
const LABEL = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/u;
const SUBDOMAIN = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/u;
const QUALIFIED = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/u;
const LABEL_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/u;

/** A namespace, or a volume: small letters, digits and dashes, at most 63. */
export function isLabelName(name: string): boolean {
  return name.length <= 63 && LABEL.test(name);
}

/** Most other things: the same with dots, at most 253. */
export function isObjectName(name: string): boolean {
  return name.length <= 253 && SUBDOMAIN.test(name);
}

/** The key of a label or an annotation: `name` or `domain/name`. */
export function isQualifiedKey(key: string): boolean {
  const slash = key.indexOf("/");
  const name = key.slice(slash + 1);
  const domain = slash < 0 ? null : key.slice(0, slash);
  if (domain !== null && !isObjectName(domain)) return false;
  return name.length <= 63 && QUALIFIED.test(name);
}

/** The value of a label; an empty one is fine. */
export function isLabelValue(value: string): boolean {
  return value.length <= 63 && LABEL_VALUE.test(value);
}

/** What a name is made of. */
export const NAME_ADVICE = "small letters, digits and '-', with a letter or digit at both ends";
/** What a key of a label or an annotation is made of. */
export const KEY_ADVICE =
  "letters, digits, '-', '_' and '.', at most 63, after 'domain/' if there is a domain";
