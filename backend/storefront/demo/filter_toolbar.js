/** The active filters as removable chips, and on phones the button that opens the sheet. */
import { CHOICES, label, noFilters, toggled, withoutFilter } from "../widget/credenza.js";
import { h } from "./dom.js";

/** [{name, text, without}] for each thing the filters ask for; `without` lacks just that. */
export function activeParts(filters) {
  const parts = CHOICES.flatMap((name) =>
    filters[name].map((value) => ({
      name,
      text: label(value),
      without: toggled(filters, name, value),
    })));
  const { minPrice, maxPrice } = filters;
  if (minPrice !== null || maxPrice !== null) {
    const from = minPrice === null ? "" : `from ${minPrice}`;
    const to = maxPrice === null ? "" : `up to ${maxPrice}`;
    const text = `Price ${[from, to].filter(Boolean).join(" ")}`;
    parts.push({ name: "price", text, without: withoutFilter(filters, "price") });
  }
  if (filters.inStock) {
    parts.push({ name: "inStock", text: "In stock", without: withoutFilter(filters, "inStock") });
  }
  return parts;
}

export class FilterToolbar {
  /** `act` has change(filters) and open(). */
  constructor(act) {
    this.act = act;
    this.open = h("button", { type: "button", class: "outline open-filters", click: () => act.open() }, "Filters");
    this.chips = h("ul", { class: "chips", "aria-label": "Active filters" });
    this.node = h("div", { class: "toolbar" }, this.open, this.chips);
  }

  show(filters) {
    const parts = activeParts(filters);
    const hadFocus = this.chips.contains(document.activeElement);
    const chips = parts.map(({ text, without }) => {
      const name = `Remove the filter ${text}`;
      const cross = h("span", { class: "cross", "aria-hidden": "true" });
      const click = () => this.act.change(without);
      return h("li", {}, h("button", { type: "button", class: "chip", "aria-label": name, click }, text, cross));
    });
    if (parts.length) {
      const click = () => this.act.change(noFilters());
      chips.push(h("li", {}, h("button", { type: "button", class: "plain", click }, "Clear all")));
    }
    this.chips.replaceChildren(...chips);
    this.chips.hidden = parts.length === 0;
    this.open.textContent = parts.length ? `Filters (${parts.length})` : "Filters";
    if (hadFocus) (this.chips.querySelector("button") ?? document.querySelector("#main")).focus();
  }
}
