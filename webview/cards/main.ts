import type { CardsNews, CardsWish } from "../protocolCards";
import { CardFrame } from "./frame";
import { CardsPage } from "./page";
import "../base.css";
import "./cards.css";

declare function acquireVsCodeApi(): {
  postMessage(message: CardsWish): void;
  setState(state: unknown): void;
};

const editor = acquireVsCodeApi();
const tell = (wish: CardsWish): void => {
  editor.postMessage(wish);
};
const page = new CardsPage(document.body, tell);
const frame = new CardFrame(page.place, {
  wantsLink: (link) => {
    page.offerLink(link);
  },
  there: (there) => {
    page.offerReturn(!there);
  },
});

window.addEventListener("message", (event: MessageEvent<unknown>) => {
  // A card has an origin of its own ("null"): what it posts here is never news from the editor.
  if (event.source === frame.window) frame.hear(event.data);
  else if (event.origin === window.origin) hear(event.data as CardsNews);
});

let heard = false;

function hear(news: CardsNews): void {
  heard = true;
  switch (news.type) {
    case "view":
      editor.setState(news.view.kept);
      // Another card's page follows at once, and takes the place of this one.
      if (news.view.shown === null) frame.clear();
      page.draw(news.view);
      break;
    case "page":
      page.forgetLink();
      frame.show(news.hash, news.name, new TextDecoder().decode(news.html));
      break;
    case "data":
      frame.update(news.hash, news.data);
      break;
  }
}

// What the editor told before this page was there comes when it has loaded: only then can it be missed.
window.addEventListener("load", () => {
  setTimeout(() => {
    tell({ type: "ready", heard });
  }, 50);
});
