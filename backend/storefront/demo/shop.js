/** The demo shop: views over the widget's elements and rooms, with the address as the only state. */
import { CredenzaApi, isAbort, setFiltersOn, toggled } from "../widget/credenza.js";
import { FilterPanel } from "./filter_panel.js";
import { FilterToolbar } from "./filter_toolbar.js";
import { IndexingWatch, indexingBadge } from "./indexing.js";
import { PanelPlace } from "./panel_place.js";
import { PhotoView } from "./photo_view.js";
import { ProductView } from "./product.js";
import { hrefOf, listingLink, readRoute } from "./route.js";
import { RoomGrid } from "./room_grid.js";
import "./room_pieces.js";
import { fillStrip, roomTile } from "./room_tile.js";
import { RoomView } from "./room_view.js";
import { loadRooms, mixed, roomsWith } from "./rooms.js";
import { loadSamples } from "./samples.js";
import { isKnownEntry, rememberScrolling, restoreScroll } from "./scroll_memory.js";
import { WaysOut } from "./ways_out.js";

const TITLES = {
  browse: "Credenza demo shop",
  photo: "Search by photo · Credenza demo shop",
  rooms: "Rooms · Credenza demo shop",
};
/** What leads back from a listing to the view before it. */
const BACK = { browse: "All furniture", photo: "Results for the photo", rooms: "All rooms", room: "Back to the room" };
const ROOMS_IN_FRONT = 4;
const ROOMS_OF_A_PIECE = 6;

const one = (selector, root = document) => root.querySelector(selector);

class Shop {
  api = new CredenzaApi();
  samples = [];
  rooms = null; // until they are loaded
  sisters = []; // ids of all finishes of the listing on show
  views = Object.fromEntries(["browse", "listing", "photo", "rooms", "room"].map((name) => [name, one(`#${name}`)]));
  lists = {
    browse: one("credenza-listings"),
    listing: one("credenza-similar"),
    photo: one("credenza-photo-search"),
  };
  sheet = one(".sheet");
  words = one(".words");
  back = { href: "#/", text: "All furniture" };
  hasTaxonomy = false;

  constructor() {
    const change = (filters) => this.change(filters);
    this.panel = new FilterPanel(change);
    this.place = new PanelPlace(this.panel.form, this.sheet);
    this.toolbar = new FilterToolbar({ change, open: () => this.place.open() });
    this.ways = new WaysOut(this.api, { change, search: (words) => this.searchWords(words) });
    this.indexing = new IndexingWatch(this.api, one(".indexing"));
    this.photo = new PhotoView(this.views.photo, {
      api: this.api,
      ownPhoto: () => this.replace({ ...this.route, sample: null }),
    });
    this.roomGrid = new RoomGrid(this.views.rooms, (kind) => this.replace({ ...this.route, kind }));
    this.room = new RoomView(this.views.room);
    this.product = new ProductView(one(".product"), {
      api: this.api,
      toggle: (name, value) => this.change(toggled(this.route.filters, name, value)),
      sisters: (ids) => this.showSeenIn(ids),
      indexed: () => this.lists.listing.refresh(),
    });
    this.lists.browse.badge = indexingBadge;
    this.lists.listing.badge = indexingBadge;
  }

  start() {
    rememberScrolling();
    for (const [view, list] of Object.entries(this.lists)) {
      list.addEventListener("credenza:results", ({ detail }) => this.found(view, detail));
    }
    this.words.addEventListener("submit", (event) => {
      event.preventDefault();
      this.searchWords(this.words.elements.words.value.trim());
    });
    this.words.addEventListener("input", () => {
      const emptied = this.words.elements.words.value === "";
      if (emptied && this.route.words) this.searchWords("");
    });
    one(".skip").addEventListener("click", (event) => {
      event.preventDefault(); // its fragment would be taken for a view
      one("#main").focus();
    });
    addEventListener("hashchange", () => this.arrive());
    this.loadTaxonomy();
    this.loadSamples();
    this.loadRooms();
    this.arrive({ first: true });
  }

  async loadTaxonomy() {
    try {
      this.panel.build(await this.api.taxonomy());
      this.hasTaxonomy = true;
      this.panel.show(this.route.filters);
    } catch (error) {
      if (!isAbort(error)) this.panel.unavailable(() => this.loadTaxonomy());
    }
  }

  async loadSamples() {
    this.samples = await loadSamples();
    this.showSamples();
  }

  async loadRooms() {
    this.rooms = await loadRooms();
    one(".to-rooms").hidden = this.rooms.length === 0;
    fillStrip(one(".front-rooms"), mixed(this.rooms, ROOMS_IN_FRONT).map((room) => roomTile(room)));
    this.showRooms();
    this.showSeenIn(this.sisters);
  }

