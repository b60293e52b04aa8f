/** The part all elements share: heading, count, cards, and what stands there instead of cards. */
import { listingCard, skeletonCard } from "./card.js";
import { texts } from "./texts.js";
import { make } from "./values.js";

const SLOW_MS = 4_000;

export class ResultList {
  #slow;
  #heading = make("h2", { className: "heading", part: "heading", hidden: true });
  #status = make("p", { className: "status", part: "status" });
  #grid = make("ul", { className: "grid", part: "grid" });
  #above = make("slot", { name: "top", hidden: true });
  #notice = make("div", { className: "notice", part: "notice", hidden: true });
  #retry = make("button", { className: "button", part: "button", type: "button" });
  #more = make("button", { className: "button", part: "button more", type: "button", hidden: true });

  /** `act` has select(event, index), retry() and more(). */
  constructor(act) {
    this.#status.setAttribute("role", "status");
    this.#grid.setAttribute("role", "list"); // lists without bullets lose the role in Safari
    this.#retry.addEventListener("click", () => act.retry());
    this.#more.addEventListener("click", () => act.more());
    this.#grid.addEventListener("click", (event) => {
      const card = event.target.closest(".card");
      const link = event.target.closest(".link");
      if (card && link) act.select(event, this.#cards.indexOf(card));
    });
    const top = make("div", { className: "top" }, this.#heading, this.#status);
    const foot = make("div", { className: "foot" }, this.#more);
    this.node = make("section", { className: "results" }, top, this.#above, this.#grid, this.#notice, foot);
  }

  get count() {
    return this.#grid.querySelectorAll(".link").length;
  }

  get #cards() {
    return [...this.#grid.querySelectorAll(".card")];
  }

  heading(text) {
    this.#heading.textContent = text;
    this.#heading.hidden = text === "";
  }

  /** Nothing asked yet. */
  clear() {
    this.#settle("");
    this.#above.hidden = true;
    this.#more.hidden = true;
    this.#grid.replaceChildren();
  }

  /** Shows `bones` skeletons, or with 0 the old cards, faded. */
  loading(bones, status = texts.loading) {
    this.#settle(status);
    this.#above.hidden = false;
    this.#grid.setAttribute("aria-busy", "true");
    if (bones > 0) this.#grid.replaceChildren(...Array.from({ length: bones }, skeletonCard));
    this.#slow = setTimeout(() => {
      this.#status.textContent = texts.slow;
    }, SLOW_MS);
  }

  /** Waits for a further page below the cards there. */
  loadingMore() {
    this.#settle(texts.loading);
    this.#more.disabled = true;
  }

  /** Another step of the same wait. */
  progress(status) {
    this.#status.textContent = status;
  }

  /** `relaxed` are sentences that say what was given up for results that lack something. */
  show(results, options, { status, relaxed = [], next = null }) {
    this.#settle(status);
    this.#grid.replaceChildren();
    this.#grid.append(...this.#told(results, options, relaxed));
    this.#more.textContent = texts.more;
    this.#more.hidden = next === null;
  }

  /** Puts further cards below those there, and the keyboard on the first of them. */
  append(results, options, { status, relaxed = [], next }) {
    const { count } = this;
    this.#settle(status);
    this.#grid.append(...this.#told(results, options, relaxed));
    this.#more.hidden = next === null;
    this.#cards[count]?.querySelector(".link").focus({ preventScroll: true });
  }

  replace(index, result, options) {
    const old = this.#cards[index];
    const hadFocus = old.querySelector(":focus") !== null;
    const card = listingCard(result, options);
    old.replaceWith(card);
    if (hadFocus) card.querySelector(".link").focus();
  }

  /** No results. The page may say more in an element with slot="empty". */
  empty(text) {
    this.#settle(texts.results(0));
    this.#grid.replaceChildren();
    this.#more.hidden = true;
    const slot = make("slot", { name: "empty" });
    this.#notice.append(make("p", { className: "say", part: "empty" }, text), slot);
    this.#notice.hidden = false;
  }

  /** Says what went wrong and offers another try; `keep` leaves the cards there. */
  failed(problem, { keep = false } = {}) {
    this.#settle(problem.title);
    if (!keep) this.#grid.replaceChildren();
    this.#more.hidden = true;
    this.#retry.textContent = texts.retry;
    this.#notice.append(make("p", { className: "say", part: "error" }, problem.detail));
    if (problem.passing) this.#notice.append(this.#retry);
    this.#notice.hidden = false;
  }

  /** The cards, and above the first that lacks something a line that says what was given up, unless
   * the line above it says the same. */
  #told(results, options, relaxed) {
    const nodes = results.map((result) => listingCard(result, options));
    const first = results.findIndex((result) => result.missed?.length);
    const text = relaxed.length ? texts.relaxed(relaxed) : "";
    const last = [...this.#grid.querySelectorAll(".relaxed")].at(-1)?.textContent;
    if (first >= 0 && text && text !== last) {
      nodes.splice(first, 0, make("li", { className: "relaxed", part: "relaxed" }, text));
    }
    return nodes;
  }

  #settle(status) {
    clearTimeout(this.#slow);
    this.#status.textContent = status;
    this.#grid.removeAttribute("aria-busy");
    this.#more.disabled = false;
    this.#notice.replaceChildren();
    this.#notice.hidden = true;
  }
}
