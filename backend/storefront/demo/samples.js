/** Phone photos that come with the demo, and what is known about each. */
import { h } from "./dom.js";
import { pictureOf, readRows } from "./rows.js";

/** [{id, image, listing}]; none when the demo has none. */
export const loadSamples = () => readRows("photos.jsonl");

export function sampleLinks(samples, chosen, hrefFor) {
  return samples.map((sample, index) => {
    const picture = h("img", {
      src: pictureOf(sample),
      alt: `Phone photo ${index + 1}`,
      width: "96",
      height: "96",
      loading: "lazy",
    });
    const current = sample.id === chosen ? "true" : null;
    return h("li", {}, h("a", { href: hrefFor(sample), "aria-current": current }, picture));
  });
}

export async function fetchSample(sample, signal) {
  const response = await fetch(pictureOf(sample), { signal });
  if (!response.ok) throw new Error(`The sample photo could not be loaded (${response.status}).`);
  const picture = await response.blob();
  return new File([picture], sample.image.split("/").pop(), { type: picture.type });
}

/** A remark for the card of the photographed piece, or of a sister of it, those of its `group`. */
export function truthBadge(sample, group, { listing }) {
  if (!sample) return "";
  if (listing.id === sample.listing) return "In the photo";
  return group && listing.group === group ? "Same design" : "";
}

/** Where the photographed piece came among the results. */
export function verdict(sample, group, results, filtered) {
  const place = results.findIndex(({ listing }) => listing.id === sample.listing);
  if (place >= 0) return `The piece in the photo is number ${place + 1} of ${results.length}.`;
  const sister = group ? results.findIndex(({ listing }) => listing.group === group) : -1;
  if (sister >= 0) return `The same design in another finish is number ${sister + 1} of ${results.length}.`;
  const under = filtered ? " under these filters" : "";
  return `The piece in the photo is not among these ${results.length}${under}.`;
}
