/** The filters as a form, built from the taxonomy the API gives. */
import { CHOICES, label, noFilters } from "../widget/credenza.js";
import { h } from "./dom.js";

const SHORT_LIST = 9;
const TYPING_MS = 450;

export const GROUP_NAMES = {
  category: "Category",
  color: "Colour",
  material: "Material",
  style: "Style",
  price: "Price",
  inStock: "In stock",
};

export class FilterPanel {
  #typing = null;

  /** `changed` is called with the new filters. */
  constructor(changed) {
    this.changed = changed;
    this.form = h("form", { class: "filters", submit: (event) => event.preventDefault() });
    this.form.addEventListener("change", () => this.#report());
    this.form.addEventListener("input", (event) => {
      if (event.target.type !== "number") return;
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.#report(), TYPING_MS);
    });
  }

  build(taxonomy) {
    const { categories, colors, materials, styles } = taxonomy;
    this.form.replaceChildren(
      group("category", list("category", categories)),
      group("color", swatches(colors)),
      group("material", pills("material", materials)),
      group("style", pills("style", styles)),
      group("price", priceRange()),
      h("label", { class: "tick stock" }, h("input", { type: "checkbox", name: "inStock" }), "In stock only"),
    );
  }

  unavailable(retry) {
    const again = h("button", { type: "button", class: "plain", click: retry }, "Try again");
    this.form.replaceChildren(h("p", {}, "The filters could not be loaded. "), again);
  }

  /** Shows filters without reporting them. */
  show(filters) {
    for (const input of this.form.querySelectorAll("input")) {
      if (CHOICES.includes(input.name)) input.checked = filters[input.name].includes(input.value);
      else if (input.name === "inStock") input.checked = filters.inStock;
      else if (input !== document.activeElement) input.value = filters[input.name] ?? "";
    }
    for (const details of this.form.querySelectorAll("details")) {
      const name = details.dataset.group;
      if (CHOICES.includes(name) && filters[name].length) details.open = true;
    }
  }

  #report() {
    clearTimeout(this.#typing);
    const data = new FormData(this.form);
    const filters = noFilters();
    for (const name of CHOICES) filters[name] = data.getAll(name);
    for (const name of ["minPrice", "maxPrice"]) {
      const value = Number.parseFloat(data.get(name) ?? "");
      filters[name] = Number.isFinite(value) && value >= 0 ? value : null;
    }
    filters.inStock = data.has("inStock");
    this.changed(filters);
  }
}

function group(name, content) {
  const title = h("summary", {}, GROUP_NAMES[name]);
  const box = h("fieldset", {}, h("legend", { class: "hidden" }, GROUP_NAMES[name]), content);
  return h("details", { open: true, "data-group": name }, title, box);
}

const checkbox = (name, value) => h("input", { type: "checkbox", name, value });

function list(name, values) {
  const rows = values.map((value) => h("label", { class: "tick" }, checkbox(name, value), label(value)));
  const box = h("div", { class: "list short" }, ...rows);
  if (rows.length <= SHORT_LIST) return box;
  const all = h("button", { type: "button", class: "plain" }, `All ${rows.length}`);
  all.setAttribute("aria-expanded", "false");
  all.addEventListener("click", () => {
    const short = box.classList.toggle("short");
    all.textContent = short ? `All ${rows.length}` : "Fewer";
    all.setAttribute("aria-expanded", String(!short));
  });
  rows.slice(SHORT_LIST).forEach((row) => row.classList.add("further"));
  return h("div", {}, box, all);
}

function swatches(colors) {
  const cells = Object.entries(colors).map(([name, value]) => {
    const dot = h("span", { class: "dot", "aria-hidden": "true" });
    dot.style.setProperty("--dot", value);
    return h("label", { class: "swatch" }, checkbox("color", name), dot, h("span", {}, label(name)));
  });
  return h("div", { class: "swatches" }, ...cells);
}

function pills(name, values) {
  const cells = values.map((value) =>
    h("label", { class: "pill" }, checkbox(name, value), h("span", {}, label(value))));
  return h("div", { class: "pills" }, ...cells);
}

function priceRange() {
  const field = (name, text) =>
    h("label", {}, h("span", {}, text),
      h("input", { type: "number", name, min: "0", step: "any", inputmode: "decimal" }));
  return h("div", { class: "range" }, field("minPrice", "From"), field("maxPrice", "To"));
}
