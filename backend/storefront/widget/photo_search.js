/** <credenza-photo-search>: what looks like the shopper's own photo. */
import { Problem } from "./api.js";
import { PhotoDrop } from "./photo_drop.js";
import { ATTRIBUTES, ResultsElement, timed } from "./results_element.js";
import { shrinkPhoto } from "./shrink.js";
import { texts } from "./texts.js";

export class CredenzaPhotoSearch extends ResultsElement {
  static observedAttributes = [...ATTRIBUTES, "capture"];

  #drop = new PhotoDrop({ take: (file) => this.search(file), erase: () => this.erase() });
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
    this.#photo = { number: this.#searches, blob, refused, small: null, sent: null, erasing: false };
    this.#drop.preview(refused ? null : blob);
    this.refresh();
  }

  /** Erases the photo from the service, then forgets it; what cannot be erased stays on show. */
  async erase() {
    const photo = this.#photo;
    if (!photo) return;
    photo.erasing = true;
    this.abandon(); // a search that came after the photo went would not find it
    this.#drop.erasable(true, { busy: true });
    try {
      // A photo on its way has to arrive: the service would keep what nobody knows the id of.
      const id = await photo.sent?.catch(() => null);
      if (id) await this.api().erasePhoto(id);
    } catch (error) {
      photo.erasing = false;
      if (this.#photo !== photo) return;
      this.#drop.erasable(true);
      this.#drop.say(texts.photoNotErased(error.message));
      if (this.results.length === 0) this.refresh();
      return;
    }
    if (this.#photo !== photo) return;
    this.clear();
    this.#drop.say(texts.photoErased);
    this.#drop.focus();
    this.emit("erased", {});
  }

  /** Forgets the photo; the service keeps it until its time is over. */
  clear() {
    this.#photo = null;
    this.#drop.preview(null);
    this.schedule();
  }

  async ask({ filters, ...page }) {
    const photo = this.#photo;
    if (photo.refused) {
      const detail = texts.photoNotPicture(photo.blob.name);
      throw new Problem({ status: 415, title: texts.photoNotPictureTitle, detail });
    }
    const look = async () => {
      const id = await unlessAborted(this.#sent(photo), page.signal);
      this.list.progress(texts.loading);
      return timed(this.api().similarToPhoto(id, filters, page));
    };
    try {
      return await look();
    } catch (error) {
      if (photo.erasing || !(error instanceof Problem && error.status === 404)) throw error;
      // The photo's time on the service is over; the shopper still has it on the page.
      photo.sent = null;
      return look();
    }
  }

  statusOf({ results, ms }) {
    const count = results.length;
    return this.hasAttribute("show-time") ? texts.resultsIn(count, ms) : texts.results(count);
  }

  /** The photo's id at the service. It is sent once, however many searches wait for it. */
  #sent(photo) {
    photo.sent ??= this.#send(photo).catch((error) => {
      photo.sent = null;
      throw error;
    });
    return photo.sent;
  }

  async #send(photo) {
    const progress = (text) => photo === this.#photo && this.list.progress(text);
    progress(texts.photoPreparing);
    photo.small ??= await shrinkPhoto(photo.blob);
    progress(texts.photoSending);
    return (await this.api().uploadPhoto(photo.small)).id;
  }
}

/** What the promise brings, unless the signal comes first. */
function unlessAborted(promise, signal) {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    promise.then(resolve, reject);
  });
}
