/** One room in full: its picture with the pieces to be found on it, and what they cost. */
import { formatPrice } from "../widget/credenza.js";
import { h } from "./dom.js";
import { ofKind } from "./rooms.js";
import { hrefOf, roomHref } from "./route.js";
import { pictureOf } from "./rows.js";
import { spots } from "./spots.js";

export class RoomView {
  #room = null;

  constructor(view) {
    this.article = view.querySelector(".room");
    this.back = view.querySelector(".back a");
    this.cards = view.querySelector("room-pieces");
    this.cards.addEventListener("credenza:results", ({ detail }) => this.#found(detail.results));
    for (const type of ["pointerover", "focusin"]) {
      this.cards.addEventListener(type, (event) => this.#point(cardAt(event)));
    }
    for (const type of ["pointerleave", "focusout"]) {
      this.cards.addEventListener(type, () => this.#point(null));
    }
  }

  /** Shows the room called `id`; the ones before and after it are of `kind`, with "" of any. */
  show(rooms, { id, kind, filters }) {
    const room = rooms.find((each) => each.id === id) ?? null;
    this.back.href = hrefOf({ view: "rooms", kind, filters });
    document.title = `${room?.title ?? "No such room"} · Credenza demo shop`;
    if (!room) this.#lose();
    else {
      if (room !== this.#room) this.#fill(room);
      this.article.querySelector(".turn").replaceChildren(...turns(ofKind(rooms, kind), room, kind));
    }
    this.#room = room;
  }

  #fill(room) {
    const ids = new Set(room.pieces.map(({ listing }) => listing));
    const picture = h("img", { src: pictureOf(room), alt: `Picture of ${room.title}`, decoding: "async" });
    this.article.replaceChildren(
      h("div", { class: "scene" }, picture, h("ul", { "aria-label": "Pieces in the picture" })),
      h("div", { class: "about" },
        h("h1", { tabindex: "-1" }, room.title),
        h("p", { class: "cost" }),
        h("p", { class: "hint" }, "Every dot is a piece of the shop: choose one to see what it is."),
        h("nav", { class: "turn", "aria-label": "Other rooms" })));
    this.cards.setAttribute("limit", String(ids.size)); // so many places are kept for the cards
    this.cards.setAttribute("listings", [...ids].join(" "));
  }

  #lose() {
    this.cards.removeAttribute("listings");
    this.article.replaceChildren(h("div", { class: "lost" },
      h("h1", { tabindex: "-1" }, "This room is not here"),
      h("a", { class: "outline", href: "#/rooms" }, "All rooms")));
  }

  #found(results) {
    const listings = results.map(({ listing }) => listing);
    this.article.querySelector(".scene ul")?.replaceChildren(...spots(this.#room.pieces, listings));
    this.article.querySelector(".cost")?.replaceChildren(...cost(listings));
  }

  /** Marks the piece on the picture that a card is about. */
  #point(id) {
    for (const item of this.article.querySelectorAll(".scene li")) {
      item.classList.toggle("lit", item.dataset.id === id);
    }
  }
}

/** The listing whose card, inside the element's shadow, an event comes from; or null. */
function cardAt(event) {
  const card = event.composedPath().find((node) => node.classList?.contains("card"));
  return card?.dataset.id ?? null;
}

/** What one of each costs together; nothing where prices cannot be added up. */
function cost(listings) {
  const priced = listings.filter(({ price }) => price !== null);
  const currencies = new Set(priced.map(({ currency }) => currency));
  if (currencies.size !== 1) return [];
  const total = priced.reduce((sum, { price }) => sum + price, 0);
  const all = priced.length === listings.length;
  const what = all ? "for one of each piece" : `for ${priced.length} of its ${listings.length} pieces; the others have no price`;
  return [h("strong", {}, formatPrice(total, ...currencies, "en")), h("span", {}, what)];
}

/** Links to the rooms before and after; the last one is followed by the first. */
function turns(rooms, room, kind) {
  const place = rooms.indexOf(room);
  if (rooms.length < 2 || place < 0) return [];
  const link = (text, step) => {
    const next = rooms.at((place + step) % rooms.length);
    return h("a", { class: "outline", href: roomHref(next.id, kind), title: next.title }, text);
  };
  return [link("Previous room", -1), link("Next room", 1)];
}
