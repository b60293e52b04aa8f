/** The pieces on the picture of a room: a link over each, with a dot to find it by. */
import { formatPrice, noFilters } from "../widget/credenza.js";
import { h } from "./dom.js";
import { hrefOf } from "./route.js";

const STEPS = [0.5, 0.35, 0.65, 0.2, 0.8]; // of a box, the middle first
const APART = 0.08; // of the picture's width
const SHAPE = 0.75; // height of a picture by its width, for distances

const within = ({ x, y }, [x0, y0, x1, y1]) => x >= x0 && x <= x1 && y >= y0 && y <= y1;

/**
 * A place for each piece's dot: inside its box, where possible not on a smaller piece nor close to
 * another dot. `pieces` go from large to small; [{x, y, u, v}], fractions of the picture and the box.
 */
export function dotPlaces(pieces) {
  const places = [];
  for (const [index, { box }] of [...pieces.entries()].reverse()) {
    const smaller = pieces.slice(index + 1).map((piece) => piece.box);
    const taken = places.filter(Boolean);
    const price = (place) =>
      smaller.filter((other) => within(place, other)).length +
      3 * sum(taken.map((other) => Math.max(0, 1 - distance(place, other) / APART))) +
      Math.hypot(place.u - 0.5, place.v - 0.5);
    const [first, ...others] = candidates(box);
    places[index] = others.reduce((best, place) => (price(place) < price(best) ? place : best), first);
  }
  return places;
}

function candidates([x0, y0, x1, y1]) {
  return STEPS.flatMap((v) =>
    STEPS.map((u) => ({ u, v, x: x0 + u * (x1 - x0), y: y0 + v * (y1 - y0) })));
}

const sum = (values) => values.reduce((a, b) => a + b, 0);
const distance = (a, b) => Math.hypot(a.x - b.x, (a.y - b.y) * SHAPE);
const percent = (fraction) => `${(100 * fraction).toFixed(2)}%`;

/** List items over the picture; smaller pieces come later and so lie above larger ones. */
export function spots(pieces, listings) {
  const known = new Map(listings.map((listing) => [listing.id, listing]));
  const there = pieces.filter(({ listing }) => known.has(listing));
  const places = dotPlaces(there);
  return there.map(({ listing, box }, index) => spot(known.get(listing), box, places[index]));
}

function spot(listing, [x0, y0, x1, y1], { x, y, u, v }) {
  const price = formatPrice(listing.price, listing.currency, "en");
  const side = `${y < 0.5 ? "below" : "above"} ${x < 0.5 ? "after" : "before"}`;
  const dot = h("span", { class: "mark" }, h("span", { class: `tag ${side}` },
    h("span", { class: "name" }, listing.title), " ",
    price ? h("strong", {}, price) : null));
  const href = hrefOf({ view: "listing", id: listing.id, filters: noFilters() });
  const item = h("li", { "data-id": listing.id }, h("a", { href }, dot));
  // A style attribute would be refused by the page's policy; properties are not.
  Object.assign(item.style, { left: percent(x0), top: percent(y0), width: percent(x1 - x0), height: percent(y1 - y0) });
  Object.assign(dot.style, { left: percent(u), top: percent(v) });
  return item;
}
