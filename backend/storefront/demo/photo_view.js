/** Search by photo: the shopper's own, or one of the samples, whose truth is known. */
import { activeFilters, isAbort, noFilters } from "../widget/credenza.js";
import { hrefOf } from "./route.js";
import { fetchSample, sampleLinks, truthBadge, verdict } from "./samples.js";

/** Enough to choose from; the others are still found by their address. */
const MOST_SAMPLES = 24;

export class PhotoView {
  #sample = null; // the one searched by, null for the shopper's own photo
  #group = null; // the design of the piece on it
  #file = null;
  #pending = null;

  /** `act` has api and ownPhoto(), for a photo that the shopper brings in the place of a sample, or
   * none at all. */
  constructor(view, act) {
    this.act = act;
    this.search = view.querySelector("credenza-photo-search");
    this.verdict = view.querySelector(".verdict");
    this.strips = document.querySelectorAll(".try");
    this.search.addEventListener("credenza:photo", ({ detail }) => {
      if (detail.photo === this.#file) return;
      this.#pending?.abort();
      this.#use(null, detail.photo);
      act.ownPhoto();
    });
    this.search.addEventListener("credenza:erased", () => {
      this.#use(null, null);
      act.ownPhoto();
    });
    this.search.badge = (result) => truthBadge(this.#sample, this.#group, result);
  }

  /** Shows the samples to try, with the chosen one marked. */
  offer(samples, route) {
    const hrefFor = ({ id }) => {
      const filters = route.view === "photo" ? route.filters : noFilters();
      return hrefOf({ view: "photo", sample: id, filters });
    };
    for (const strip of this.strips) {
      strip.hidden = samples.length === 0;
      strip.querySelector("ul").replaceChildren(...sampleLinks(samples.slice(0, MOST_SAMPLES), route.sample, hrefFor));
    }
  }

  /** Searches by a sample, or with null leaves the shopper's own photo as it is. */
  async show(sample) {
    if (sample?.id === this.#sample?.id) return;
    this.#pending?.abort();
    if (!sample) {
      this.#use(null, null);
      this.search.clear();
      return;
    }
    const { signal } = (this.#pending = new AbortController());
    this.#use(sample, null);
    try {
      const known = Promise.all([fetchSample(sample, signal), this.#groupOf(sample, signal)]);
      const [file, group] = await known;
      this.#use(sample, file, group);
      this.search.search(file);
    } catch (error) {
      if (!isAbort(error)) this.#say(error.message);
    }
  }

  /** Says where the photographed piece came among the results. */
  judge(results, filters) {
    if (!this.#sample || !results.length) this.#say("");
    else this.#say(verdict(this.#sample, this.#group, results, activeFilters(filters).length > 0));
  }

  /** Without it, only the photographed finish itself can be told. */
  async #groupOf({ listing }, signal) {
    try {
      return (await this.act.api.listing(listing, { signal })).group;
    } catch (error) {
      if (isAbort(error)) throw error;
      return null;
    }
  }

  #use(sample, file, group = null) {
    this.#sample = sample;
    this.#group = group;
    this.#file = file;
    this.#say("");
  }

  #say(text) {
    this.verdict.textContent = text;
    this.verdict.hidden = text === "";
  }
}
