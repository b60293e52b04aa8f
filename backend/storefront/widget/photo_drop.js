/** Where a photo is chosen, dropped, pasted or taken, and then shown. */
import { texts } from "./texts.js";
import { make } from "./values.js";

const EDITABLE = "input, textarea, select, [contenteditable]:not([contenteditable='false'])";

const pictureAmong = (data) => [...(data?.files ?? [])].find((f) => f.type.startsWith("image/"));

export class PhotoDrop {
  #take;
  #paste = null;
  #input = make("input", { type: "file", accept: "image/*", hidden: true });
  #button = make("button", { className: "button strong", part: "button choose", type: "button" });
  #erase = make("button", { className: "button", part: "button erase", type: "button", hidden: true });
  #said = make("p", { className: "said", part: "note" });
  #picture = make("img", { className: "preview", part: "preview", hidden: true });
  #prompt = make("p", { className: "prompt", part: "prompt" });

  /** `act` has take(file), called with each picture file, and erase(). */
  constructor(act) {
    this.#take = (file) => act.take(file);
    const byMouse = make("span", { className: "by-mouse" }, texts.photoPrompt);
    const byTouch = make("span", { className: "by-touch" }, texts.photoPromptTouch);
    this.#prompt.append(byMouse, byTouch);
    this.#button.textContent = texts.photoChoose;
    const note = make("p", { className: "note", part: "note" }, texts.photoNote);
    this.#erase.textContent = texts.photoErase;
    this.#erase.addEventListener("click", () => act.erase());
    this.#said.setAttribute("role", "status");
    const buttons = make("div", { className: "buttons" }, this.#button, this.#erase);
    const ask = make("div", { className: "ask" }, this.#prompt, buttons, this.#input, this.#said, note);
    this.node = make("div", { className: "drop", part: "drop" }, this.#picture, ask);
    this.node.setAttribute("role", "group");
    this.node.setAttribute("aria-label", texts.photoHeading);
    this.#picture.alt = texts.photoPreview;
    this.#picture.addEventListener("error", () => this.#unseen());
    this.#button.addEventListener("click", () => this.#input.click());
    this.#input.addEventListener("change", () => this.#chosen());
    this.#acceptDrops();
  }

  /** `null`: the phone offers library and camera; "environment": the camera at once. */
  capture(value) {
    if (value === null) this.#input.removeAttribute("capture");
    else this.#input.setAttribute("capture", value);
  }

  /** Shows a picture that can be erased, or with null the invitation alone. */
  preview(blob) {
    this.#unseen();
    this.say("");
    this.erasable(blob !== null);
    this.#button.textContent = blob ? texts.photoAnother : texts.photoChoose;
    if (!blob) return;
    this.#picture.hidden = false;
    this.node.classList.add("full");
    this.#picture.src = URL.createObjectURL(blob);
  }

  /** Whether there is something to erase; while that is under way, `busy`. */
  erasable(there, { busy = false } = {}) {
    this.#erase.hidden = !there;
    this.#erase.disabled = busy;
  }

  /** A sentence below the buttons. */
  say(text) {
    this.#said.textContent = text;
  }

  focus() {
    this.#button.focus();
  }

  /** Pictures pasted anywhere on the page count, unless `host` is hidden or text is edited. */
  listenForPaste(host) {
    this.#paste = (event) => {
      const file = pictureAmong(event.clipboardData);
      if (!file || event.target.closest?.(EDITABLE) || !host.checkVisibility()) return;
      event.preventDefault();
      this.#take(file);
    };
    document.addEventListener("paste", this.#paste);
  }

  stopListening() {
    document.removeEventListener("paste", this.#paste);
  }

  /** A browser may be unable to show what the service can read. */
  #unseen() {
    if (this.#picture.src) URL.revokeObjectURL(this.#picture.src);
    this.#picture.removeAttribute("src");
    this.#picture.hidden = true;
    this.node.classList.remove("full");
  }

  #chosen() {
    const [file] = this.#input.files;
    if (file) this.#take(file);
    this.#input.value = ""; // choosing the same file again is a change, too
  }

  #acceptDrops() {
    const { node } = this;
    const over = (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      node.classList.add("over");
    };
    node.addEventListener("dragenter", over);
    node.addEventListener("dragover", over);
    node.addEventListener("dragleave", (event) => {
      if (!node.contains(event.relatedTarget)) node.classList.remove("over");
    });
    node.addEventListener("drop", (event) => {
      event.preventDefault();
      node.classList.remove("over");
      const file = pictureAmong(event.dataTransfer) ?? event.dataTransfer.files[0];
      if (file) this.#take(file);
    });
  }
}
