/** The HTTP API as the elements use it. */
import { appendFilters } from "./filters.js";
import { texts } from "./texts.js";

const PATIENCE_MS = 30_000;

/** The service this module was loaded from: /widget/api.js lies one folder below it. */
export const HOME = new URL("..", import.meta.url).href;

/** A failure a person can be told about. `status` is 0 when no answer came at all. */
export class Problem extends Error {
  constructor({ status = 0, title = texts.unreachableTitle, detail = texts.unreachable } = {}) {
    super(detail);
    this.name = "Problem";
    this.status = status;
    this.title = title;
    this.detail = detail;
  }

  /** True when the same question may be answered another time. */
  get passing() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

/** True for what a superseded request throws; nobody needs to be told. */
export const isAbort = (error) => error?.name === "AbortError";

async function problemOf(response) {
  const { status } = response;
  try {
    const { title, detail, errors } = await response.json();
    const reasons = (errors ?? []).map(({ field, message }) => `${field}: ${message}`);
    return new Problem({ status, title, detail: [detail ?? title, ...reasons].join(" ") });
  } catch {
    return new Problem({ status, title: texts.unreachableTitle, detail: texts.failed(status) });
  }
}

function paging(keep = [], cursor = null) {
  const params = new URLSearchParams(keep.map((name) => ["keep", name]));
  if (cursor) params.set("cursor", cursor);
  return params;
}

export class CredenzaApi {
  /** `base` is the service's address, http or https; by default that of this module. */
  constructor(base = HOME) {
    const url = new URL(base, document.baseURI);
    if (!/^https?:$/.test(url.protocol)) throw new Problem({ detail: texts.badApi(base) });
    this.base = url.href.endsWith("/") ? url.href : `${url.href}/`;
  }

  taxonomy({ signal } = {}) {
    return this.#call("v1/taxonomy", { signal });
  }

  /** One page: {listings, next, total}. */
  listings(filters, { words = "", limit, cursor, signal } = {}) {
    const params = new URLSearchParams();
    if (words) params.set("q", words);
    if (cursor) params.set("cursor", cursor);
    return this.#search("v1/listings", params, filters, limit, signal);
  }

  listing(id, { signal } = {}) {
    return this.#call(`v1/listings/${encodeURIComponent(id)}`, { signal });
  }

  /** Every variant of one design: {listings, next, total}. */
  variants(group, { signal } = {}) {
    return this.#call(`v1/listings?${new URLSearchParams({ group, limit: "24" })}`, { signal });
  }

  /**
   * {query_id, release, results: [{listing, score, missed?}], relaxed?, next?}, best first. `keep` names the
   * filters that all results must match, however few they are: ["color", "price"], or ["all"].
   */
  similar(id, filters, { keep, limit, cursor, signal } = {}) {
    const path = `v1/listings/${encodeURIComponent(id)}/similar`;
    return this.#search(path, paging(keep, cursor), filters, limit, signal);
  }

  similarToPhoto(photoId, filters, { keep, limit, cursor, signal } = {}) {
    const path = `v1/photos/${encodeURIComponent(photoId)}/similar`;
    return this.#search(path, paging(keep, cursor), filters, limit, signal);
  }

  /** Sends a picture; answers {id, expires_at}. */
  uploadPhoto(blob, { signal } = {}) {
    const body = new FormData();
    body.append("photo", blob, blob.name ?? "photo.jpg");
    return this.#call("v1/photos", { method: "POST", body, signal });
  }

  /** Erases a photo; one that is gone already is no failure. */
  async erasePhoto(id, { signal } = {}) {
    try {
      await this.#call(`v1/photos/${encodeURIComponent(id)}`, { method: "DELETE", signal });
    } catch (error) {
      if (error.status !== 404) throw error;
    }
  }

  #search(path, params, filters, limit, signal) {
    appendFilters(params, filters);
    if (limit) params.set("limit", String(limit));
    const query = params.toString();
    return this.#call(query ? `${path}?${query}` : path, { signal });
  }

  async #call(path, { signal, ...request }) {
    const deadline = AbortSignal.timeout(PATIENCE_MS);
    const signals = signal ? [signal, deadline] : [deadline];
    try {
      const response = await fetch(new URL(path, this.base), {
        ...request,
        credentials: "omit",
        headers: { accept: "application/json" },
        signal: AbortSignal.any(signals),
      });
      if (!response.ok) throw await problemOf(response);
      return response.status === 204 ? null : await response.json();
    } catch (error) {
      if (isAbort(error) || error instanceof Problem) throw error;
      throw new Problem(deadline.aborted ? { detail: texts.tooSlow } : {});
    }
  }
}
