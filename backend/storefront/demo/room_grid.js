/** All rooms as a grid, a page at a time, of one kind if wished. */
import { h } from "./dom.js";
import { kindsOf, ofKind } from "./rooms.js";
import { roomTile } from "./room_tile.js";

const PAGE = 24;

export class RoomGrid {
  #rooms = []; // of the kind on show
  #kind = null;

  /** `choose` is called with the kind that the shopper wants, "" for all. */
  constructor(view, choose) {
    this.choose = choose;
    this.kinds = view.querySelector(".kinds");
    this.status = view.querySelector(".count");
    this.grid = view.querySelector(".room-grid");
    this.more = view.querySelector(".more");
    this.more.addEventListener("click", () => this.#showMore());
  }

  show(rooms, kind) {
    if (kind === this.#kind) return;
    this.#kind = kind;
    this.#rooms = ofKind(rooms, kind);
    if (!this.kinds.children.length) this.#offerKinds(rooms);
    for (const button of this.kinds.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
    }
    this.grid.replaceChildren();
    this.#append();
  }

  #offerKinds(rooms) {
    const choices = [{ kind: "", text: "All" }, ...kindsOf(rooms)];
    this.kinds.replaceChildren(...choices.map(({ kind, text }) => {
      const click = () => this.choose(kind);
      return h("li", {}, h("button", { type: "button", class: "keep", "data-kind": kind, click }, text));
    }));
  }

  /** Puts further rooms below those there, and the keyboard on the first of them. */
  #showMore() {
    const shown = this.grid.children.length;
    this.#append();
    this.grid.children[shown].querySelector("a").focus({ preventScroll: true });
  }

  #append() {
    const shown = this.grid.children.length;
    const page = this.#rooms.slice(shown, shown + PAGE);
    this.grid.append(...page.map((room) => roomTile(room, { kind: this.#kind })));
    const now = shown + page.length;
    const total = this.#rooms.length === 1 ? "1 room" : `${this.#rooms.length} rooms`;
    this.status.textContent = now < this.#rooms.length ? `${now} of ${total}` : total;
    this.more.hidden = now === this.#rooms.length;
  }
}
