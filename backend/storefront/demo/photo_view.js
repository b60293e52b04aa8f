/** Search by photo: the shopper's own, or one of the samples, whose truth is known. */
import { activeFilters, isAbort, noFilters } from "../widget/credenza.js";
import { hrefOf } from "./route.js";
import { fetchSample, sampleLinks, truthBadge, verdict } from "./samples.js";

export class PhotoView {
  #sample = null; // the one searched by, null for the shopper's own photo
  #file = null;
  #pending = null;

  /** `ownPhoto` is called when the shopper brings a photo in the place of a sample. */
  constructor(view, ownPhoto) {
    this.search = view.querySelector("credenza-photo-search");
    this.verdict = view.querySelector(".verdict");
    this.strips = document.querySelectorAll(".try");
    this.search.addEventListener("credenza:photo", ({ detail }) => {
      if (detail.photo === this.#file) return;
      this.#pending?.abort();
      this.#use(null, detail.photo);
      ownPhoto();
    });
    this.search.badge = (result) => truthBadge(this.#sample, result);
  }

  /** Shows the samples to try, with the chosen one marked. */
  offer(samples, route) {
    const hrefFor = ({ photo }) => {
      const filters = route.view === "photo" ? route.filters : noFilters();
      return hrefOf({ view: "photo", sample: photo, filters });
    };
    for (const strip of this.strips) {
      strip.hidden = samples.length === 0;
      strip.querySelector("ul").replaceChildren(...sampleLinks(samples, route.sample, hrefFor));
    }
  }

  /** Searches by a sample, or with null leaves the shopper's own photo as it is. */
  async show(sample) {
    if (sample?.photo === this.#sample?.photo) return;
    this.#pending?.abort();
    if (!sample) {
      this.#use(null, null);
      this.search.clear();
      return;
    }
    this.#pending = new AbortController();
    this.#use(sample, null);
    try {
      const file = await fetchSample(sample, this.#pending.signal);
      this.#use(sample, file);
      this.search.search(file);
    } catch (error) {
      if (!isAbort(error)) this.#say(error.message);
    }
  }

  /** Says where the photographed piece came among the results. */
  judge(results, filters) {
    if (!this.#sample || !results.length) this.#say("");
    else this.#say(verdict(this.#sample, results, activeFilters(filters).length > 0));
  }

  #use(sample, file) {
    this.#sample = sample;
    this.#file = file;
    this.#say("");
  }

  #say(text) {
    this.verdict.textContent = text;
    this.verdict.hidden = text === "";
  }
}
