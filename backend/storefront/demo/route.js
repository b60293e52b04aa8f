/**
 * A view's address: #/?color=oak, #/listing/sofa-42?color=oak, #/photo?sample=photo-07,
 * #/rooms?kind=dining, #/room/room-7.
 */
import { appendFilters, filtersFromParams, noFilters } from "../widget/credenza.js";

/** {view: "browse" | "listing" | "photo" | "rooms" | "room", id, sample, kind, words, filters} */
export function readRoute(hash) {
  const [path, query = ""] = hash.replace(/^#/, "").split("?", 2);
  const params = new URLSearchParams(query);
  const route = {
    view: "browse",
    id: null,
    sample: params.get("sample"),
    kind: params.get("kind") ?? "",
    words: params.get("q") ?? "",
    filters: filtersFromParams(params),
  };
  const one = path.match(/^\/(listing|room)\/(.+)$/);
  if (one) return { ...route, view: one[1], id: decoded(one[2]) };
  const many = path.match(/^\/(photo|rooms)$/);
  return many ? { ...route, view: many[1] } : route;
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
  rooms: () => "#/rooms",
  room: ({ id }) => `#/room/${encodeURIComponent(id)}`,
};

export function hrefOf(route) {
  const query = queryOf(route);
  return PATHS[route.view](route) + (query ? `?${query}` : "");
}

/** Where a room is; `kind` keeps the rooms before and after it to that kind. */
export const roomHref = (id, kind = "") => hrefOf({ view: "room", id, kind, filters: noFilters() });

function queryOf({ view, sample, kind, words, filters }) {
  const params = new URLSearchParams();
  if (view === "browse" && words) params.set("q", words);
  if (view === "photo" && sample) params.set("sample", sample);
  if (view.startsWith("room") && kind) params.set("kind", kind);
  return appendFilters(params, filters).toString();
}

/** Where the cards of a view lead: to the listing, under the same filters. */
export function listingLink(filters) {
  const query = appendFilters(new URLSearchParams(), filters).toString();
  return query ? `#/listing/{id}?${query}` : "#/listing/{id}";
}
