/** A room as a small picture that leads to it. */
import { h } from "./dom.js";
import { roomHref } from "./route.js";
import { pictureOf } from "./rows.js";

/** `kind` goes with the address, `note` takes the place of the number of pieces. */
export function roomTile(room, { kind = "", note = piecesIn(room) } = {}) {
  const picture = h("img", { src: pictureOf(room), alt: "", width: "480", height: "360", loading: "lazy", decoding: "async" });
  return h("li", {}, h("a", { class: "room-tile", href: roomHref(room.id, kind) },
    h("span", { class: "frame" }, picture),
    h("span", { class: "name" }, room.title), " ",
    h("span", { class: "note" }, note)));
}

/** Fills the list of a section, which is not shown while it is empty. */
export function fillStrip(section, tiles) {
  section.hidden = tiles.length === 0;
  section.querySelector("ul").replaceChildren(...tiles);
}

const piecesIn = ({ pieces }) => (pieces.length === 1 ? "1 piece" : `${pieces.length} pieces`);
