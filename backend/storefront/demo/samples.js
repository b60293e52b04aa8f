/** Phone photos that come with the demo, and what is known about each. */
import { h } from "./dom.js";

/** [{photo, listing, group}]; none when the demo has none. */
export async function loadSamples() {
  try {
    const response = await fetch("photos.jsonl");
    if (!response.ok) return [];
    const lines = (await response.text()).split("\n").filter((line) => line.trim());
    return lines.map((line) => JSON.parse(line));
  } catch {
    return [];
  }
}

const sourceOf = ({ photo }) => `photos/${encodeURIComponent(photo)}`;

export function sampleLinks(samples, chosen, hrefFor) {
  return samples.map((sample, index) => {
    const picture = h("img", {
      src: sourceOf(sample),
      alt: `Phone photo ${index + 1}`,
      width: "96",
      height: "96",
      loading: "lazy",
    });
    const current = sample.photo === chosen ? "true" : null;
    return h("li", {}, h("a", { href: hrefFor(sample), "aria-current": current }, picture));
  });
}

export async function fetchSample(sample, signal) {
  const response = await fetch(sourceOf(sample), { signal });
  if (!response.ok) throw new Error(`The sample photo could not be loaded (${response.status}).`);
  return new File([await response.blob()], sample.photo, { type: "image/jpeg" });
}

/** A remark for the card of the photographed piece, or of a sister of it. */
export function truthBadge(sample, { listing }) {
  if (!sample) return "";
  if (listing.id === sample.listing) return "In the photo";
  return listing.group && listing.group === sample.group ? "Same design" : "";
}

/** Where the photographed piece came among the results. */
export function verdict(sample, results, filtered) {
  const place = results.findIndex(({ listing }) => listing.id === sample.listing);
  if (place >= 0) return `The piece in the photo is number ${place + 1} of ${results.length}.`;
  const sister = results.findIndex(({ listing }) => listing.group === sample.group);
  if (sister >= 0) return `The same design in another finish is number ${sister + 1} of ${results.length}.`;
  const under = filtered ? " under these filters" : "";
  return `The piece in the photo is not among these ${results.length}${under}.`;
}
