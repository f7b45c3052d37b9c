import type { SyntaxNode } from "@lezer/common";
import type { SwitchCase, Target } from "../flow";
import { floatText, readNumber } from "../python/numbers";
import { readString } from "../python/strings";
import { childrenOf, dottedPath, nameOf, spanOf, textOf, unwrapped } from "../python/syntax";
import { valueOf } from "../python/values";

/** A key: how `str()` spells it, and an identity that keys equal in Python share. */
interface Key {
  readonly text: string;
  readonly identity: string;
}

interface Switch {
  readonly cases: SwitchCase[];
  readonly condition: string;
}

/**
 * Reads the dictionary of a switch as `_parse_switch_dict` does (metaflow/graph.py), or says in
 * words why Metaflow refuses it.
 */
export function readSwitch(
  dict: SyntaxNode,
  condition: SyntaxNode | null,
  text: string,
): Switch | string {
  const cases = readCases(dict, text);
  if (typeof cases === "string") return cases;
  if (cases.length === 0) return "The switch has no cases.";
  const value = condition && valueOf(condition, text);
  if (value?.kind !== "string" || value.value === "") {
    return "condition= must be the name of an artifact, as a plain string.";
  }
  return { cases, condition: value.value };
}

function readCases(dict: SyntaxNode, text: string): SwitchCase[] | string {
  const cases = new Map<string, SwitchCase>();
  for (const [first, ...rest] of casesOf(dict)) {
    const value = rest[rest.length - 1];
    if (!first || first.name === "**" || !value || rest.length !== 1) {
      return "Every case must be written out, value: self.<step>.";
    }
    const key = keyOf(unwrapped(first), text);
    if (!key) {
      return "Every case must be a literal other than None, or self.<config>.<key>.";
    }
    const target = targetOf(value, text);
    if (!target) return "Every case must lead to a step, written self.<step>.";
    const known = cases.get(key.identity);
    // As in a Python dict: the first spelling and place stay, the last value counts.
    cases.set(
      key.identity,
      known ? { ...known, target } : { key: key.text, keySpan: spanOf(first), target },
    );
  }
  return [...cases.values()];
}

/** The nodes of each `key: value`, without punctuation. */
function casesOf(dict: SyntaxNode): SyntaxNode[][] {
  const cases: SyntaxNode[][] = [[]];
  for (const node of childrenOf(dict)) {
    if (["{", "}", ":", "Comment"].includes(node.name)) continue;
    if (node.name === ",") cases.push([]);
    else cases[cases.length - 1]?.push(node);
  }
  return cases.filter((nodes) => nodes.length > 0);
}

function targetOf(node: SyntaxNode, text: string): Target | null {
  const member = unwrapped(node);
  const property = member.getChild("PropertyName");
  const path = dottedPath(member, text);
  return property && path?.length === 2 && path[0] === "self"
    ? { name: nameOf(property, text), span: spanOf(property) }
    : null;
}

function keyOf(node: SyntaxNode, text: string): Key | null {
  switch (node.name) {
    case "Number":
      return numberKey(textOf(node, text));
    case "Boolean": {
      const word = textOf(node, text);
      return { text: word, identity: word === "True" ? "number 1" : "number 0" };
    }
    case "String":
    case "ContinuedString":
      return stringKey(node, text);
    case "Ellipsis":
      return { text: "Ellipsis", identity: "ellipsis" };
    case "MemberExpression": {
      const path = dottedPath(node, text);
      if (path?.length !== 3 || path[0] !== "self") return null;
      const key = `config:${path[1] ?? ""}.${path[2] ?? ""}`;
      return { text: key, identity: `string ${key}` };
    }
    default:
      return null;
  }
}

function numberKey(token: string): Key | null {
  const number = readNumber(token);
  if (number?.kind === "int") {
    const text = number.big.toString();
    return { text, identity: `number ${text}` };
  }
  if (number?.kind === "float") {
    const whole = Number.isInteger(number.value);
    const identity = whole ? BigInt(number.value).toString() : String(number.value);
    return { text: floatText(number.value), identity: `number ${identity}` };
  }
  if (number?.kind !== "imaginary") return null;
  const size = floatText(Number(token.replace(/_/g, "").slice(0, -1))).replace(/\.0$/, "");
  return { text: `${size}j`, identity: size === "0" ? "number 0" : `imaginary ${size}` };
}

function stringKey(node: SyntaxNode, text: string): Key | null {
  const value = valueOf(node, text);
  if (value.kind === "string") return { text: value.value, identity: `string ${value.value}` };
  if (value.kind !== "bytes") return null;
  const tokens = node.name === "String" ? [node] : childrenOf(node);
  const body = tokens.map((token) => readString(textOf(token, text)).value ?? "").join("");
  return { text: bytesText(body), identity: `bytes ${body}` };
}

/** Bytes as Python's `str()` writes them: `b'a\x00'`. */
function bytesText(body: string): string {
  const quote = body.includes("'") && !body.includes('"') ? '"' : "'";
  const named = new Map([
    [9, "\\t"],
    [10, "\\n"],
    [13, "\\r"],
    [92, "\\\\"],
    [quote.charCodeAt(0), `\\${quote}`],
  ]);
  const written = Array.from(body, (character) => {
    const code = character.charCodeAt(0);
    const plain = code >= 32 && code < 127;
    return named.get(code) ?? (plain ? character : `\\x${code.toString(16).padStart(2, "0")}`);
  });
  return `b${quote}${written.join("")}${quote}`;
}
