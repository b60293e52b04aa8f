/** When nothing matches: which filter to drop, and how much there is without it. */
import { activeFilters, isAbort, noFilters, withoutFilter } from "../widget/credenza.js";
import { h } from "./dom.js";
import { GROUP_NAMES } from "./filter_panel.js";

/** [{name, filters, total}] for each single filter whose removal helps, the most helpful first. */
export async function waysOut(api, filters, { words = "", signal } = {}) {
  const tries = activeFilters(filters).map(async (name) => {
    const without = withoutFilter(filters, name);
    const { total } = await api.listings(without, { words, limit: 1, signal });
    return { name, filters: without, total };
  });
  const ways = await Promise.all(tries);
  return ways.filter(({ total }) => total > 0).sort((a, b) => b.total - a.total);
}

const button = (text, click) => h("button", { type: "button", class: "outline", click }, text);

export class WaysOut {
  #pending = null;

  /** `act` has change(filters) and search(words). */
  constructor(api, act) {
    this.api = api;
    this.act = act;
  }

  /** Fills `box`, an element in the place of the missing results. */
  async offer(box, filters, words = "") {
    this.#pending?.abort();
    const controller = new AbortController();
    this.#pending = controller;
    const ways = words ? [button(`Without “${words}”`, () => this.act.search(""))] : [];
    box.replaceChildren(...ways);
    if (!activeFilters(filters).length) return;
    try {
      const found = await waysOut(this.api, filters, { words, signal: controller.signal });
      ways.unshift(...found.map((way) => this.#wayButton(way)));
    } catch (error) {
      // A hint that cannot be had is no failure to tell: the filters can still all be lifted.
      if (isAbort(error)) return;
    }
    if (!ways.length) {
      ways.push(h("p", {}, "More than one of them stands in the way."));
      ways.push(button("Clear all filters", () => this.act.change(noFilters())));
    }
    box.replaceChildren(...ways);
  }

  #wayButton({ name, filters, total }) {
    const pieces = total === 1 ? "1 piece" : `${total} pieces`;
    const text = `Without ${GROUP_NAMES[name].toLowerCase()}: ${pieces}`;
    return button(text, () => this.act.change(filters));
  }
}
