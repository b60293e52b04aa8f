/** From what the API says to what may stand in a page. */

/** The address if it is http or https once resolved against `base`; otherwise null. */
export function safeUrl(value, base = document.baseURI) {
  if (typeof value !== "string" || value === "") return null;
  try {
    const url = new URL(value, base);
    return /^https?:$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** The first picture that can be shown; paths without a host belong to the API's. */
export function pictureUrl(listing, apiBase) {
  for (const image of listing.images ?? []) {
    const url = safeUrl(image, apiBase);
    if (url) return url;
  }
  return null;
}

/** A taxonomy value as words: `tv_stand` is "Tv stand", with the few exceptions. */
export function label(value) {
  const words = String(value).replaceAll("_", " ").replace(/^tv\b/, "TV");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** An element with properties set and children appended; text is only ever text. */
export function make(tag, properties = {}, ...children) {
  const { part, ...rest } = properties;
  const node = Object.assign(document.createElement(tag), rest);
  if (part) node.setAttribute("part", part);
  node.append(...children.filter((child) => child !== null && child !== ""));
  return node;
}
