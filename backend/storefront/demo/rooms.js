/** The furnished rooms that come with the demo. */
import { label } from "../widget/credenza.js";
import { readRows } from "./rows.js";

/** The kinds in the order of the filter: what one room is called, and all of them. */
const KINDS = {
  living: { one: "Living room", all: "Living" },
  dining: { one: "Dining room", all: "Dining" },
  bedroom: { one: "Bedroom", all: "Bedroom" },
  office: { one: "Office", all: "Office" },
  reading: { one: "Reading corner", all: "Reading corner" },
};

/** Rows of rooms.jsonl, each with a title of its own and its pieces from large to small. */
export async function loadRooms() {
  const counts = {};
  return (await readRows("rooms.jsonl")).map((room) => {
    counts[room.kind] = (counts[room.kind] ?? 0) + 1;
    const title = `${KINDS[room.kind]?.one ?? label(room.kind)} ${counts[room.kind]}`;
    return { ...room, title, pieces: room.pieces.toSorted((a, b) => b.area - a.area) };
  });
}

/** [{kind, text}] for each kind that there is. */
export function kindsOf(rooms) {
  const found = new Set(rooms.map(({ kind }) => kind));
  const known = Object.keys(KINDS).filter((kind) => found.delete(kind));
  return [...known, ...found].map((kind) => ({ kind, text: KINDS[kind]?.all ?? label(kind) }));
}

/** The rooms of a kind; with "" all. */
export const ofKind = (rooms, kind) => rooms.filter((room) => !kind || room.kind === kind);

/** As different ones as there are: the first of each kind, then the second of each. */
export function mixed(rooms, count) {
  const kinds = kindsOf(rooms).map(({ kind }) => ofKind(rooms, kind));
  const rounds = Math.max(0, ...kinds.map((some) => some.length));
  const dealt = Array.from({ length: rounds }, (_, round) => kinds.map((some) => some[round]));
  return dealt.flat().filter(Boolean).slice(0, count);
}

/** [{room, sister}]: rooms with the listing first, then those with only a sister of it. */
export function roomsWith(rooms, id, sisters) {
  const has = (room, ids) => room.pieces.some(({ listing }) => ids.includes(listing));
  const own = rooms.filter((room) => has(room, [id]));
  const others = rooms.filter((room) => !own.includes(room) && has(room, sisters));
  return [...own.map((room) => ({ room, sister: false })), ...others.map((room) => ({ room, sister: true }))];
}
