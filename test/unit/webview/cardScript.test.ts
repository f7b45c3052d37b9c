import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withScripts } from "../../../webview/cards/cardScript";

describe("a card's text with the panel's scripts", () => {
  it("keeps its doctype first, then ours, then its own", () => {
    const page = "\n<!DOCTYPE html>\n<html><script>its()</script></html>";
    const text = withScripts(page);
    assert.match(text, /^\n<!DOCTYPE html><script>\(function quietScript/);
    assert.ok(text.indexOf("cardScript") < text.indexOf("its()"));
    assert.ok(text.endsWith("\n<html><script>its()</script></html>"));
  });

  it("takes text without a doctype, and `$` as it is", () => {
    assert.match(withScripts("<p>$& $1</p>"), /^<script>[\s\S]*<\/script><p>\$& \$1<\/p>$/);
  });

  it("has no shadow trees in its markup, however they are spelled", () => {
    assert.doesNotMatch(withScripts("<template ShadowRootMode=open>"), /<template shadowrootmode/i);
  });
});