  /** An entry of the history is reached: by a link, by going back, or by loading the page. */
  arrive({ first = false } = {}) {
    const known = isKnownEntry();
    this.render(readRoute(location.hash));
    restoreScroll();
    if (!known && !first) one("#main").focus({ preventScroll: true });
  }

  /** The same entry with another address: filters do not fill the history. */
  replace(route) {
    history.replaceState(history.state, "", hrefOf(route));
    this.render(route);
  }

  change(filters) {
    this.replace({ ...this.route, filters });
    const content = one(".content", this.views[this.route.view]);
    if (content.getBoundingClientRect().top < 0) content.scrollIntoView();
  }

  searchWords(words) {
    const filters = this.route.filters;
    if (this.route.view === "browse") this.replace({ ...this.route, words });
    else location.hash = hrefOf({ view: "browse", words, filters });
  }

  render(route) {
    const moved = this.route?.view !== route.view;
    this.route = route;
    const { view } = route;
    if (moved) this.openView(view);
    if (BACK[view]) this.back = { href: hrefOf(route), text: BACK[view] };
    if (TITLES[view]) document.title = TITLES[view];
    this.words.elements.words.value = view === "browse" ? route.words : "";
    if (view !== "browse") this.indexing.stop();
    if (this.lists[view]) this.showList(this.lists[view], route);
    if (view === "listing") this.showListing(route);
    this.showSamples();
    this.showRooms();
  }

  showList(list, { view, filters, words }) {
    this.panel.show(filters);
    this.toolbar.show(filters);
    setFiltersOn(list, filters);
    list.setAttribute("link", listingLink(filters));
    if (view === "browse") list.setAttribute("words", words);
  }

  openView(view) {
    for (const [name, node] of Object.entries(this.views)) node.hidden = name !== view;
    one(".toolbar-here", this.views[view])?.append(this.toolbar.node);
    this.place.moveTo(this.views[view]);
    for (const name of ["photo", "rooms"]) {
      one(`.to-${name}`).setAttribute("aria-current", view === name ? "page" : "false");
    }
    // Coming back to a list with pieces still pending, the watch goes on.
    if (view === "browse") this.indexing.watch(this.lists.browse);
  }

  showListing({ id, filters }) {
    const list = this.lists.listing;
    list.setAttribute("listing", id);
    one(".back a").href = this.back.href;
    one(".back a").textContent = this.back.text;
    one(".paste code").textContent = pasted(list);
    this.product.show(id, filters);
  }

  /** The rooms that the listing on show is in, or a sister of it, once those are known. */
  showSeenIn(sisters) {
    this.sisters = sisters;
    const seen = roomsWith(this.rooms ?? [], this.route.id, sisters).slice(0, ROOMS_OF_A_PIECE);
    const tiles = seen.map(({ room, sister }) => roomTile(room, { note: sister ? "In another finish" : "" }));
    fillStrip(one(".seen-in"), tiles);
  }

  showRooms() {
    if (!this.rooms) return;
    if (this.route.view === "rooms") this.roomGrid.show(this.rooms, this.route.kind);
    if (this.route.view === "room") this.room.show(this.rooms, this.route);
  }

  showSamples() {
    this.photo.offer(this.samples, this.route);
    if (this.route.view !== "photo" || !this.samples.length) return;
    this.photo.show(this.samples.find(({ id }) => id === this.route.sample) ?? null);
  }

  /** A list has its results. */
  found(view, { results, count, total }) {
    const list = this.lists[view];
    const { filters, words } = this.route;
    if (!this.hasTaxonomy) this.loadTaxonomy(); // the service is back after a failure
    if (view === "browse") this.indexing.watch(list);
    if (view === "photo") this.photo.judge(results, filters);
    if (count === 0) this.ways.offer(one(".ways", list), filters, view === "browse" ? words : "");
    one("[data-count]", this.sheet).textContent = total === 1 ? "Show 1 piece" : `Show ${total} pieces`;
  }
}

/** The tag as a shop would paste it, filters and all. */
function pasted(list) {
  const shown = ["listing", "limit", "category", "color", "material", "style-name", "min-price", "max-price", "in-stock"];
  const attributes = shown
    .filter((name) => list.hasAttribute(name))
    .map((name) => (list.getAttribute(name) ? ` ${name}="${list.getAttribute(name)}"` : ` ${name}`));
  const source = new URL("../widget/credenza.js", import.meta.url).href;
  return `<script type="module" src="${source}"></script>\n<credenza-similar${attributes.join("")}></credenza-similar>`;
}

new Shop().start();
