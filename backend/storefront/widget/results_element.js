/** What the elements have in common: reading attributes, asking, and telling the page. */
import { CredenzaApi, HOME, Problem, isAbort } from "./api.js";
import { FILTER_ATTRIBUTES, activeFilters, filtersFromElement } from "./filters.js";
import { ResultList } from "./result_list.js";
import { sheet } from "./styles.js";
import { texts } from "./texts.js";

const MOST = 100;

export const ATTRIBUTES = [
  ...FILTER_ATTRIBUTES,
  "api",
  "currency",
  "heading",
  "keep",
  "limit",
  "link",
  "locale",
  "show-score",
  "show-time",
];

/**
 * A subclass says what it searches for and how:
 * - `subject`: text that names it, or null while there is nothing to search for;
 * - `ask({filters, keep, limit, cursor?, signal})`: resolves to {results, relaxed?, query_id?, total?, next?, ms};
 * - `statusOf(answer)`: the sentence above the cards.
 */
export class ResultsElement extends HTMLElement {
  static observedAttributes = ATTRIBUTES;
  static defaultLimit = 12;

  #badge = null;
  #again = () => this.refresh();
  #asked = null;
  #answer = null;
  #pending = null;
  #scheduled = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet()];
    this.list = new ResultList({
      select: (event, index) => this.#select(event, index),
      retry: () => this.#again(),
      more: () => this.loadMore(),
    });
    root.append(this.list.node);
  }

  connectedCallback() {
    this.schedule();
  }

  disconnectedCallback() {
    this.#pending?.abort();
    this.#asked = null;
  }

  attributeChangedCallback() {
    this.schedule();
  }

  /** A function of {listing, score} giving a short remark to put on its card, or nothing. */
  get badge() {
    return this.#badge;
  }

  set badge(value) {
    this.#badge = value;
    this.schedule();
  }

  /** The results on show, best first. */
  get results() {
    return this.#answer?.results ?? [];
  }

  /** Asks again, whether or not anything changed. */
  refresh() {
    this.#asked = null;
    this.schedule();
  }

  /** Asks no further: what is under way is not wanted any more. */
  abandon() {
    this.#pending?.abort();
  }

  /** Shows a newer state of a listing that is on show already. */
  update(listing) {
    const index = this.results.findIndex((result) => result.listing.id === listing.id);
    if (index < 0) return;
    this.results[index] = { ...this.results[index], listing };
    this.list.replace(index, this.results[index], this.#options());
  }

  /** Only lists that have pages know more. */
  async loadMore() {
    const next = this.#answer?.next;
    if (!next) return;
    await this.#guarded(async (signal) => {
      this.list.loadingMore();
      const page = named(await this.ask({ ...this.#question(), cursor: next, signal }));
      const { relaxed = [], queryIds } = this.#answer;
      this.#answer = {
        ...page,
        relaxed: [...new Set([...relaxed, ...(page.relaxed ?? [])])],
        results: [...this.results, ...page.results],
        queryIds: [...queryIds, ...page.queryIds],
      };
      this.list.append(page.results, this.#options(), { ...this.#summary(), relaxed: page.relaxed });
      this.#tell();
    }, { keep: true });
  }

  /** Several attributes set in a row make one request. */
  schedule() {
    if (this.#scheduled || !this.isConnected) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (this.isConnected) this.#render();
    });
  }

  emit(name, detail, cancelable = false) {
    const event = new CustomEvent(`credenza:${name}`, {
      bubbles: true,
      composed: true,
      cancelable,
      detail,
    });
    return this.dispatchEvent(event);
  }

  async #render() {
    this.list.heading(this.getAttribute("heading") ?? this.defaultHeading);
    if (this.subject === null) {
      this.#pending?.abort();
      this.#asked = null;
      this.#answer = null;
      this.list.clear();
      return;
    }
    const question = this.#question();
    const asked = JSON.stringify([this.subject, this.getAttribute("api"), question]);
    if (asked === this.#asked) {
      if (this.results.length) this.list.show(this.results, this.#options(), this.#summary());
      return;
    }
    const sameSubject = this.#asked !== null && JSON.parse(this.#asked)[0] === this.subject;
    this.#asked = asked;
    await this.#guarded(async (signal) => {
      this.list.loading(sameSubject && this.list.count > 0 ? 0 : question.limit);
      this.#answer = named(await this.ask({ ...question, signal }));
      if (this.results.length) this.list.show(this.results, this.#options(), this.#summary());
      else this.list.empty(this.#emptyText(question.filters));
      this.#tell();
    });
  }

  /** Runs `work` in place of what is under way; its failure stays inside this element. */
  async #guarded(work, { keep = false } = {}) {
    this.#pending?.abort();
    const controller = new AbortController();
    this.#pending = controller;
    try {
      await work(controller.signal);
    } catch (error) {
      if (controller.signal.aborted || isAbort(error)) return;
      const problem = error instanceof Problem ? error : new Problem({ detail: String(error) });
      if (!keep) this.#answer = null;
      this.#again = keep ? () => this.loadMore() : () => this.refresh();
      this.list.failed(problem, { keep });
      this.emit("error", { status: problem.status, title: problem.title, detail: problem.detail });
    }
  }

  /** The service to ask; an unusable `api` attribute is a problem like any other. */
  api() {
    return new CredenzaApi(this.getAttribute("api") || HOME);
  }

  #question() {
    const limit = Number.parseInt(this.getAttribute("limit") ?? "", 10);
    return {
      filters: filtersFromElement(this),
      keep: (this.getAttribute("keep") ?? "").split(/[\s,]+/).filter(Boolean),
      limit: Math.min(Math.max(limit || this.constructor.defaultLimit, 1), MOST),
    };
  }

  #options() {
    return {
      apiBase: this.api().base,
      badge: this.#badge,
      currency: this.getAttribute("currency"),
      link: this.getAttribute("link"),
      locale: this.getAttribute("locale") || this.closest("[lang]")?.lang,
      showScore: this.hasAttribute("show-score"),
    };
  }

  #summary() {
    const { relaxed = [], next = null } = this.#answer;
    return { status: this.statusOf(this.#answer), relaxed, next };
  }

  #emptyText(filters) {
    return activeFilters(filters).length ? texts.emptyFiltered : texts.empty;
  }

  #tell() {
    const { query_id: queryId = null, release = null, results, total, ms } = this.#answer;
    const count = results.length;
    this.emit("results", { queryId, release, count, total: total ?? count, results, ms });
  }

  #select(click, index) {
    const { listing, score = null } = this.results[index];
    const queryId = this.#answer.queryIds[index];
    // A new tab asked for with a modifier key is the shopper's wish, not the page's.
    const plain = !(click.ctrlKey || click.metaKey || click.shiftKey);
    const detail = { listing, score, position: index + 1, queryId };
    if (!this.emit("select", detail, plain)) click.preventDefault();
  }
}

/** The answer with the id of the query that each result came by: a further page has its own. */
function named(answer) {
  return { ...answer, queryIds: answer.results.map(() => answer.query_id ?? null) };
}

/** The answer with the milliseconds it took, as the reader's browser saw them. */
export async function timed(answer) {
  const began = performance.now();
  const value = await answer;
  return { ...value, ms: Math.max(1, Math.round(performance.now() - began)) };
}
