/**
 * Elements as data, and the smallest change that makes a parent show them. Text only ever becomes a
 * text node or an attribute, so names and reasons from a flow cannot become markup.
 */

export type Attribute = string | number | boolean | null | undefined;

export interface Spec {
  readonly tag: string;
  /** Siblings with a key keep their element when they move; others are matched by tag and place. */
  readonly key: string | null;
  readonly attributes: Readonly<Record<string, Attribute>>;
  /** Set through the CSSOM: the page's CSP refuses style attributes. */
  readonly style: Readonly<Record<string, string>> | null;
  readonly children: readonly Child[];
}

export type Child = Spec | string | null | false;

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "g", "path", "rect", "circle", "text", "tspan", "use", "symbol"]);

/** What an element was last made from, so that only differences are written. */
const made = new WeakMap<Element, Spec>();

interface Special {
  readonly key?: string;
  readonly style?: Readonly<Record<string, string>>;
}

/** One element. `key` and `style` are ours; false, null and undefined attributes are left out. */
export function h(
  tag: string,
  attributes: Readonly<Record<string, Attribute>> & {
    readonly key?: never;
    readonly style?: never;
  },
  children: readonly Child[] = [],
  { key, style }: Special = {},
): Spec {
  return { tag, key: key ?? null, attributes, style: style ?? null, children };
}

/** Makes `parent` show exactly `children`. */
export function patch(parent: Element, children: readonly Child[]): void {
  const keyed = keyedChildren(parent, children);
  let next = parent.firstChild;
  for (const child of children) {
    if (child === null || child === false) continue;
    const node = typeof child === "string" ? textFor(next, child) : elementFor(next, child, keyed);
    if (node === next) next = next.nextSibling;
    else parent.insertBefore(node, next);
  }
  while (next) {
    const stale = next;
    next = next.nextSibling;
    stale.remove();
  }
}

/**
 * The children of `parent` by key, those that go away already removed: what stays then mostly stands
 * in the right order, and an element that is not moved keeps its focus.
 */
function keyedChildren(parent: Element, children: readonly Child[]): Map<string, Element> {
  const wanted = new Set<string>();
  for (const child of children)
    if (child && typeof child === "object" && child.key !== null) wanted.add(child.key);
  const keyed = new Map<string, Element>();
  for (const child of [...parent.children]) {
    const key = made.get(child)?.key ?? null;
    if (key === null) continue;
    if (wanted.has(key)) keyed.set(key, child);
    else child.remove();
  }
  return keyed;
}

function textFor(at: ChildNode | null, text: string): Text {
  if (!(at instanceof Text)) return document.createTextNode(text);
  if (at.data !== text) at.data = text;
  return at;
}

function elementFor(at: ChildNode | null, spec: Spec, keyed: Map<string, Element>): Element {
  let element: Element | null = null;
  if (spec.key !== null) element = keyed.get(spec.key) ?? null;
  else if (at instanceof Element && made.get(at)?.key === null) element = at;
  if (element && made.get(element)?.tag !== spec.tag) element = null;
  return update(element ?? create(spec.tag), spec);
}

function create(tag: string): Element {
  return SVG_TAGS.has(tag) ? document.createElementNS(SVG, tag) : document.createElement(tag);
}

/** Brings one element to `spec`; does nothing when it was made from that very object. */
function update(element: Element, spec: Spec): Element {
  const before = made.get(element);
  if (before === spec) return element;
  updateAttributes(element, before?.attributes ?? {}, spec.attributes);
  updateStyle(element as HTMLElement | SVGElement, before?.style ?? {}, spec.style ?? {});
  made.set(element, spec);
  patch(element, spec.children);
  return element;
}

function updateAttributes(
  element: Element,
  before: Readonly<Record<string, Attribute>>,
  after: Readonly<Record<string, Attribute>>,
): void {
  for (const name of Object.keys(before)) if (!(name in after)) element.removeAttribute(name);
  for (const [name, value] of Object.entries(after)) {
    if (before[name] === value && name in before) continue;
    if (value === null || value === undefined || value === false) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

function updateStyle(
  element: HTMLElement | SVGElement,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): void {
  for (const name of Object.keys(before)) if (!(name in after)) element.style.removeProperty(name);
  for (const [name, value] of Object.entries(after))
    if (before[name] !== value) element.style.setProperty(name, value);
}
