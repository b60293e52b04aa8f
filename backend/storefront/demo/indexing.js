/** Listings whose pictures have not been looked at yet: says so, and watches until they are. */
import { isAbort } from "../widget/credenza.js";

const LOOK_EVERY_MS = 2_500;
const AT_ONCE = 6;

/** A remark for a card that cannot be found by its looks. */
export function indexingBadge({ listing }) {
  const state = listing.indexing?.state;
  if (state === "pending") return "Being indexed";
  return state === "parked" ? "Not searchable" : "";
}

export class IndexingWatch {
  #stop = null;

  /** `notice` is the element that says how many are left. */
  constructor(api, notice) {
    this.api = api;
    this.notice = notice;
  }

  stop() {
    this.#stop?.abort();
    this.#stop = null;
  }

  /** Watches the pending ones of `list`, an element with results and update(listing). */
  async watch(list) {
    this.stop();
    const controller = new AbortController();
    this.#stop = controller;
    try {
      await this.#until(list, controller.signal);
    } catch (error) {
      if (!isAbort(error)) this.notice.hidden = true;
    }
  }

  async #until(list, signal) {
    for (;;) {
      const pending = list.results.filter(({ listing }) => listing.indexing?.state === "pending");
      this.#say(pending.length, list.results.length);
      if (!pending.length) return;
      const ids = pending.slice(0, AT_ONCE).map(({ listing }) => listing.id);
      const fresh = await Promise.all(ids.map((id) => this.api.listing(id, { signal })));
      signal.throwIfAborted();
      const done = fresh.filter((listing) => listing.indexing?.state !== "pending");
      done.forEach((listing) => list.update(listing));
      if (done.length < ids.length) await pause(LOOK_EVERY_MS, signal);
    }
  }

  #say(pending, shown) {
    this.notice.hidden = pending === 0;
    this.notice.textContent =
      `${pending} of the ${shown} pieces shown are still being indexed. ` +
      "They can be browsed now and are found by their looks in a moment.";
  }
}

/** Resolves after a while, also once the page is looked at again; rejects when aborted. */
export function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const wait = () => (document.hidden ? setTimeout(wait, ms) : resolve());
    setTimeout(wait, ms);
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}
