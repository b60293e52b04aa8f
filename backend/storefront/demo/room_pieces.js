/** <room-pieces listings="sofa-1 rug-7">: the pieces of a room as cards, in this order. */
import { Problem } from "../widget/credenza.js";
import { ATTRIBUTES, ResultsElement, timed } from "../widget/results_element.js";
import { texts } from "../widget/texts.js";

export class RoomPieces extends ResultsElement {
  static observedAttributes = [...ATTRIBUTES, "listings"];

  get defaultHeading() {
    return "";
  }

  get subject() {
    return this.getAttribute("listings") || null;
  }

  async ask({ signal }) {
    const asked = this.subject.split(" ").map((id) => this.#listing(id, signal));
    const { listings, ms } = await timed(Promise.all(asked).then((found) => ({ listings: found.filter(Boolean) })));
    return { results: listings.map((listing) => ({ listing })), ms };
  }

  statusOf({ results }) {
    return texts.listings(results.length);
  }

  /** A piece that is sold out and gone since the picture was made is null. */
  async #listing(id, signal) {
    try {
      return await this.api().listing(id, { signal });
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return null;
      throw error;
    }
  }
}

customElements.define("room-pieces", RoomPieces);
