/** <credenza-listings>: the catalogue under filters, a page at a time. */
import { ATTRIBUTES, ResultsElement, timed } from "./results_element.js";
import { texts } from "./texts.js";

export class CredenzaListings extends ResultsElement {
  static observedAttributes = [...ATTRIBUTES, "words"];
  static defaultLimit = 24;

  get defaultHeading() {
    return "";
  }

  get subject() {
    return this.getAttribute("words") ?? "";
  }

  async ask({ filters, limit, cursor, signal }) {
    const page = { words: this.subject, limit, cursor, signal };
    const { listings, ...rest } = await timed(this.api().listings(filters, page));
    return { ...rest, results: listings.map((listing) => ({ listing })) };
  }

  statusOf({ results, total }) {
    const shown = results.length;
    return shown < total ? texts.listingsShown(shown, total) : texts.listings(total);
  }
}
