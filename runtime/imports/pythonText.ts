/** The text of a Python file, decoded as Python would (UTF-8, or the Latin-1 that its header names). */
export function pythonText(bytes: Buffer): string {
  const head = bytes
    .subarray(0, 400)
    .toString("latin1")
    .split(/\r\n?|\n/, 2)
    .join("\n");
  const encoding = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/m.exec(head)?.[1]?.toLowerCase() ?? "";
  const isLatin = /^(?:iso-?8859-1|latin-?1|latin_1|l1)$/.test(encoding);
  const text = bytes.toString(isLatin ? "latin1" : "utf8");
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}
