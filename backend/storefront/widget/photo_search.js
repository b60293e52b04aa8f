/** <credenza-photo-search>: what looks like the shopper's own photo. */
import { Problem } from "./api.js";
import { PhotoDrop } from "./photo_drop.js";
import { ATTRIBUTES, ResultsElement, timed } from "./results_element.js";
import { shrinkPhoto } from "./shrink.js";
import { texts } from "./texts.js";

export class CredenzaPhotoSearch extends ResultsElement {
  static observedAttributes = [...ATTRIBUTES, "capture"];

  #drop = new PhotoDrop((file) => this.search(file));
  #photo = null;
  #searches = 0;

  constructor() {
    super();
    this.shadowRoot.prepend(this.#drop.node);
  }

  connectedCallback() {
    super.connectedCallback();
    this.#drop.listenForPaste(this);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#drop.stopListening();
  }

  attributeChangedCallback(name, before, after) {
    if (name === "capture") this.#drop.capture(after);
    else super.attributeChangedCallback(name, before, after);
  }

  get defaultHeading() {
    return "";
  }

  get subject() {
    return this.#photo && `photo ${this.#photo.number}`;
  }

  /** Searches by a picture, as if the shopper had chosen it. */
  search(blob) {
    if (!this.emit("photo", { photo: blob }, true)) return;
    // Some systems know no type for a phone's HEIC: what is unnamed the service judges.
    const refused = blob.type !== "" && !blob.type.startsWith("image/");
    this.#searches += 1;
    this.#photo = { number: this.#searches, blob, refused, small: null, id: null };
    this.#drop.preview(refused ? null : blob);
    this.refresh();
  }

  /** Forgets the photo. */
  clear() {
    this.#photo = null;
    this.#drop.preview(null);
    this.schedule();
  }

  async ask({ filters, limit, signal }) {
    const photo = this.#photo;
    if (photo.refused) {
      const detail = texts.photoNotPicture(photo.blob.name);
      throw new Problem({ status: 415, title: texts.photoNotPictureTitle, detail });
    }
    if (photo.id === null) await this.#send(photo, signal);
    const look = () => timed(this.api().similarToPhoto(photo.id, filters, { limit, signal }));
    this.list.progress(texts.loading);
    try {
      return await look();
    } catch (error) {
      if (!(error instanceof Problem && error.status === 404)) throw error;
      // The photo's time on the service is over; the shopper still has it on the page.
      await this.#send(photo, signal);
      return look();
    }
  }

  statusOf({ results, ms }) {
    const count = results.length;
    return this.hasAttribute("show-time") ? texts.resultsIn(count, ms) : texts.results(count);
  }

  async #send(photo, signal) {
    this.list.progress(texts.photoPreparing);
    photo.small ??= await shrinkPhoto(photo.blob);
    signal.throwIfAborted();
    this.list.progress(texts.photoSending);
    photo.id = (await this.api().uploadPhoto(photo.small, { signal })).id;
  }
}
