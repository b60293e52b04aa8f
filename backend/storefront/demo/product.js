/** One listing in full: picture, price, what it is, and its sister pieces. */
import { Problem, formatPrice, isAbort, label, pictureUrl } from "../widget/credenza.js";
import { h } from "./dom.js";
import { pause } from "./indexing.js";
import { hrefOf } from "./route.js";

const LOOK_AGAIN_MS = 1_500;

export class ProductView {
  #pending = null;
  #shown = null;
  #variants = [];
  #filters = null;

  /** `act` has api, toggle(name, value), sisters(ids of all finishes, once known) and indexed(). */
  constructor(article, act) {
    this.article = article;
    this.act = act;
  }

  /** Shows the listing called `id`; `filters` says which of its attributes are kept already. */
  async show(id, filters) {
    if (this.#shown?.id === id) {
      this.mark(filters);
      return;
    }
    this.#pending?.abort();
    const controller = new AbortController();
    this.#pending = controller;
    this.#shown = null;
    this.#variants = [];
    this.act.sisters([]);
    this.article.replaceChildren(h("div", { class: "tile bone" }), h("div", { class: "about" }));
    this.article.setAttribute("aria-busy", "true");
    try {
      const listing = await this.act.api.listing(id, { signal: controller.signal });
      this.#fill(listing, filters);
      await this.#loadVariants(listing, controller.signal);
      await this.#untilIndexed(listing, controller.signal);
    } catch (error) {
      if (!isAbort(error)) this.#fail(error, id, filters);
    }
  }

  /** Shows which attributes the results below are kept to. */
  mark(filters) {
    this.#filters = filters;
    this.#showVariants();
    for (const button of this.article.querySelectorAll("[data-filter]")) {
      const { filter, value } = button.dataset;
      button.setAttribute("aria-pressed", String(filters[filter].includes(value)));
    }
  }

  /** The same design in other finishes; a page without them is no worse, so failing is silent. */
  async #loadVariants(listing, signal) {
    if (!listing.group) return;
    try {
      const { listings } = await this.act.api.variants(listing.group, { signal });
      this.#variants = listings.length > 1 ? listings.sort((a, b) => (a.id < b.id ? -1 : 1)) : [];
      this.#showVariants();
      this.act.sisters(this.#variants.map((variant) => variant.id));
    } catch (error) {
      if (isAbort(error)) throw error;
    }
  }

  #showVariants() {
    const box = this.article.querySelector(".sisters");
    if (!box || !this.#shown) return;
    box.hidden = this.#variants.length === 0;
    box.querySelector("ul").replaceChildren(...this.#variants.map((variant) => this.#sister(variant)));
  }

  #fill(listing, filters) {
    this.#shown = listing;
    this.article.removeAttribute("aria-busy");
    this.article.replaceChildren(this.#picture(listing), this.#about(listing));
    document.title = `${listing.title} · Credenza demo shop`;
    this.mark(filters);
  }

  #fail(error, id, filters) {
    const gone = error instanceof Problem && error.status === 404;
    const title = gone ? "This piece is not here" : "This piece could not be loaded";
    const detail = gone ? "It may have been sold or taken down." : error.message;
    const again = h("button", { type: "button", class: "outline", click: () => this.show(id, filters) }, "Try again");
    const home = h("a", { class: "outline", href: "#/" }, "All furniture");
    this.article.removeAttribute("aria-busy");
    this.article.replaceChildren(h("div", { class: "lost" }, h("h1", { tabindex: "-1" }, title),
      h("p", {}, detail), gone ? home : again));
  }

  #picture(listing) {
    const src = pictureUrl(listing, this.act.api.base);
    if (!src) return h("div", { class: "tile" }, "No picture");
    const picture = h("img", { src, alt: listing.title, width: "800", height: "800", decoding: "async" });
    return h("div", { class: "tile" }, picture);
  }

  #about(listing) {
    const price = formatPrice(listing.price, listing.currency, "en");
    return h("div", { class: "about" },
      h("h1", { tabindex: "-1" }, listing.title),
      h("p", { class: "cost" }, price ? h("strong", {}, price) : null, h("span", {}, stockText(listing))),
      listing.description ? h("p", { class: "description" }, listing.description) : null,
      indexingNote(listing),
      this.#attributes(listing),
      h("div", { class: "sisters", hidden: true }, h("h2", {}, "The same design"), h("ul", {})));
  }

  #attributes(listing) {
    const { category, colors, materials, style } = listing.attributes;
    const pairs = [
      ["category", category],
      ...colors.map((color) => ["color", color]),
      ...materials.map((material) => ["material", material]),
      ["style", style],
    ].filter(([, said]) => said);
    const buttons = pairs.map(([name, { value, source }]) =>
      h("li", {}, h("button", {
        type: "button",
        class: "keep",
        "data-filter": name,
        "data-value": value,
        "aria-pressed": "false",
        click: () => this.act.toggle(name, value),
      }, source === "model" ? `${label(value)} (guessed)` : label(value))));
    return h("div", { class: "keeps" },
      h("h2", { id: "keep" }, "Narrow the pieces below to"),
      h("ul", { "aria-labelledby": "keep" }, ...buttons));
  }

  #sister(listing) {
    const src = pictureUrl(listing, this.act.api.base);
    const current = listing.id === this.#shown.id;
    const picture = h("img", { src: src ?? "", alt: listing.title, width: "72", height: "72", loading: "lazy" });
    const href = hrefOf({ view: "listing", id: listing.id, filters: this.#filters });
    return h("li", {}, h("a", { href, title: listing.title, "aria-current": current ? "page" : null }, picture));
  }

  async #untilIndexed(listing, signal) {
    if (listing.indexing?.state !== "pending") return;
    let now = listing;
    while (now.indexing?.state === "pending") {
      await pause(LOOK_AGAIN_MS, signal);
      now = await this.act.api.listing(listing.id, { signal });
    }
    this.#shown = now;
    this.article.querySelector(".notice")?.replaceWith(indexingNote(now) ?? "");
    this.act.indexed();
  }
}

function stockText({ in_stock: inStock, stock }) {
  if (!inStock) return "Out of stock";
  return stock !== null && stock <= 3 ? `Only ${stock} left` : "In stock";
}

function indexingNote({ indexing }) {
  if (indexing?.state === "pending") {
    return h("p", { class: "notice", role: "status" },
      "Its pictures are still being indexed. What looks like it appears here in a moment.");
  }
  if (indexing?.state !== "parked") return null;
  const reason = indexing.reason ? ` ${indexing.reason}` : "";
  return h("p", { class: "notice" }, `Its pictures could not be used, so it cannot be compared.${reason}`);
}
