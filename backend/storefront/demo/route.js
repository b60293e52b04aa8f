/** A view's address: #/?color=oak, #/listing/sofa-42?color=oak, #/photo?sample=07.jpg. */
import { appendFilters, filtersFromParams } from "../widget/credenza.js";

/** {view: "browse" | "listing" | "photo", id, sample, words, filters} */
export function readRoute(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split("?", 2);
  const params = new URLSearchParams(query);
  const route = {
    view: "browse",
    id: null,
    sample: params.get("sample"),
    words: params.get("q") ?? "",
    filters: filtersFromParams(params),
  };
  const listing = path.match(/^\/listing\/(.+)$/);
  if (listing) return { ...route, view: "listing", id: decoded(listing[1]) };
  return path === "/photo" ? { ...route, view: "photo" } : route;
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const PATHS = {
  browse: () => "#/",
  listing: ({ id }) => `#/listing/${encodeURIComponent(id)}`,
  photo: () => "#/photo",
};

export function hrefOf(route) {
  const query = queryOf(route);
  return PATHS[route.view](route) + (query ? `?${query}` : "");
}

function queryOf({ view, sample, words, filters }) {
  const params = new URLSearchParams();
  if (view === "browse" && words) params.set("q", words);
  if (view === "photo" && sample) params.set("sample", sample);
  return appendFilters(params, filters).toString();
}

/** Where the cards of a view lead: to the listing, under the same filters. */
export function listingLink(filters) {
  const query = appendFilters(new URLSearchParams(), filters).toString();
  return query ? `#/listing/{id}?${query}` : "#/listing/{id}";
}
