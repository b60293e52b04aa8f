/**
 * Filters as the API takes them: any of the values of one attribute, all of the attributes.
 * Held as {category: [], color: [], material: [], style: [], minPrice, maxPrice, inStock}.
 */

/** Attributes of which several values may be chosen. */
export const CHOICES = ["category", "color", "material", "style"];

/** Everything a filter can be dropped by, one at a time. */
export const FILTER_NAMES = [...CHOICES, "price", "inStock"];

export const noFilters = () => ({
  category: [],
  color: [],
  material: [],
  style: [],
  minPrice: null,
  maxPrice: null,
  inStock: false,
});

function amount(text) {
  const value = Number.parseFloat(text ?? "");
  return Number.isFinite(value) && value >= 0 ? value : null;
}

/** Adds `filters` to query parameters, in a fixed order, so that equal filters read equal. */
export function appendFilters(params, filters) {
  for (const name of CHOICES) {
    for (const value of filters[name]) params.append(name, value);
  }
  if (filters.minPrice !== null) params.set("min_price", String(filters.minPrice));
  if (filters.maxPrice !== null) params.set("max_price", String(filters.maxPrice));
  if (filters.inStock) params.set("in_stock", "true");
  return params;
}

export function filtersFromParams(params) {
  const filters = noFilters();
  for (const name of CHOICES) filters[name] = [...new Set(params.getAll(name))].filter(Boolean);
  filters.minPrice = amount(params.get("min_price"));
  filters.maxPrice = amount(params.get("max_price"));
  filters.inStock = params.get("in_stock") === "true";
  return filters;
}

/** `style` means something else on an HTML element, hence `style-name`. */
const ATTRIBUTE_OF = { category: "category", color: "color", material: "material", style: "style-name" };

export const FILTER_ATTRIBUTES = [
  ...Object.values(ATTRIBUTE_OF),
  "min-price",
  "max-price",
  "in-stock",
];

/** Several values of one attribute are separated by spaces or commas. */
export function filtersFromElement(element) {
  const filters = noFilters();
  for (const [name, attribute] of Object.entries(ATTRIBUTE_OF)) {
    const values = (element.getAttribute(attribute) ?? "").split(/[\s,]+/).filter(Boolean);
    filters[name] = [...new Set(values)];
  }
  filters.minPrice = amount(element.getAttribute("min-price"));
  filters.maxPrice = amount(element.getAttribute("max-price"));
  filters.inStock =
    element.hasAttribute("in-stock") && element.getAttribute("in-stock") !== "false";
  return filters;
}

/** The inverse of `filtersFromElement`. */
export function setFiltersOn(element, filters) {
  const put = (attribute, value) => {
    if (value === null || value === "") element.removeAttribute(attribute);
    else if (element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
  };
  for (const [name, attribute] of Object.entries(ATTRIBUTE_OF)) {
    put(attribute, filters[name].join(" "));
  }
  put("min-price", filters.minPrice === null ? null : String(filters.minPrice));
  put("max-price", filters.maxPrice === null ? null : String(filters.maxPrice));
  element.toggleAttribute("in-stock", filters.inStock);
}

/** Names of `FILTER_NAMES` that restrict anything. */
export function activeFilters(filters) {
  return FILTER_NAMES.filter((name) => {
    if (name === "price") return filters.minPrice !== null || filters.maxPrice !== null;
    return name === "inStock" ? filters.inStock : filters[name].length > 0;
  });
}

/** The same filters with the one called `name` lifted. */
export function withoutFilter(filters, name) {
  if (name === "price") return { ...filters, minPrice: null, maxPrice: null };
  if (name === "inStock") return { ...filters, inStock: false };
  return { ...filters, [name]: [] };
}

/** The same filters with one value of a choice put in, or taken out if it was there. */
export function toggled(filters, name, value) {
  const values = filters[name];
  const next = values.includes(value) ? values.filter((v) => v !== value) : [...values, value];
  return { ...filters, [name]: next };
}
