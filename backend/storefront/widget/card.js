/** One listing as a card: a link with picture, title and price. */
import { texts } from "./texts.js";
import { make, pictureUrl, safeUrl } from "./values.js";

const PICTURE_PX = 600;

/** "€499" or "€499.50" in the reader's locale; empty without a price. */
export function formatPrice(price, currency, locale) {
  if (price === null || price === undefined) return "";
  const money = { style: "currency", currency, trailingZeroDisplay: "stripIfInteger" };
  try {
    return new Intl.NumberFormat(locale || undefined, currency ? money : {}).format(price);
  } catch {
    // An unknown locale or currency code must not cost the page its prices.
    return [price, currency].filter(Boolean).join(" ");
  }
}

function hrefOf(listing, template) {
  if (!template) return safeUrl(listing.url);
  const filled = template
    .replaceAll("{id}", encodeURIComponent(listing.id))
    .replaceAll("{group}", encodeURIComponent(listing.group ?? ""));
  return safeUrl(filled);
}

function picture(listing, apiBase) {
  const tile = make("span", { className: "tile", part: "tile" });
  const source = pictureUrl(listing, apiBase);
  const missing = () => make("span", { className: "missing" }, texts.noPicture);
  if (!source) {
    tile.append(missing());
    return tile;
  }
  const image = make("img", {
    part: "picture",
    alt: listing.title,
    width: PICTURE_PX,
    height: PICTURE_PX,
    loading: "lazy",
    decoding: "async",
  });
  image.addEventListener("error", () => image.replaceWith(missing()), { once: true });
  image.src = source;
  tile.append(image);
  return tile;
}

function scoreNote(score) {
  const hidden = make("span", { className: "hidden" }, `${texts.similarity} `);
  const note = make("span", { className: "score", part: "score" }, hidden, score.toFixed(2));
  note.title = texts.similarity;
  return note;
}

/**
 * `result` is {listing, score?, missed?}. `options`: apiBase, link, locale, currency, showScore, and
 * `badge`, a function of the result that gives a short remark or nothing.
 */
export function listingCard(result, options) {
  const { listing, score, missed = [] } = result;
  const href = hrefOf(listing, options.link);
  const price = formatPrice(listing.price, listing.currency ?? options.currency, options.locale);
  const remark = options.badge?.(result) ?? "";
  const tile = picture(listing, options.apiBase);
  if (remark) tile.append(make("span", { className: "badge", part: "badge" }, remark));

  const facts = make("span", { className: "facts" });
  if (price) facts.append(make("span", { className: "price", part: "price" }, price));
  if (listing.in_stock === false) {
    facts.append(make("span", { className: "stock", part: "stock" }, texts.outOfStock));
  }
  if (options.showScore && typeof score === "number") facts.append(scoreNote(score));

  const title = make("span", { className: "title", part: "title" }, listing.title);
  const target = href
    ? make("a", { className: "link", href, part: "link" })
    : make("button", { className: "link", type: "button", part: "link" });
  target.append(tile, title, facts);
  if (missed.length) target.append(make("span", { className: "missed", part: "missed" }, texts.missed(missed)));
  const card = make("li", { className: "card", part: "card" }, target);
  card.dataset.id = listing.id;
  return card;
}

/** What stands in a card's place until it is there; the same height, so that nothing jumps. */
export function skeletonCard() {
  const line = (className) => make("span", { className: `bone ${className}` });
  const tile = make("span", { className: "tile bone" });
  const card = make("li", { className: "card", part: "skeleton" }, tile, line("long"), line("short"));
  card.setAttribute("aria-hidden", "true");
  return card;
}
