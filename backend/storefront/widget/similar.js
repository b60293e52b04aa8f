/** <credenza-similar listing="sofa-42">: what looks like a listing. */
import { ATTRIBUTES, ResultsElement, timed } from "./results_element.js";
import { texts } from "./texts.js";

export class CredenzaSimilar extends ResultsElement {
  static observedAttributes = [...ATTRIBUTES, "listing"];

  get defaultHeading() {
    return texts.similarHeading;
  }

  get subject() {
    return this.getAttribute("listing") || null;
  }

  async ask({ filters, ...page }) {
    return timed(this.api().similar(this.subject, filters, page));
  }

  statusOf({ results, ms }) {
    const count = results.length;
    return this.hasAttribute("show-time") ? texts.resultsIn(count, ms) : texts.results(count);
  }
}
