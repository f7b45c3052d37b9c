import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cardsHtml, cardsPolicy } from "../../../extension/panels/cardsPage";
import { isCardsWish, keptCards } from "../../../webview/protocolCards";

describe("the page around a card", () => {
  it("may run what is written in it, and reach nothing", () => {
    const rules = new Map(
      cardsPolicy.split("; ").map((rule) => {
        const [name = "", ...sources] = rule.split(" ");
        return [name, sources.join(" ")] as const;
      }),
    );
    assert.equal(rules.get("default-src"), "'none'");
    assert.equal(rules.get("script-src"), "'unsafe-inline' 'unsafe-eval'");
    for (const name of ["connect", "frame", "worker", "object"])
      assert.equal(rules.get(`${name}-src`), "'none'");
    assert.equal(rules.get("form-action"), "'none'");
    assert.equal(rules.get("base-uri"), "'none'");
  });

  it("names no host in its policy, and has no address in its markup", () => {
    assert.doesNotMatch(cardsPolicy, /https?:|\*|self|vscode|nonce/);
    assert.doesNotMatch(cardsHtml("run()", "body {}"), /\b(?:src|href)=/);
  });

  it("holds its script and styles, which cannot end their elements", () => {
    const html = cardsHtml(`say("</script>$&")`, "a::after { content: '</style>' }");
    assert.equal(html.match(/<\/script/g)?.length, 1);
    assert.equal(html.match(/<\/style/g)?.length, 1);
    assert.match(html, /say\("<\\\/script>\$&"\)/);
  });
});

describe("what the page tells and keeps", () => {
  it("is taken in its shape only", () => {
    for (const good of [
      { type: "ready", heard: false },
      { type: "show", hash: "a" },
      { type: "open", link: "x" },
    ])
      assert.equal(isCardsWish(good), true);
    for (const bad of [
      null,
      "ready",
      { type: "ready" },
      { type: "show" },
      { type: "open", link: 1 },
      { type: "run" },
    ])
      assert.equal(isCardsWish(bad), false);
  });

  it("is restored, or begins anew where it is not known", () => {
    const kept = { uri: "file:///f.py", flow: "F", step: "s", chosen: null, card: "chart" };
    assert.deepEqual(keptCards({ ...kept, more: 1 }), kept);
    const chosen = { runId: "1", taskId: "2" };
    assert.deepEqual(keptCards({ ...kept, chosen }), { ...kept, chosen });
    assert.equal(keptCards({ ...kept, chosen: { runId: 1 } })?.chosen, null);
    for (const other of [null, "x", {}, { uri: "u", flow: "f" }])
      assert.equal(keptCards(other), null);
  });
});
